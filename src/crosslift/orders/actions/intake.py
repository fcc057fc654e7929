"""Orders brought in many at once, and taken back: one action, audit row and event a batch."""

import polars as pl
from django.db.models import Q

from crosslift.catalog import queries as catalog
from crosslift.core import bulk
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.orders.holdings import count_again
from crosslift.orders.models import Order, OrderLine
from crosslift.staff.access import require

LINE_DEFAULTS = {"discount": 0, "tax_rate": 0}


@action
def import_orders(
    *,
    actor: Actor,
    run_id: int | None,
    source: str,
    orders: pl.DataFrame,
    lines: pl.DataFrame,
    historical: bool = True,
) -> bulk.Taken:
    """Add the orders that this source did not bring before, with lines, and count anew what their customers own.

    Orders: external_id, number, at; optional account_id, contact_id, deal_id, owner_id, currency (else the base
    currency), state (else "done"). Without customer an order counts only for what is bought together.
    Lines: order (its external_id), product_id, quantity (below 0: a return), price; optional discount, tax_rate.
    Raises NotAllowed.
    """
    require(actor, "order", "add")
    priced = bulk.with_defaults(lines, LINE_DEFAULTS).with_columns(bulk.line_sums().alias("sum"))
    sums = priced.group_by("order").agg(pl.col("sum").sum().alias("amount"))
    rows = orders.join(sums, left_on="external_id", right_on="order", how="left")
    taken = bulk.take(
        Order,
        rows.rename({"currency": "currency_id"}) if "currency" in rows.columns else rows,
        source=source,
        run_id=run_id,
        defaults={
            "state": "done", "amount": 0, "version": 1, "historical": historical,
            "currency_id": catalog.base_currency(),
        },
    )  # fmt: skip
    new = taken.ids.tail(taken.new)
    written = priced.join(new.rename({"external_id": "order", "id": "order_id"}), on="order").drop("order")
    bulk.copy_rows(OrderLine, written)
    count_again(*_customers(rows.join(new, on="external_id", how="semi")))
    _record(actor, "orders.import_orders", run_id, source, taken.new, historical)
    return taken


def _customers(orders: pl.DataFrame) -> tuple[list[int], list[int]]:
    """The accounts and, where there is none, the contacts of these orders."""
    accounts = _distinct(orders, "account_id")
    alone = orders.filter(pl.col("account_id").is_null()) if "account_id" in orders.columns else orders
    return accounts, _distinct(alone, "contact_id")


def _distinct(orders: pl.DataFrame, column: str) -> list[int]:
    return orders[column].drop_nulls().unique().to_list() if column in orders.columns else []


def _record(actor: Actor, action: str, run_id: int | None, source: str, count: int, historical: bool) -> None:
    record(
        actor=actor,
        action=action,
        event=BatchWritten(id=run_id or 0, kind="order", count=count),
        label=source,
        count=count,
        historical=historical,
    )


@action
def remove_imported_orders(*, actor: Actor, run_id: int, keep_deals: list[int]) -> bulk.Removed:
    """Take back the orders of an import and what they brought to own, but those of `keep_deals` or changed since."""
    require(actor, "import", "change")
    touched = _customers_of(run_id)
    removed = bulk.remove(
        Order,
        run_id,
        parts=[(OrderLine, "order_id")],
        keep=Q(deal_id__in=keep_deals),
        subject="order",
        label="number",
    )
    count_again(*touched)
    _record(actor, "orders.remove_imported_orders", run_id, "", removed.gone, True)
    return removed


def _customers_of(run_id: int) -> tuple[list[int], list[int]]:
    rows = Order.objects.filter(import_run=run_id)
    accounts = rows.exclude(account=None).values_list("account_id", flat=True).distinct()
    contacts = rows.filter(account=None).exclude(contact=None).values_list("contact_id", flat=True).distinct()
    return [pk for pk in accounts if pk], [pk for pk in contacts if pk]
