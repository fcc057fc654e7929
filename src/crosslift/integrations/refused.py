"""The refused rows as a file that a person opens in a spreadsheet, mends and imports again."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from crosslift.integrations.models import ImportRun, RefusedRow
from crosslift.integrations.queries import column_order
from crosslift.integrations.words import reason_words

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay numbers."""
    text = "" if value is None else str(value)
    if not text.lstrip(" \t\r\n\u00a0").startswith(_BEGINS_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def refused_csv(run_id: int) -> Iterator[str]:
    """The file line by line: file, line, reason in words, then the row as it stood."""
    rows = RefusedRow.objects.filter(run_id=run_id).order_by("file", "line", "id")
    columns: list[str] = column_order(ImportRun.objects.get(pk=run_id))
    for (row,) in rows.values_list("row").distinct()[:500]:
        columns += [name for name in row if name not in columns]
    there = {name for (row,) in rows.values_list("row").distinct()[:500] for name in row}
    columns = [name for name in columns if name in there]
    yield "\ufeff" + _line([_("File"), _("Line"), _("Reason"), *columns])
    for refused in rows.iterator(chunk_size=2_000):
        cells = [refused.row.get(name) for name in columns]
        yield _line([refused.file, refused.line, reason_words(refused.reason), *cells])


def _line(cells: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([guarded(cell) for cell in cells])
    return out.getvalue()
