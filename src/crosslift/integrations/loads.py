"""What goes into the database, in order: frames of one kind each, cut from the shaped parts of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from crosslift.core.text import squash
from crosslift.integrations.plan import Part, Plan
from crosslift.integrations.reading import LINE
from crosslift.integrations.shaping import Shaped

BATCH = {"orders": 5_000}
USUAL_BATCH = 2_000
Kind = str


@dataclass(slots=True)
class Load:
    """Rows of one kind, each with external_id and LINE; `lines` belong to them by `parent`.

    References (account, product, owner …) are still words; `key` names the load in the steps of a run.
    """

    key: str
    kind: Kind
    file: str
    rows: pl.DataFrame
    lines: pl.DataFrame = field(default_factory=pl.DataFrame)
    parent: str = ""
    implied: bool = False

    def batches(self) -> Iterator[tuple[str, "Load"]]:
        """Pieces of the load with the key of each; the same file always gives the same pieces."""
        size = BATCH.get(self.kind, USUAL_BATCH)
        for number, start in enumerate(range(0, max(self.rows.height, 1), size)):
            rows = self.rows.slice(start, size)
            lines = self.lines
            if self.parent and rows.height < self.rows.height:
                lines = lines.join(rows.select(pl.col("external_id").alias(self.parent)), on=self.parent, how="semi")
            yield f"{self.key}:{number}", Load(self.key, self.kind, self.file, rows, lines, self.parent, self.implied)


def loads_of(plan: Plan, shaped: list[Shaped], now: datetime) -> list[Load]:
    """Every load of the plan: people first, then customers and products, then what refers to them."""
    made: list[Load] = []
    for number, one in enumerate(shaped):
        made += _of_part(plan, one, str(number), now)
    order = ("people", "accounts", "contacts", "products", "leads", "deals", "orders", "won_orders", "members")
    return sorted((load for load in made if load.rows.height), key=lambda load: order.index(load.kind))


def _of_part(plan: Plan, shaped: Shaped, number: str, now: datetime) -> list[Load]:
    part, rows = shaped.part, shaped.rows
    file = part.lines_file or part.file
    match part.target:
        case "people":
            return [Load(f"{number}.people", "people", file, _people(rows, part))]
        case "orders":
            return _orders(plan, part, rows, number, file, now)
        case "deals":
            return _deals(plan, part, rows, number, file, now)
        case "products":
            frame = _named(rows)
            if plan.currency and "currency" not in frame.columns and "price" in frame.columns:
                frame = frame.with_columns(pl.lit(plan.currency).alias("currency"))
            return [Load(f"{number}.products", "products", file, frame)]
        case "leads":
            with_ids = _with_ids(rows, "need")
            implied = _implied(rows, number, file, part, ("accounts", "products"))
            return [*implied, Load(f"{number}.leads", "leads", file, with_ids)]
        case _:
            return [Load(f"{number}.{part.target}", part.target, file, _named(rows))]


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an external id; without one in the file, the name stands for it."""
    frame = _with_ids(rows, "name")
    return frame.unique("external_id", keep="first", maintain_order=True)


