"""Orders brought in many at once, and taken back: one action, audit row and event a batch."""

import polars as pl
from django.db import connection
from django.db.models import Q

from crosslift.catalog import queries as catalog
from crosslift.core import bulk
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.orders.models import Holding, Order, OrderLine
from crosslift.staff.access import require

LINE_DEFAULTS = {"discount": 0, "tax_rate": 0}
# Orders that count towards what a customer owns: done, with a customer, and not a return.
_HELD = """
SELECT o.account_id, CASE WHEN o.account_id IS NULL THEN o.contact_id END AS contact_id, l.product_id,
       count(DISTINCT o.id) AS times, sum(l.quantity) AS quantity, min(o.at) AS first_at, max(o.at) AS last_at
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.state = 'done' AND l.quantity > 0 AND (o.account_id IS NOT NULL OR o.contact_id IS NOT NULL) AND {which}
GROUP BY 1, 2, 3
"""
_ADD = (
    "INSERT INTO orders_holding AS h (account_id, contact_id, product_id, times, quantity, first_at, last_at) "
    "SELECT * FROM ({held}) held WHERE {customer} IS NOT NULL ON CONFLICT ({customer}, product_id) "
    "WHERE {condition} DO UPDATE SET times = h.times + excluded.times, quantity = h.quantity + excluded.quantity, "
    "first_at = least(h.first_at, excluded.first_at), last_at = greatest(h.last_at, excluded.last_at)"
)
_CUSTOMERS = (("account_id", "account_id IS NOT NULL"), ("contact_id", "account_id IS NULL"))


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
    """Add the orders that this source did not bring before, with their lines, and what their customers own by them.

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
    add_holdings(new["id"].to_list())
    _record(actor, "orders.import_orders", run_id, source, taken.new, historical)
    return taken


def add_holdings(order_ids: list[int]) -> None:
    """Add what these orders brought to what their customers own; each order may be added once only."""
    held = _HELD.format(which="o.id = ANY(%s)")
    for customer, condition in _CUSTOMERS:
        with connection.cursor() as cursor:
            cursor.execute(_ADD.format(held=held, customer=customer, condition=condition), [order_ids])


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
    require(actor, "order", "delete")
    touched = _customers_of(run_id)
    removed = bulk.remove(
        Order,
        run_id,
        parts=[(OrderLine, "order_id")],
        keep=Q(deal_id__in=keep_deals),
        subject="order",
        label="number",
    )
    _count_again(*touched)
    _record(actor, "orders.remove_imported_orders", run_id, "", removed.gone, True)
    return removed


def _customers_of(run_id: int) -> tuple[list[int], list[int]]:
    rows = Order.objects.filter(import_run=run_id)
    accounts = rows.exclude(account=None).values_list("account_id", flat=True).distinct()
    contacts = rows.filter(account=None).exclude(contact=None).values_list("contact_id", flat=True).distinct()
    return [pk for pk in accounts if pk], [pk for pk in contacts if pk]


def _count_again(accounts: list[int], contacts: list[int]) -> None:
    """What these customers own, anew from their orders."""
    Holding.objects.filter(account_id__in=accounts).delete()
    Holding.objects.filter(account=None, contact_id__in=contacts).delete()
    held = _HELD.format(which="(o.account_id = ANY(%s) OR (o.account_id IS NULL AND o.contact_id = ANY(%s)))")
    for customer, condition in _CUSTOMERS:
        with connection.cursor() as cursor:
            cursor.execute(_ADD.format(held=held, customer=customer, condition=condition), [accounts, contacts])
