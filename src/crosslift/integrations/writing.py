"""One batch into its room: the settled rows handed to the intake action of their kind."""

from typing import Any

import polars as pl

from crosslift.catalog.actions.intake import import_products
from crosslift.core.actor import Actor
from crosslift.core.bulk import Taken
from crosslift.customers.actions.intake import (
    import_accounts,
    import_contacts,
    join_members,
    mark_accounts_existing,
)
from crosslift.deals.actions.intake import import_deals
from crosslift.integrations.loads import Load
from crosslift.integrations.reading import LINE
from crosslift.integrations.resolving import Resolver
from crosslift.leads.actions.intake import import_leads
from crosslift.orders.actions.intake import import_orders
from crosslift.staff.intake import import_people

Batch = dict[str, Any]


def write(load: Load, *, actor: Actor, run_id: int, source: str, historical: bool, resolver: Resolver) -> Taken:
    """Write the rows of one settled batch by one action. The edge has opened the transaction."""
    told: Batch = {"actor": actor, "run_id": run_id, "source": source}
    match load.kind:
        case "people":
            rows = load.rows.drop("head", strict=False).rename({"is_head": "head"})
            taken = import_people(people=rows.drop(LINE), **told)
        case "accounts":
            taken = import_accounts(accounts=_not_here(load, resolver), historical=historical, **told)
        case "contacts":
            taken = import_contacts(contacts=load.rows, historical=historical, **told)
        case "products":
            taken = import_products(products=_not_here(load, resolver), historical=historical, **told)
        case "leads":
            taken = import_leads(leads=load.rows, historical=historical, **told)
        case "deals":
            deals, lines = deal_frames(load, resolver)
            taken = import_deals(deals=deals, lines=lines, historical=historical, **told)
        case "orders":
            taken = _write_orders(load, historical, told)
        case "won_orders":
            taken = _write_won(load, historical, resolver, told)
        case _:
            taken = _write_members(load, told)
    resolver.forget(load.kind)
    return taken


def _not_here(load: Load, resolver: Resolver) -> pl.DataFrame:
    """Without those that are here already under another source: by name, or by code."""
    known = resolver.known(load.kind)
    return load.rows.filter(
        ~pl.Series([known.find(key) is not None for key in load.rows["external_id"]], dtype=pl.Boolean)
    )


def deal_frames(load: Load, resolver: Resolver) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Deals and their lines as the intake takes them. A sum of 0 is no price: then the catalogue's counts."""
    rows = load.rows
    have = set(rows.columns)
    quantity = pl.col("quantity") if "quantity" in have else pl.lit(1)
    deals = rows.with_columns(_title(have).alias("title"))
    if "product_id" not in have:
        return deals, pl.DataFrame(schema=_LINES)
    names = resolver.known("products").names
    prices = _prices(rows, resolver)
    amount = pl.when(pl.col("amount") > 0).then(pl.col("amount")) if "amount" in have else pl.lit(None)
    each = amount.cast(pl.Float64) / quantity.cast(pl.Float64)
    lines = rows.filter(pl.col("product_id").is_not_null()).join(prices, on="product_id", how="left")
    lines = lines.select(
        pl.col("external_id").alias("deal"),
        "product_id",
        pl.col("product_id").replace_strict(names, default="", return_dtype=pl.String).alias("name"),
        quantity.cast(pl.Decimal(14, 3)).fill_null(1).alias("quantity"),
        pl.coalesce(each.round(2).cast(pl.Decimal(14, 2)), pl.col("catalogue"), pl.lit(0)).alias("price"),
    )
    return deals, lines


_LINES: dict[str, Any] = {
    "deal": pl.String,
    "product_id": pl.Int64,
    "name": pl.String,
    "quantity": pl.Decimal(14, 3),
    "price": pl.Decimal(14, 2),
}


def _title(have: set[str]) -> pl.Expr:
    choices = [name for name in ("title", "product_found", "account_found", "external_id") if name in have]
    return pl.coalesce(choices)


def _prices(rows: pl.DataFrame, resolver: Resolver) -> pl.DataFrame:
    prices = resolver.prices(rows["product_id"].drop_nulls().unique().to_list())
    schema: dict[str, Any] = {"product_id": pl.Int64, "catalogue": pl.Decimal(14, 2)}
    return pl.DataFrame({"product_id": list(prices), "catalogue": list(prices.values())}, schema=schema)


def _write_orders(load: Load, historical: bool, told: Batch) -> Taken:
    rows = load.rows.with_columns(pl.col("external_id").str.slice(0, 60).alias("number"))
    orders = rows.select(_there(rows, "external_id", "number", "at", "account_id", "owner_id", "currency"))
    lines = load.lines.select("order", "product_id", "quantity", "price", "discount")
    taken = import_orders(orders=orders, lines=lines, historical=historical, **told)
    _mark_existing(orders, told)
    return taken


def _write_won(load: Load, historical: bool, resolver: Resolver, told: Batch) -> Taken:
    """Orders of the won deals of a batch: history has no process that would open them."""
    won = load.rows.filter(pl.col("stage") == resolver.stages()["won"])
    deals, lines = deal_frames(Load(load.key, "deals", load.file, won), resolver)
    ids = resolver.ids("deals", deals["external_id"]).select("word", pl.col("id").alias("deal_id"))
    orders = deals.join(ids, left_on="external_id", right_on="word").with_columns(
        pl.col("external_id").str.slice(0, 60).alias("number"),
        pl.coalesce(*[name for name in ("closed_at", "opened_at") if name in deals.columns]).alias("at"),
    )
    orders = orders.filter(pl.col("account_id").is_not_null()) if "account_id" in orders.columns else orders.clear()
    columns = _there(orders, "external_id", "number", "at", "deal_id", "account_id", "owner_id", "currency")
    lines = lines.join(orders.select("external_id"), left_on="deal", right_on="external_id", how="semi")
    told_lines = lines.rename({"deal": "order"}).drop("name")
    taken = import_orders(orders=orders.select(columns), lines=told_lines, historical=historical, **told)
    _mark_existing(orders, told)
    return taken


def _there(rows: pl.DataFrame, *names: str) -> list[str]:
    return [name for name in names if name in rows.columns]


def _mark_existing(orders: pl.DataFrame, told: Batch) -> None:
    if "account_id" in orders.columns:
        ids = orders["account_id"].drop_nulls().unique().to_list()
        mark_accounts_existing(account_ids=ids, **told)


def _write_members(load: Load, told: Batch) -> Taken:
    pairs = load.rows.select("account_id", pl.col("owner_id").alias("user_id"), pl.col("weight"))
    made = join_members(pairs=pairs, **told)
    ids = pl.DataFrame(schema={"external_id": pl.String, "id": pl.Int64})
    return Taken(made, pairs.height - made, ids)
