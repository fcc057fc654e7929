"""Text into values: numbers with either decimal sign, dates in either order, and what means nothing."""

import re
from dataclasses import dataclass

import polars as pl

NOTHING = ("", "#n/a", "n/a", "#null!", "null", "nan", "nat", "select")
EXCEL_DAYS = (10_000, 80_000)
MOST_DIGITS = 30
_COMMA = re.compile(r"^-?\d*,\d{1,2}$|^-?\d*,\d{4,}$|^-?[\d.]*\.\d{3},\d+$")
_DOT = re.compile(r"^-?\d*\.\d{1,2}$|^-?\d*\.\d{4,}$|^-?[\d,]*,\d{3}\.\d+$")
_EITHER = re.compile(r"^-?\d{1,3}[.,]\d{3}$")
_SLASHED = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")
_ISO = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}")
_TIMES = ("", " %H:%M", " %H:%M:%S")
_MONEY_SIGNS = r"[\s\u00a0\u202f'’$€£₽]|руб\.?"


@dataclass(frozen=True, slots=True)
class Order:
    """How a column writes dates: "iso", "mdy", "dmy", "serial" or "" (no date seen); `sure` unless both fit."""

    name: str
    sure: bool = True
    proof: str = ""


def cleaned(column: pl.Expr) -> pl.Expr:
    """Trimmed text, null where it means nothing (`#N/A`, `NULL`, `Select`, empty)."""
    text = column.cast(pl.String).str.strip_chars(" \t\r\n\u00a0\ufeff")
    return pl.when(text.str.to_lowercase().is_in(list(NOTHING))).then(None).otherwise(text)


def decimal_sign(values: list[str], delimiter: str) -> str:
    """The decimal sign of a column: "," or "." as its values show, else what goes with the delimiter; "" if none."""
    values = [re.sub(_MONEY_SIGNS, "", value) for value in values]
    comma = sum(1 for value in values if _COMMA.match(value))
    dot = sum(1 for value in values if _DOT.match(value))
    if comma or dot:
        return "," if comma > dot else "."
    if any(_EITHER.match(value) for value in values):
        return "," if delimiter == ";" else "."
    return ""


def numbers(column: pl.Expr, sign: str, scale: int) -> pl.Expr:
    """Decimals with `scale` places from text; null where it is no number. Further places are rounded."""
    text = column.str.replace_all(_MONEY_SIGNS, "").str.replace_all("−", "-")
    text = text.str.replace_all(r"^\((.+)\)$", "-$1")
    if sign == ",":
        text = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        text = text.str.replace_all(",", "", literal=True)
    fits = text.str.contains(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?$") & (text.str.len_chars() <= MOST_DIGITS)
    plain = pl.when(fits).then(text)
    exact = plain.cast(pl.Decimal(38, scale + 2), strict=False)
    return exact.round(scale, mode="half_away_from_zero").cast(pl.Decimal(38, scale), strict=False)


def date_order(values: list[str]) -> Order:
    """How the values write dates: a number above 12 in first or second place settles day and month."""
    if not values:
        return Order("")
    if sum(1 for value in values if _ISO.match(value)) * 2 > len(values):
        return Order("iso")
    found = [match for value in values if (match := _SLASHED.match(value))]
    if not found:
        serial = [value for value in values if re.match(r"^\d{5}(\.\d+)?$", value)]
        return Order("serial") if len(serial) * 2 > len(values) else Order("")
    first = [match[1] for match in found if int(match[1]) > 12]
    second = [match[3] for match in found if int(match[3]) > 12]
    if len(second) > len(first):
        return Order("mdy", not first, max(second))
    if first:
        return Order("dmy", not second, max(first))
    return Order("dmy" if found[0][2] == "." else "mdy", sure=False)


def moments(column: pl.Expr, order: str) -> pl.Expr:
    """Naive moments from text; a day without hour becomes noon, so that it stays the day everywhere. Null if none."""
    if order == "serial":
        return _from_serial(column)
    text = column.str.replace("T", " ", literal=True).str.replace(r"(:\d{2})(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$", "$1")
    day = text.str.replace(r" .*$", "").str.replace_all(r"[./]", "-")
    hours = text.str.extract(r" (\d{1,2}:\d{2}(?::\d{2})?)").str.replace(r"^(\d:)", "0$1")
    hours = pl.when(hours.str.len_chars() == 5).then(hours + ":00").otherwise(hours)
    days = _days(day, order)
    noon = pl.when(text.str.contains(" ")).then(hours).otherwise(pl.lit("12:00:00"))
    return (days.dt.strftime("%Y-%m-%d") + " " + noon).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)


def _days(day: pl.Expr, order: str) -> pl.Expr:
    iso = day.str.to_date("%Y-%m-%d", strict=False)
    if order in ("mdy", "dmy"):
        long, short = ("%m-%d-%Y", "%m-%d-%y") if order == "mdy" else ("%d-%m-%Y", "%d-%m-%y")
        two = day.str.contains(r"-\d{2}$") & ~day.str.contains(r"^\d{4}-")
        return pl.coalesce(
            pl.when(two).then(day).str.to_date(short, strict=False),
            pl.when(~two).then(day).str.to_date(long, strict=False),
            iso,
        )
    return iso


def _from_serial(column: pl.Expr) -> pl.Expr:
    """Days since 1899-12-30, as Excel counts."""
    number = column.cast(pl.Float64, strict=False)
    known = pl.when((number >= EXCEL_DAYS[0]) & (number < EXCEL_DAYS[1])).then(number)
    whole = known == known.floor()
    seconds = pl.when(whole).then(known * 86_400 + 43_200).otherwise(known * 86_400).round(0)
    return pl.datetime(1899, 12, 30) + pl.duration(seconds=seconds.cast(pl.Int64))
