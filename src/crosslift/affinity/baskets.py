"""Baskets as two integer columns (CSR): what was bought together, encoded once."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SNIFFED_LINES = 50
DELIMITERS = ",;\t|"


@dataclass(frozen=True, eq=False)
class Baskets:
    """Distinct items of each basket.

    Basket b holds `items[ptr[b]:ptr[b + 1]]`, ascending and each once; item i is called `labels[i]`. Labels are
    distinct and ascending. `dropped_null` lines had no basket or no item; `dropped_duplicate` lines repeated an
    item within its basket. A basket is what the caller says: an order, or a customer within a window.
    """

    ptr: NDArray[np.int64]
    items: NDArray[np.int32]
    labels: pl.Series
    dropped_null: int = 0
    dropped_duplicate: int = 0

    @classmethod
    def from_columns(cls, basket: Any, item: Any) -> Baskets:
        """Encode lines, given as two columns of equal length (Polars, NumPy, Arrow or a list).

        Lines with null, NaN or an empty name on either side are dropped and counted; duplicates count once.
        Raises ValueError where lengths differ.
        """
        left, right = _series("basket", basket), _series("item", item)
        if left.len() != right.len():
            raise ValueError(f"columns differ in length: {left.len()} and {right.len()}")
        named = _named(left) & _named(right)
        left, right = left.filter(named), right.filter(named)
        labels = right.unique().sort().rename("item")
        return cls._encode(_codes(left), _codes(right), labels, int((~named).sum()))

    @classmethod
    def from_lines(cls, path: str | Path, delimiter: str | None = None) -> Baskets:
        """Read a file with one basket a line (UTF-8, or cp1251 where it is not UTF-8).

        Items are cut at `delimiter`, by default at the one of comma, semicolon, tab and bar that is most frequent
        at the start, or at blanks where there is none. Blanks around items and lines without items are dropped.
        Raises OSError where the file can't be read.
        """
        text = _decoded(Path(path).read_bytes())
        rows = _rows(text.splitlines(), delimiter)
        basket: list[int] = []
        item: list[str] = []
        for number, row in enumerate(rows):
            named = [name for name in map(str.strip, row) if name]
            item.extend(named)
            basket.extend([number] * len(named))
        return cls.from_columns(pl.Series(basket, dtype=pl.Int64), pl.Series(item, dtype=pl.String))

    @classmethod
    def _encode(cls, basket: NDArray[np.int64], item: NDArray[np.int64], labels: pl.Series, nulls: int) -> Baskets:
        width = max(1, labels.len())
        key = basket * width + item
        if key.size and (key[1:] <= key[:-1]).any():
            key.sort()
        fresh = np.ones(key.size, np.bool_)
        fresh[1:] = key[1:] != key[:-1]
        key = key[fresh]
        owner, items = np.divmod(key, width)
        many = int(owner[-1]) + 1 if owner.size else 0
        ptr = np.zeros(many + 1, np.int64)
        np.cumsum(np.bincount(owner, minlength=many), out=ptr[1:])
        return cls(ptr, items.astype(np.int32), labels, nulls, int(basket.size - key.size))

    def __len__(self) -> int:
        """Return the number of baskets."""
        return self.ptr.size - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many distinct items each basket holds."""
        return np.diff(self.ptr)

    @property
    def item_counts(self) -> NDArray[np.int64]:
        """How many baskets hold each item."""
        return np.bincount(self.items, minlength=self.labels.len()).astype(np.int64)

    @property
    def owners(self) -> NDArray[np.int64]:
        """The basket of each entry of `items`."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.sizes)


def _series(name: str, column: Any) -> pl.Series:
    series = column if isinstance(column, pl.Series) else pl.Series(name, column)
    if series.dtype in (pl.Categorical, pl.Enum):
        return series.cast(pl.String)
    return series


def _named(series: pl.Series) -> pl.Series:
    named = series.is_not_null()
    if series.dtype.is_float():
        named &= series.is_not_nan().fill_null(False)
    if series.dtype == pl.String:
        named &= (series != "").fill_null(False)
    return named


def _codes(series: pl.Series) -> NDArray[np.int64]:
    """Number distinct values from 0 in ascending order."""
    if series.is_empty():
        return np.empty(0, np.int64)
    if series.dtype == pl.String:
        names = series.unique().sort()
        return series.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    return series.rank("dense").to_numpy().astype(np.int64) - 1


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", errors="replace")


def _rows(lines: Sequence[str], delimiter: str | None) -> Iterator[list[str]]:
    if delimiter is None:
        start = "".join(islice(lines, SNIFFED_LINES))
        delimiter = max(DELIMITERS, key=start.count)
        if delimiter not in start:
            return map(str.split, lines)
    return csv.reader(lines, delimiter=delimiter)
