"""A table's rows as fields of one kind: typed, mended, and those that can't come in set aside with their reason."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from crosslift.integrations import values
from crosslift.integrations.fields import FIELDS, Field
from crosslift.integrations.plan import LeaveOut, Part, Plan, Take
from crosslift.integrations.reading import LINE, Table

MOST_QUANTITY = 10_000_000
MOST_MONEY = 99_999_999_999
SCALE = {"quantity": 3, "discount": 2, "employees": 0, "founded": 0}
REASON = "__reason"
EARLIEST, LATEST = 1900, 2200


@dataclass(slots=True)
class Shaped:
    """The rows of one part by field, the refused ones (file, LINE, REASON), and what was mended on the way."""

    part: Part
    rows: pl.DataFrame
    refused: pl.DataFrame
    corrections: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)


def shape(plan: Plan, part: Part, tables: dict[str, Table]) -> Shaped:
    """The part's rows by field. Nothing is read from or written to the database here."""
    frame = _joined(part, tables)
    file = part.lines_file or part.file
    delimiter = str(tables[file].facts.get("delimiter", ","))
    out = Shaped(part, pl.DataFrame(), pl.DataFrame())
    reasons = _left_out(part.leave_out, frame)
    columns: list[pl.Series] = [frame[LINE]]
    for one in FIELDS[part.target]:
        take = part.fields.get(one.name)
        if take is None:
            continue
        raw = _raw(frame, take, tables, out)
        value, wrong = _typed(raw, one, take, plan.dates, delimiter, out)
        columns.append(value.alias(one.name))
        reasons += _reasons(one, take, raw, value, wrong)
    rows = pl.DataFrame(columns)
    reasons += _limits(part, rows)
    verdict = pl.DataFrame(reasons).select(pl.coalesce(pl.all()).alias(REASON))[REASON] if reasons else None
    verdict = pl.Series(REASON, [None] * rows.height, dtype=pl.String) if verdict is None else verdict
    marked = rows.with_columns(verdict)
    out.rows = marked.filter(pl.col(REASON).is_null()).drop(REASON)
    refused = marked.filter(pl.col(REASON).is_not_null()).select(LINE, REASON)
    out.refused = pl.concat([refused, _unread(tables[file])]).with_columns(pl.lit(file).alias("file"))
    return out


def _unread(table: Table) -> pl.DataFrame:
    schema = {LINE: pl.Int64, REASON: pl.String}
    return pl.DataFrame([(bad.line, bad.reason) for bad in table.bad], schema=schema, orient="row")


def _joined(part: Part, tables: dict[str, Table]) -> pl.DataFrame:
    """Orders whose lines stand in a file of their own: each line with the facts of its order."""
    frame = tables[part.file].frame
    if not part.lines_file:
        return frame
    lines = tables[part.lines_file].frame
    heads = frame.drop(LINE).unique(part.lines_key, keep="first")
    heads = heads.drop([name for name in heads.columns if name in lines.columns and name != part.lines_key])
    return lines.join(heads, on=part.lines_key, how="left", maintain_order="left")


def _left_out(rules: list[LeaveOut], frame: pl.DataFrame) -> list[pl.Series]:
    found = []
    for number, rule in enumerate(rules):
        column = pl.col(rule.column).cast(pl.String).fill_null("")
        hit = column.is_in(rule.values) if rule.values else pl.lit(False)
        for start in rule.begins:
            hit = hit | column.str.starts_with(start)
        found.append(frame.select(pl.when(hit).then(pl.lit(rule.reason)).alias(f"left{number}")).to_series())
    return found


def _raw(frame: pl.DataFrame, take: Take, tables: dict[str, Table], out: Shaped) -> pl.Series:
    """The field's text (or number, where the file has numbers), mended as the plan says."""
    if take.words:
        pieces = [piece.split("}") for piece in take.words.split("{")]
        parts: list[pl.Expr] = [pl.lit(pieces[0][0])]
        for column, *rest in pieces[1:]:
            parts += [values.cleaned(_plain(frame[column])), pl.lit(rest[0] if rest else "")]
        return frame.select(pl.concat_str(parts).alias("raw")).to_series()
    series = frame[take.column]
    if series.dtype.is_numeric() and not (take.values or take.corrections or take.lookup):
        return series.alias("raw")
    text = frame.select(values.cleaned(_plain(series)).alias("raw")).to_series()
    if take.column.lower().startswith("associated"):
        text = text.str.split(";").list.first().str.strip_chars()
    if take.lookup:
        other = tables[take.lookup.file].frame
        names = dict(zip(other[take.lookup.key].to_list(), other[take.lookup.value].to_list(), strict=True))
        text = text.replace_strict(names, default=None, return_dtype=pl.String)
    text = text.str.to_uppercase() if take.upper else text
    for before, after in take.corrections.items():
        rows = int((text == before).sum() or 0)
        if rows:
            out.corrections.append(
                {"file": out.part.file, "column": take.column, "from": before, "to": after, "rows": rows}
            )
    mended = {**take.values, **take.corrections}
    return text.replace(mended) if mended else text


