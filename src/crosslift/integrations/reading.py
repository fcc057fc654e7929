"""Files into tables: CSV, basket-a-line text, XLSX and Parquet, every row with its line number."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from crosslift.integrations.errors import (
    BadFile,
    EmptyFile,
    SuspiciousArchive,
    TooLarge,
    TwiceNamed,
    UnknownKind,
)
from crosslift.integrations.sniffing import decoded, delimiter_of

LINE = "__line"
LARGEST = 300 * 2**20
MOST_ROWS = 5_000_000
MOST_COLUMNS = 300
LONGEST_CELL = 32_000
UNPACKED = 600 * 2**20
RATIO = 200
TEXT = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no row, and why."""

    line: int
    reason: str
    row: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A file read: its rows with LINE, the lines that are no rows, and what was found about it."""

    name: str
    frame: pl.DataFrame
    bad: tuple[BadLine, ...]
    facts: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """The file's own columns."""
        return [name for name in self.frame.columns if name != LINE]


def read(path: Path, *, name: str = "", basket: bool = False) -> Table:
    """Read one file by its ending. Raises what says why it can't be read: UnknownKind, TooLarge, NotText,
    BrokenEncoding, TwiceNamed, EmptyFile, SuspiciousArchive, BadFile.
    """
    name = name or path.name
    if path.stat().st_size > LARGEST:
        raise TooLarge(file=name, most=f"{LARGEST // 2**20} MB")
    ending = path.suffix.lower()
    if ending in TEXT:
        table = _baskets(path, name) if basket else _csv(path, name)
    elif ending == ".xlsx":
        table = _xlsx(path, name)
    elif ending == ".parquet":
        table = _parquet(path, name)
    else:
        raise UnknownKind(file=name)
    if not table.frame.height and not table.bad:
        raise EmptyFile(file=name)
    return table


def _csv(path: Path, name: str) -> Table:
    text, encoding = decoded(path.read_bytes())
    delimiter = delimiter_of(text)
    records = _records(text, delimiter, name)
    header = [cell.strip() for cell in next(records, (0, []))[1]]
    _check_header(header, name)
    lines: list[int] = []
    rows: list[list[str]] = []
    bad: list[BadLine] = []
    for line, row in records:
        if not any(row):
            continue
        reason = _broken(row, len(header))
        if reason:
            bad.append(BadLine(line, reason, {str(number): cell[:200] for number, cell in enumerate(row[:20], 1)}))
            continue
        lines.append(line)
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise TooLarge(file=name, most=f"{MOST_ROWS:,}")
    columns: dict[str, Any] = {LINE: lines}
    for number, column in enumerate(header):
        if column:
            columns[column] = pl.Series(column, [row[number] for row in rows], dtype=pl.String)
    frame = pl.DataFrame(columns, schema_overrides={LINE: pl.Int64})
    return Table(name, frame, tuple(bad), _facts("csv", frame, encoding=encoding, delimiter=delimiter))


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise TooLarge(file=f"{name}: {begins}", most=f"{LONGEST_CELL:,}")
        yield begins, row


def _broken(row: list[str], width: int) -> str:
    if len(row) > width and any(row[width:]):
        return "too_many_cells"
    if len(row) < width:
        return "too_few_cells"
    if any(len(cell) > LONGEST_CELL for cell in row):
        return "cell_too_long"
    return "null_byte" if any("\x00" in cell for cell in row) else ""


def _check_header(header: list[str], name: str) -> None:
    named = [column for column in header if column]
    if not named:
        raise EmptyFile(file=name)
    if len(header) > MOST_COLUMNS:
        raise TooLarge(file=name, most=str(MOST_COLUMNS))
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice:
        raise TwiceNamed(column=twice)


def _baskets(path: Path, name: str) -> Table:
    """A line is what was bought together; a first line without any word is a header."""
    text, encoding = decoded(path.read_bytes())
    delimiter = delimiter_of(text)
    lines: list[int] = []
    items: list[str] = []
    for line, row in _records(text, delimiter, name):
        bought = dict.fromkeys(cell.strip() for cell in row if cell.strip())
        lines += [line] * len(bought)
        items += bought
    first = min(lines, default=1)
    baskets = pl.Series("basket", [str(line - first + 1) for line in lines], dtype=pl.String)
    frame = pl.DataFrame({LINE: pl.Series(LINE, lines, dtype=pl.Int64), "basket": baskets, "item": items})
    return Table(name, frame, (), _facts("baskets", frame, encoding=encoding, delimiter=delimiter))


def _xlsx(path: Path, name: str) -> Table:
    check_archive(path)
    try:
        sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string")
        frame = sheet.to_polars()
    except Exception as error:
        raise BadFile from error
    if frame.height > MOST_ROWS or frame.width > MOST_COLUMNS:
        raise TooLarge(file=name, most=f"{MOST_ROWS:,}")
    frame = frame.with_row_index(LINE, offset=2).with_columns(pl.col(LINE).cast(pl.Int64))
    return Table(name, frame, (), _facts("xlsx", frame))


def _parquet(path: Path, name: str) -> Table:
    try:
        lazy = pl.scan_parquet(path)
        width = len(lazy.collect_schema())
        height = lazy.select(pl.len()).collect().item()
        if height > MOST_ROWS or width > MOST_COLUMNS:
            raise TooLarge(file=name, most=f"{MOST_ROWS:,}")
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadFile from error
    frame = frame.with_row_index(LINE, offset=1).with_columns(pl.col(LINE).cast(pl.Int64))
    return Table(name, frame, (), _facts("parquet", frame))


def _facts(kind: str, frame: pl.DataFrame, **more: str) -> dict[str, Any]:
    return {"kind": kind, "rows": frame.height, "columns": frame.width - 1, **more}


def check_archive(path: Path) -> None:
    """Refuse an archive that unpacks to far more than it is or out of its folder. Raises SuspiciousArchive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise BadFile from error
    unpacked = sum(member.file_size for member in members)
    packed = max(path.stat().st_size, 1)
    outside = any(
        member.filename.startswith(("/", "\\")) or ".." in Path(member.filename).parts for member in members
    )
    if outside or len(members) > 1000 or unpacked > UNPACKED or (unpacked > 2**20 and unpacked / packed > RATIO):
        raise SuspiciousArchive
