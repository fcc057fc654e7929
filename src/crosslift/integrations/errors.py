"""Refusals of imports: what is wrong with the file, where, and what to do."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict, Refusal


class BadFile(Refusal):
    """A file can't be read at all."""

    code = "bad_file"
    sentence = _("This file can't be read. Save it again as CSV, XLSX or Parquet.")


class NotText(BadFile):
    """Bytes that are no text under a text file's name."""

    code = "not_text"
    sentence = _("This is not a text file. Save it as CSV with UTF-8, or as XLSX.")


class BrokenEncoding(BadFile):
    """Some bytes are no letters in any encoding that fits the rest."""

    code = "broken_encoding"
    sentence = _("Line %(line)s holds bytes that are no letters. Save the file again as UTF-8.")


class EmptyFile(BadFile):
    """Nothing to import."""

    code = "empty_file"
    sentence = _("“%(file)s” holds no rows. Its first line must name the columns, the rows follow.")


class TwiceNamed(BadFile):
    """Two columns of one name can't be told apart."""

    code = "column_twice"
    sentence = _("Two columns are called “%(column)s”. Give each its own name.")


class TooLarge(BadFile):
    """More than the importer takes at once."""

    code = "too_large"
    sentence = _("“%(file)s” is too large: at most %(most)s. Split it and import the parts.")


class SuspiciousArchive(BadFile):
    """An archive that unpacks to far more than it is, or out of its folder."""

    code = "bad_archive"
    sentence = _("This archive can't be unpacked safely. Upload the files themselves.")


class UnknownKind(BadFile):
    """A file whose ending says nothing we read."""

    code = "unknown_kind"
    sentence = _("“%(file)s” is neither CSV, TXT, XLSX nor Parquet.")


class MissingFile(BadFile):
    """A preset needs a file that was not given."""

    code = "missing_file"
    sentence = _("“%(file)s” is missing. This preset needs %(needed)s.")


class UnknownPreset(Refusal):
    """There is no preset or kind of this name."""

    code = "unknown_preset"
    sentence = _("There is no preset “%(name)s”. There are: %(known)s.")


class BadMapping(Refusal):
    """A mapping names a column that the file lacks, or leaves out what is needed."""

    code = "bad_mapping"
    sentence = _("The columns don't fit: %(what)s.")


class WrongState(Conflict):
    """An import that runs, is over or undone can't do this."""

    code = "wrong_state"
    sentence = _("This import has gone on meanwhile. Reload its page to see where it stands.")


class FileChanged(Conflict):
    """A resumed import must read what it began with."""

    code = "file_changed"
    sentence = _("“%(file)s” has changed since this import began. Begin a new import instead.")


class RightsMissing(Refusal):
    """The import would make records of a kind that the person may not add."""

    status = 403
    code = "rights_missing"
    sentence = _("This import makes records that you may not add: %(kinds)s. Ask an administrator to run it.")
