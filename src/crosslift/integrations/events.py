"""What happens to imports."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfImport(Event):
    subject: ClassVar[str] = "import"


@dataclass(frozen=True, kw_only=True)
class ImportPrepared(_OfImport):
    """Files are here and a plan for them; nothing is imported yet."""


@dataclass(frozen=True, kw_only=True)
class ImportPlanned(_OfImport):
    """The columns or the choices of an import changed."""


@dataclass(frozen=True, kw_only=True)
class ImportStarted(_OfImport):
    """Rows come in from now on, batch by batch."""


@dataclass(frozen=True, kw_only=True)
class ImportFinished(_OfImport):
    """Everything that could come in is in."""

    new: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class ImportStopped(_OfImport):
    """Stopped by a person or by an error; whole batches are in and it can go on."""

    why: str


@dataclass(frozen=True, kw_only=True)
class ImportUndone(_OfImport):
    """What an import made is gone, but for what something newer hangs on."""

    gone: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class MappingSaved(Event):
    """Columns of a kind of file are kept for the next one."""

    subject: ClassVar[str] = "mapping"
