"""Bad imports and their harmless twins: a file, what is imported of it, and how the bad one must be refused.

`refused` names the refusal of the whole file, or "line N: reason" where only that row stays out.
"""

import io
import zipfile
from dataclasses import dataclass

import polars as pl

HEAD = "order,date,customer,product,quantity,price\n"
GOOD_ROW = "1,2025-01-31,Acme,Tea,2,3.50\n"


@dataclass(frozen=True)
class Case:
    """One bad input and the good one beside it."""

    name: str
    target: str
    file: str
    bad: bytes
    benign: bytes
    refused: str


def _row(**changes: str) -> bytes:
    cells = {
        "order": "2",
        "date": "2025-01-31",
        "customer": "Acme",
        "product": "Tea",
        "quantity": "2",
        "price": "3.50",
    }
    return (HEAD + GOOD_ROW + ",".join((cells | changes).values()) + "\n").encode()


def _zip(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return out.getvalue()


def _workbook() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"name": ["Acme"]}).write_excel(out)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"name": ["Acme"]}).write_parquet(out)
    return out.getvalue()


def _orders(name: str, refused: str, bad: dict[str, str], benign: dict[str, str] | None = None) -> Case:
    return Case(name, "orders", "orders.csv", _row(**bad), _row(**(benign or {})), refused)


def _accounts(name: str, refused: str, bad: bytes, benign: bytes, file: str = "accounts.csv") -> Case:
    return Case(name, "accounts", file, bad, benign, refused)


CASES = (
    _orders("a quantity of 10^9", "line 3: quantity_too_large", {"quantity": "1000000000"}, {"quantity": "1000"}),
    _orders("a quantity of 10^40", "line 3: bad_number:quantity", {"quantity": "1" + "0" * 40}, {"quantity": "10"}),
    _orders("a quantity of nothing", "line 3: quantity_zero", {"quantity": "0"}, {"quantity": "1"}),
    _orders("a quantity that is not a number", "line 3: bad_number:quantity", {"quantity": "NaN5"}, {"quantity": "5"}),
    _orders("an infinite price", "line 3: bad_number:price", {"price": "inf"}, {"price": "1"}),
    _orders("a price below nothing", "line 3: negative_price", {"price": "-1"}, {"price": "0"}),
    _orders("a sum beyond money", "line 3: sum_too_large", {"quantity": "9000000", "price": "90000000"}, {"quantity": "9"}),
    _orders("a formula for a price", "line 3: bad_number:price", {"price": "=1+1"}, {"price": "2"}),
    _orders("the 31st of February", "line 3: bad_date:date", {"date": "2025-02-31"}, {"date": "2025-02-28"}),
    _orders("the year 9999999", "line 3: bad_date:date", {"date": "9999999-01-01"}, {"date": "1999-01-01"}),
    _orders("no product", "line 3: missing:product", {"product": "#N/A"}, {"product": "N"}),
    _orders("no order number", "line 3: missing:order", {"order": ""}, {"order": "0"}),
    _accounts("binary under the name of text", "not_text", b"name\n\x00\x01\x02\n", b"name\nAcme\n"),
    _accounts(
        "broken UTF-8", "broken_encoding", "name\nСыр и масло\n".encode() + b"\xd0\n", "name\nСыр и масло\n".encode()
    ),
    _accounts("an empty file", "empty_file", b"", b"name\nAcme\n"),
    _accounts("a header alone", "empty_file", b"name\n", b"name\nA\n"),
    _accounts("two columns of one name", "column_twice", b"name,name\na,b\n", b"name,city\na,b\n"),
    _accounts("nothing that names a customer", "bad_mapping", b"x,y\n1,2\n", b"name,y\n1,2\n"),
    _accounts("a line too short", "line 3: too_few_cells", b"name,city\na,b\nc\n", b"name,city\na,b\nc,d\n"),
    _accounts("a line too long", "line 3: too_many_cells", b"name,city\na,b\nc,d,e\n", b"name,city\na,b\nc,d,\n"),
    _accounts("a cell of 200,000 letters", "too_large", b"name\n" + b"a" * 200_000 + b"\n", b"name\n" + b"a" * 200 + b"\n"),
    _accounts("a name of spaces", "line 3: missing:name", b"name,city\na,b\n   ,c\n", b"name,city\na,b\nd,c\n"),
    _accounts("a bomb for a workbook", "bad_archive", _zip(30 * 2**20), _workbook(), "accounts.xlsx"),
    _accounts("no workbook at all", "bad_file", b"PK no zip", _workbook(), "accounts.xlsx"),
    _accounts("a torn Parquet file", "bad_file", _parquet()[:-20], _parquet(), "accounts.parquet"),
    _accounts("a program", "unknown_kind", b"MZ\x90", b"name\nAcme\n", "accounts.exe"),
)  # fmt: skip
