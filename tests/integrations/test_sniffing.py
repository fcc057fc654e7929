"""Encoding, delimiter, numbers and dates are found from the text alone, whatever wrote it."""

import csv
import io
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosslift.core.bulk import line_sums
from crosslift.core.money import line_sum
from crosslift.integrations import values
from crosslift.integrations.errors import (
    BadFile,
    BrokenEncoding,
    EmptyFile,
    NotText,
    SuspiciousArchive,
    TwiceNamed,
    UnknownKind,
)
from crosslift.integrations.reading import LINE, read
from crosslift.integrations.sniffing import decoded, delimiter_of

RUSSIAN = "Наименование;Цена;Дата\nСыр «Дружба»;1 234,50;25.03.2025\nМасло, сладкое;7,10;01.04.2025\n"
CELL = st.text(st.sampled_from("abcдежё 0123,;|\t\"'\n."), max_size=12)


def table_of(tmp_path: Path, data: bytes, name: str = "a.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_text_is_read_in_any_encoding(encoding: str) -> None:
    text, found = decoded(RUSSIAN.encode(encoding))
    assert text == RUSSIAN
    assert found == encoding.removesuffix("-sig")


def test_western_letters_are_not_taken_for_russian() -> None:
    text, found = decoded("name,city\nAna,México D.F.\nJosé,São Paulo\n".encode("cp1252"))
    assert (found, "México" in text) == ("cp1252", True)


def test_utf8_with_a_few_broken_bytes_is_refused_at_its_line() -> None:
    data = "имя\nАнна\nПётр\n".encode() + b"\xd0\nJohn\n"
    with pytest.raises(BrokenEncoding) as refused:
        decoded(data)
    assert refused.value.about["line"] == 4


def test_binary_is_refused() -> None:
    with pytest.raises(NotText):
        decoded(b"\x00\x01\x02PK")


@settings(max_examples=60)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_writer_wrote_is_read_back(tmp_path_factory, rows: list[list[str]], delimiter: str) -> None:
    """Quotes, line ends in cells and foreign delimiters included; every row begins at its line."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["one", "two", "three"])
    starts = []
    for row in rows:
        starts.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    path = tmp_path_factory.mktemp("round") / "a.csv"
    path.write_text(out.getvalue(), "utf-8", newline="")
    expected = [(line, *row) for line, row in zip(starts, rows, strict=True) if any(row)]
    if not expected:
        with pytest.raises(EmptyFile):
            read(path)
        return
    assert read(path).frame.rows() == expected


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([",", "."]), st.booleans())
def test_numbers_are_read_in_either_notation(number: Decimal, sign: str, grouped: bool) -> None:
    text = f"{number:,.2f}" if grouped else f"{number:.2f}"
    if sign == ",":
        text = text.replace(",", " ").replace(".", ",")
    assert values.decimal_sign([text], ";") == sign
    frame = pl.DataFrame({"n": [text]}).select(values.numbers(pl.col("n"), sign, 2))
    assert frame.item() == number


@pytest.mark.parametrize("bad", ["abc", "1,2,3a", "=1+1", "--1", "9" * 60, "NaN", "inf", "1e999"])
def test_what_is_no_number_is_null(bad: str) -> None:
    assert pl.DataFrame({"n": [bad]}).select(values.numbers(pl.col("n"), ".", 2)).item() is None


@given(
    st.lists(st.dates(date(1950, 1, 1), date(2090, 1, 1)), min_size=1, max_size=30),
    st.sampled_from(["mdy", "dmy", "iso"]),
)
def test_dates_come_back_as_written(days: list[date], order: str) -> None:
    form = {"mdy": "%m/%d/%Y", "dmy": "%d.%m.%Y", "iso": "%Y-%m-%d"}[order]
    written = [day.strftime(form) for day in days]
    found = values.date_order(written)
    decided = order == "iso" or any(day.day > 12 for day in days)
    if decided:
        assert found.name == order and found.sure
    elif order == "mdy":
        assert not found.sure
    read_back = pl.DataFrame({"d": written}).select(values.moments(pl.col("d"), order)).to_series().to_list()
    assert [moment.date() for moment in read_back] == days


def test_a_25_in_second_place_settles_the_order() -> None:
    assert values.date_order(["3/1/2017", "10/25/2016"]) == values.Order("mdy", True, "25")
    assert values.date_order(["3/1/2017", "25/10/2016"]) == values.Order("dmy", True, "25")


def test_excel_serial_days() -> None:
    frame = pl.DataFrame({"d": ["45631", "45631.75", "7"]}).select(values.moments(pl.col("d"), "serial"))
    assert frame.to_series().to_list() == [datetime(2024, 12, 5, 12), datetime(2024, 12, 5, 18), None]
    assert values.date_order(["45631", "45632"]).name == "serial"


@pytest.mark.parametrize("nothing", ["", "  ", "#N/A", "#n/a", "NULL", "Select", "NaN"])
def test_what_means_nothing_is_null(nothing: str) -> None:
    assert pl.DataFrame({"c": [nothing]}).select(values.cleaned(pl.col("c"))).item() is None


@given(
    st.decimals(-(10**6), 10**6, places=3),
    st.decimals(0, 10**8, places=2),
    st.decimals(0, 100, places=2),
)
def test_sums_by_column_are_the_sums_of_money(quantity: Decimal, price: Decimal, discount: Decimal) -> None:
    frame = pl.DataFrame(
        {"quantity": [quantity], "price": [price], "discount": [discount]},
        schema={"quantity": pl.Decimal(14, 3), "price": pl.Decimal(14, 2), "discount": pl.Decimal(5, 2)},
    )
    exact = (quantity * price * (100 - discount) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert frame.select(line_sums()).item() == exact == line_sum(quantity, price, discount)


def test_ragged_lines_are_set_aside_with_their_number(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert table.frame.rows() == [(2, "1", "2"), (5, "7", "8")]
    assert [(bad.line, bad.reason) for bad in table.bad] == [(3, "too_few_cells"), (4, "too_many_cells")]


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("a.csv", b"", EmptyFile),
        ("a.csv", b"a,b\n", EmptyFile),
        ("a.csv", b"a,a\n1,2\n", TwiceNamed),
        ("a.xlsx", b"not a zip", BadFile),
        ("a.parquet", b"PAR1 not really PAR1", BadFile),
        ("a.exe", b"MZ", UnknownKind),
    ],
)
def test_files_that_can_not_be_read_are_refused_by_name(
    tmp_path: Path, name: str, data: bytes, refusal: type
) -> None:
    with pytest.raises(refusal) as refused:
        table_of(tmp_path, data, name)
    assert str(refused.value)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 * 2**20))
    with pytest.raises(SuspiciousArchive):
        read(path)


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    pl.DataFrame({"Название": ["Сыр", "Хлеб"], "Цена": [12.5, 3.0]}).write_excel(path)
    table = read(path)
    assert table.columns == ["Название", "Цена"]
    assert table.frame["Цена"].cast(pl.Float64).to_list() == [12.5, 3.0]
    assert table.frame[LINE].to_list() == [2, 3]


def test_the_delimiter_is_the_one_that_cuts_evenly() -> None:
    assert delimiter_of(RUSSIAN) == ";"
    assert delimiter_of("a|b\n1,5|2\n") == "|"
    assert delimiter_of("only\none\n") == ","