def _with_ids(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    key = pl.col(column).map_elements(lambda text: squash(text)[:120], return_dtype=pl.String)
    if "external_id" in rows.columns:
        return rows.with_columns(pl.coalesce("external_id", key).str.slice(0, 120).alias("external_id"))
    return rows.with_columns(key.alias("external_id"))


def _people(rows: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Everybody, and before them those named as heads who are not in the list themselves."""
    people = _named(rows).with_columns(pl.lit(False).alias("is_head"), pl.lit(part.role).alias("role"))
    if "head" not in rows.columns:
        return people
    heads = rows.filter(pl.col("head").is_not_null()).select(LINE, pl.col("head").alias("name"), *_team(rows))
    heads = _named(heads).with_columns(pl.lit(True).alias("is_head"), pl.lit("head").alias("role"))
    both = pl.concat([heads, people.drop("head")], how="diagonal")
    return both.unique("external_id", keep="first", maintain_order=True)


def _team(rows: pl.DataFrame) -> list[str]:
    return ["team"] if "team" in rows.columns else []


def _implied(rows: pl.DataFrame, number: str, file: str, part: Part, kinds: tuple[str, ...]) -> list[Load]:
    """Customers and products that the rows name and that no file of their own brings."""
    found = []
    for kind, column in (("accounts", "account"), ("products", "product")):
        if kind in kinds and part.make_missing and column in rows.columns:
            frame = rows.filter(pl.col(column).is_not_null()).select(LINE, pl.col(column).alias("name"))
            found.append(Load(f"{number}.{kind}", kind, file, _named(frame), implied=True))
    return found


def _deals(plan: Plan, part: Part, rows: pl.DataFrame, number: str, file: str, now: datetime) -> list[Load]:
    latest = _latest(rows, now)
    frame = _with_ids(rows, "external_id") if "external_id" in rows.columns else _numbered(rows)
    opened = [pl.col(name) for name in ("opened_at", "closed_at") if name in frame.columns]
    frame = frame.with_columns(
        pl.coalesce(*opened, pl.lit(latest)).alias("opened_at"),
        *([] if "currency" in frame.columns else [pl.lit(plan.currency or None, dtype=pl.String).alias("currency")]),
    )
    frame = frame.unique("external_id", keep="first", maintain_order=True)
    deals = Load(f"{number}.deals", "deals", file, frame)
    loads = [*_implied(rows, number, file, part, ("accounts", "products")), deals]
    if part.orders_of_won:
        loads.append(Load(f"{number}.won_orders", "won_orders", file, frame))
    if {"owner", "account"} <= set(frame.columns):
        pairs = frame.filter(pl.col("owner").is_not_null() & pl.col("account").is_not_null())
        pairs = pairs.group_by("account", "owner", maintain_order=True).agg(
            pl.len().alias("weight"), pl.col(LINE).first()
        )
        loads.append(Load(f"{number}.members", "members", file, pairs.with_columns(external_id=pl.col("account"))))
    return loads


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Without an id in the file its line stands for it."""
    return rows.with_columns(pl.format("line {}", LINE).alias("external_id"))


def _latest(rows: pl.DataFrame, now: datetime) -> datetime:
    days = [rows[name].max() for name in ("opened_at", "closed_at") if name in rows.columns]
    known = [day for day in days if isinstance(day, datetime)]
    return max(known, default=now)


def _orders(plan: Plan, part: Part, rows: pl.DataFrame, number: str, file: str, now: datetime) -> list[Load]:
    frame = rows
    if "at" not in frame.columns:
        frame = frame.with_columns(pl.lit(now).alias("at"))
    facts = [name for name in ("account", "owner", "currency") if name in frame.columns]
    heads = frame.group_by("external_id", maintain_order=True).agg(
        pl.col("at").min(), *(pl.col(name).drop_nulls().first() for name in facts), pl.col(LINE).first()
    )
    if "account" in heads.columns:
        # All orders of a customer stand in one batch: what they own is then counted once.
        heads = heads.sort("account", nulls_last=True, maintain_order=True)
    if "currency" not in heads.columns:
        heads = heads.with_columns(pl.lit(plan.currency or None, dtype=pl.String).alias("currency"))
    lines = frame.select(
        pl.col("external_id").alias("order"),
        LINE,
        "product",
        (pl.col("quantity") if "quantity" in frame.columns else pl.lit(1)).cast(pl.Decimal(14, 3)).alias("quantity"),
        (pl.col("price") if "price" in frame.columns else pl.lit(0)).cast(pl.Decimal(14, 2)).alias("price"),
        (pl.col("discount") if "discount" in frame.columns else pl.lit(0))
        .cast(pl.Decimal(5, 2))
        .fill_null(0)
        .alias("discount"),
    )
    orders = Load(f"{number}.orders", "orders", file, heads, lines, "order")
    if not part.make_missing:
        return [orders]
    return [*_told_customers(frame, number, file), _told_products(plan, frame, number, file), orders]


def _told_customers(frame: pl.DataFrame, number: str, file: str) -> list[Load]:
    if "account" not in frame.columns:
        return []
    name = pl.coalesce("account_name", "account") if "account_name" in frame.columns else pl.col("account")
    country = [pl.col("country").drop_nulls().first()] if "country" in frame.columns else []
    told = frame.filter(pl.col("account").is_not_null()).with_columns(name.alias("name"))
    rows = told.group_by("account", maintain_order=True).agg(pl.col("name").first(), *country, pl.col(LINE).first())
    ids = rows.rename({"account": "external_id"}) if "account_name" in frame.columns else rows.drop("account")
    return [Load(f"{number}.accounts", "accounts", file, _named(ids), implied=True)]


def _told_products(plan: Plan, frame: pl.DataFrame, number: str, file: str) -> Load:
    """Each product once: the description and the price that stand most often, on a tie the first."""
    rows = frame.group_by("product", maintain_order=True).agg(pl.col(LINE).first())
    coded = "product_name" in frame.columns
    if coded:
        rows = rows.join(_most_frequent(frame, "product_name"), on="product", how="left", maintain_order="left")
    if "price" in frame.columns:
        prices = _most_frequent(frame.filter(pl.col("price") > 0), "price")
        rows = rows.join(prices, on="product", how="left", maintain_order="left")
        rows = rows.with_columns(pl.lit(plan.currency or None, dtype=pl.String).alias("currency"))
    name = pl.coalesce("product_name", "product") if coded else pl.col("product")
    rows = rows.with_columns(name.alias("name"))
    if coded:
        rows = rows.with_columns(
            pl.col("product").alias("external_id"), pl.col("product").str.slice(0, 60).alias("code")
        )
    keep = [column for column in rows.columns if column not in ("product", "product_name")]
    return Load(f"{number}.products", "products", file, _named(rows.select(keep)), implied=True)


def _most_frequent(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    told = (
        frame.filter(pl.col(column).is_not_null())
        .group_by("product", column)
        .agg(pl.len().alias("n"), pl.col(LINE).min())
    )
    ordered = told.sort("n", LINE, descending=[True, False])
    return ordered.unique("product", keep="first", maintain_order=True).select("product", column)


MOMENTS = ("at", "opened_at", "closed_at", "expected_close", "made_at", "nurture_until")


def shifted(loads: list[Load], now: datetime) -> int:
    """Days by which all dates must move so that the latest of them is today; 0 where there are no dates."""
    latest = [
        load.rows[name].max()
        for load in loads
        if load.kind != "won_orders"
        for name in MOMENTS
        if name in load.rows.columns
    ]
    known = [moment for moment in latest if isinstance(moment, datetime)]
    return (now.date() - max(known).date()).days if known else 0


def move(loads: list[Load], days: int) -> None:
    """Move every moment of the loads by so many days, and give it its zone."""
    for load in loads:
        there = [name for name in MOMENTS if name in load.rows.columns]
        load.rows = load.rows.with_columns(
            (pl.col(name) + pl.duration(days=days)).dt.replace_time_zone("UTC").alias(name) for name in there
        )
