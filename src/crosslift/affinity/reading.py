"""Files in and out of the command line: order lines as CSV or Parquet, baskets a line each, tables as files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl

from crosslift.affinity.baskets import Baskets


class UnreadableFile(ValueError):
    """The file is not what was asked for; the message says what is wrong, for a person."""


def read_baskets(path: Path, basket: str | None, item: str | None) -> Baskets:
    """Read baskets from order lines with two columns (Parquet, or CSV), or from a basket-a-line file.

    Both columns are given, or neither. Raises UnreadableFile where a column is missing or the file can't be read.
    """
    if not path.is_file():
        raise UnreadableFile(f"there is no file {path}")
    if (basket is None) != (item is None):
        raise UnreadableFile("give both --basket and --item, or neither for a file with a basket a line")
    try:
        if basket is None or item is None:
            return Baskets.from_lines(path)
        frame = _frame(path)
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise UnreadableFile(f"{path} can't be read: {problem}") from problem
    missing = [name for name in (basket, item) if name not in frame.columns]
    if missing:
        there = ", ".join(frame.columns)
        raise UnreadableFile(f"{path} has no column {', '.join(missing)}; it has: {there}")
    return Baskets.from_columns(frame[basket], frame[item])


def _frame(path: Path) -> pl.DataFrame:
    if path.suffix.lower() in {".parquet", ".pq"}:
        return pl.read_parquet(path)
    # Names stay text: an article number "007" is not 7.
    return pl.read_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table as its ending says (.csv, .parquet, .json), whole or not at all.

    Raises UnreadableFile for another ending, OSError where the folder can't be written.
    """
    writers: dict[str, Callable[[Path], object]] = {
        ".csv": table.write_csv,
        ".parquet": table.write_parquet,
        ".json": table.write_json,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UnreadableFile(f"{path}: the ending must be one of {', '.join(writers)}")
    draft = path.with_name(f".{path.name}.part")
    try:
        write(draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
