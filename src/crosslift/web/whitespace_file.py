"""Whitespace as a file. What a spreadsheet would run as a formula is written as text."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from crosslift.offers.queries import Cell, Matrix

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: Any) -> Any:
    """Text that begins as a formula does gets an apostrophe before it, so that it stays text."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def table(matrix: "Matrix") -> Iterator[list[Any]]:
    """Head, then a line a customer: name, number owned, a cell a product, worth."""
    names = [harmless(product.name) for product in matrix.products]
    yield [_("Customer"), _("Owns"), *names, _("Worth, %(currency)s") % {"currency": matrix.currency}]
    for row in matrix.rows:
        yield [harmless(row.name), row.owns, *(_told(cell) for cell in row.cells), row.worth]


def _told(cell: "Cell") -> Any:
    if cell.state == "bought":
        return _("bought %(times)s×") % {"times": cell.times}
    if cell.state == "work":
        return _("in work")
    if cell.state == "refused":
        return _("refused until %(day)s") % {"day": cell.until}
    return "" if cell.worth is None else cell.worth


def as_csv(matrix: "Matrix") -> bytes:
    """UTF-8 with a mark at the start, so that spreadsheets read other scripts right."""
    text = io.StringIO()
    csv.writer(text).writerows(table(matrix))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(matrix: "Matrix") -> bytes:
    """A workbook; numbers are numbers, text is never a formula."""
    import xlsxwriter

    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Whitespace"))
    for at, line in enumerate(table(matrix)):
        for place, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(at, place, value)
            else:
                sheet.write_number(at, place, float(value))
    sheet.freeze_panes(1, 1)
    book.close()
    return body.getvalue()