def _plain(series: pl.Series) -> pl.Expr:
    """Numbers that are names: 17850.0 is "17850"."""
    if series.dtype.is_float() and series.drop_nulls().is_finite().all():
        whole = series.drop_nulls()
        if (whole == whole.floor()).all():
            return pl.lit(series.cast(pl.Int64).cast(pl.String))
    return pl.lit(series.cast(pl.String))


def _typed(raw: pl.Series, one: Field, take: Take, dates: str, delimiter: str, out: Shaped) -> tuple[pl.Series, str]:
    """The values and the reason for those that are not null in the file but have no value."""
    note: dict[str, Any] = {}
    out.found[one.name] = note
    frame = pl.DataFrame([raw.alias("raw")])
    if one.type in ("number", "money"):
        return _number(frame, one, take, delimiter, note), "bad_number"
    if one.type == "moment":
        return _moment(frame, dates, note), "bad_date"
    text = frame.select(values.cleaned(_plain(raw))).to_series()
    return text, ""


def _number(frame: pl.DataFrame, one: Field, take: Take, delimiter: str, note: dict[str, Any]) -> pl.Series:
    scale = SCALE.get(one.name, 2)
    raw = frame["raw"]
    if raw.dtype.is_numeric():
        finite = raw.is_finite() if raw.dtype.is_float() else raw.is_not_null()
        value = frame.select(pl.when(finite & (raw.abs() < 10**15)).then("raw").cast(pl.Decimal(38, scale + 2)))
    else:
        sample = raw.drop_nulls().unique().head(5_000).to_list()
        sign = values.decimal_sign(sample, delimiter)
        note["decimals"] = sign
        value = frame.select(values.numbers(pl.col("raw"), sign, scale + 2))
    number = value.to_series() * take.times
    return number.round(scale, mode="half_away_from_zero").cast(pl.Decimal(38, scale), strict=False)


def _moment(frame: pl.DataFrame, dates: str, note: dict[str, Any]) -> pl.Series:
    raw = frame["raw"]
    if raw.dtype.is_temporal():
        return raw.cast(pl.Datetime("us")).dt.replace_time_zone(None)
    text = raw.cast(pl.String)
    apart = pl.DataFrame([text.unique().alias("raw")])
    order = values.date_order(apart["raw"].drop_nulls().head(20_000).to_list())
    note.update({"dates": dates or order.name, "sure": bool(dates) or order.sure, "proof": order.proof})
    known = apart.with_columns(values.moments(pl.col("raw"), dates or order.name).alias("value"))
    fits = pl.col("value").dt.year().is_between(EARLIEST, LATEST)
    known = known.with_columns(pl.when(fits).then("value").alias("value"))
    return pl.DataFrame([text]).join(known, on="raw", how="left", maintain_order="left")["value"]


def _reasons(one: Field, take: Take, raw: pl.Series, value: pl.Series, wrong: str) -> list[pl.Series]:
    column = (take.column or one.name)[:60]
    found = []
    if wrong:
        lost = raw.is_not_null() & value.is_null()
        found.append(_mark(lost, f"{wrong}:{column}").alias(f"{one.name}_wrong"))
    if one.needed:
        found.append(_mark(value.is_null(), f"missing:{column}").alias(f"{one.name}_missing"))
    return found


def _mark(where: pl.Series, reason: str) -> pl.Series:
    return pl.DataFrame([where.alias("w")]).select(pl.when("w").then(pl.lit(reason)))["literal"]


def _limits(part: Part, rows: pl.DataFrame) -> list[pl.Series]:
    """Values that no sale has: each row is refused at its line, before anything is written."""
    checks: list[tuple[str, pl.Expr]] = []
    if "quantity" in rows.columns:
        checks.append(("quantity_too_large", pl.col("quantity").abs() > MOST_QUANTITY))
        if part.target == "deals":
            checks.append(("quantity_not_positive", pl.col("quantity") <= 0))
        else:
            checks.append(("quantity_zero", pl.col("quantity") == 0))
    for name in ("price", "amount", "revenue", "cost"):
        if name in rows.columns:
            checks.append(("sum_too_large", pl.col(name).abs() > MOST_MONEY))
            checks.append(("negative_price", pl.col(name) < 0))
    if {"price", "quantity"} <= set(rows.columns):
        product = pl.col("price").cast(pl.Float64) * pl.col("quantity").cast(pl.Float64)
        checks.append(("sum_too_large", product.abs() > MOST_MONEY))
    if "discount" in rows.columns:
        checks.append(("bad_discount", ~pl.col("discount").is_between(0, 100)))
    if "employees" in rows.columns:
        checks.append(("bad_number:employees", ~pl.col("employees").is_between(0, 2_000_000_000)))
    if "founded" in rows.columns:
        checks.append(("bad_number:founded", ~pl.col("founded").is_between(0, 9999)))
    if part.no_stock_moves:
        checks.append(("stock_move", (pl.col("price") == 0) & pl.col("account").is_null()))
    exprs = [pl.when(hit).then(pl.lit(reason)).alias(f"limit{n}") for n, (reason, hit) in enumerate(checks)]
    return rows.select(exprs).get_columns() if exprs else []
