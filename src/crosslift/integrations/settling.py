"""A load with ids in place of words; rows whose words name nobody are set aside, near names are corrected."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from crosslift.core.text import squash
from crosslift.integrations.loads import Load
from crosslift.integrations.reading import LINE
from crosslift.integrations.resolving import REFERENCES, Resolver
from crosslift.integrations.shaping import REASON

# What a row can't do without; another word that names nobody is dropped with a note, or refuses the row.
NEEDED = {"orders": ("product",), "won_orders": ("product",), "members": ("account", "owner")}


@dataclass(slots=True)
class Settled:
    """A load with `account_id`, `product_id` … columns; refused rows; corrections of names."""

    load: Load
    refused: pl.DataFrame
    corrections: list[dict[str, Any]] = field(default_factory=list)
    matches: dict[str, list[int]] = field(default_factory=dict)


def settle(load: Load, resolver: Resolver, *, keep_without_customer: bool = True) -> Settled:
    """Resolve every reference of the load. Reads the database, writes nothing.

    Deals without customer are kept, to be mended, or refused.
    """
    out = Settled(load, _none())
    rows = load.rows
    if load.kind == "accounts" and "parent" in rows.columns:
        parents = pl.col("parent").map_elements(squash, return_dtype=pl.String)
        known = resolver.known("accounts").by_external
        theirs = [external for external in rows["parent"].drop_nulls().to_list() if external in known]
        rows = rows.with_columns(
            pl.when(pl.col("parent").is_in(theirs)).then("parent").otherwise(parents).alias("parent")
        )
    if "stage" in rows.columns and load.kind in ("deals", "won_orders"):
        rows = _stages(rows, resolver, out)
    rows = _references(rows, load, resolver, out, "external_id")
    if load.kind in ("deals", "won_orders") and not keep_without_customer:
        rows = _with_customer(rows, out)
    lines = load.lines
    if lines.width:
        lines = _references(lines, load, resolver, out, load.parent)
        if "external_id" in rows.columns and load.parent:
            rows = rows.join(lines.select(pl.col(load.parent).alias("external_id")), on="external_id", how="semi")
    out.load = Load(load.key, load.kind, load.file, rows, lines, load.parent, load.implied)
    return out


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={LINE: pl.Int64, REASON: pl.String})


def _references(rows: pl.DataFrame, load: Load, resolver: Resolver, out: Settled, key: str) -> pl.DataFrame:
    for column, kind in REFERENCES.items():
        if column not in rows.columns or kind == load.kind:
            continue
        found = resolver.ids(kind, rows[column])
        _tell(rows, column, found, load, out)
        out.matches[f"{load.kind}.{column}"] = [found["id"].count(), found.height]
        ids = found.select("word", pl.col("id").alias(f"{column}_id"), pl.col("name").alias(f"{column}_found"))
        rows = rows.join(ids, left_on=column, right_on="word", how="left", maintain_order="left")
        lost = pl.col(column).is_not_null() & pl.col(f"{column}_id").is_null()
        if column in NEEDED.get(load.kind, ()):
            lost = pl.col(f"{column}_id").is_null()
        refused = rows.filter(lost).select(LINE, pl.format("unknown_{}:{}", pl.lit(column), column).alias(REASON))
        if refused.height:
            out.refused = pl.concat([out.refused, refused])
            rows = rows.filter(~lost)
    return rows


def without_customer(rows: pl.DataFrame) -> pl.DataFrame:
    """Those that name neither customer nor contact."""
    named = [pl.col(name).is_not_null() for name in ("account_id", "contact_id") if name in rows.columns]
    return rows.filter(~pl.any_horizontal(named)) if named else rows


def _with_customer(rows: pl.DataFrame, out: Settled) -> pl.DataFrame:
    lone = without_customer(rows)
    out.refused = pl.concat([out.refused, lone.select(LINE, pl.lit("no_customer").alias(REASON))])
    return rows.join(lone.select("external_id"), on="external_id", how="anti")


def _tell(rows: pl.DataFrame, column: str, found: pl.DataFrame, load: Load, out: Settled) -> None:
    """Names that are ours but for spaces, case or signs: shown as corrections."""
    near = [
        (word, name)
        for word, name in found.select("word", "name").iter_rows()
        if name and word != name and squash(word) == squash(name)
    ]
    for word, name in near:
        count = int((rows[column] == word).sum() or 0)
        out.corrections.append({"file": load.file, "column": column, "from": word, "to": name, "rows": count})


def _stages(rows: pl.DataFrame, resolver: Resolver, out: Settled) -> pl.DataFrame:
    words = resolver.stages()
    told = rows["stage"].drop_nulls().unique().to_list()
    codes = {word: code for word in told if (code := words.get(squash(word)))}
    rows = rows.with_columns(
        pl.col("stage").replace_strict(codes, default=None, return_dtype=pl.String).alias("code")
    )
    lost = rows.filter(pl.col("code").is_null())
    refused = lost.select(LINE, pl.format("unknown_stage:{}", pl.col("stage").fill_null("")).alias(REASON))
    out.refused = pl.concat([out.refused, refused])
    return rows.filter(pl.col("code").is_not_null()).drop("stage").rename({"code": "stage"})
