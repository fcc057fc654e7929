"""What others may read of orders and of what customers own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.deals.queries import customer_key
from crosslift.orders import access
from crosslift.orders.models import Holding, Order, OrderLine

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True, kw_only=True)
class OrderFilters:
    """What narrows orders; what is None or empty narrows nothing."""

    account_id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    owner_id: int | None = None
    state: str = ""
    number: str = ""


@dataclass(frozen=True)
class OrderCard:
    """An order with its lines."""

    order: Order
    lines: list[OrderLine]


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may know of, newest first."""
    return access.visible_orders(actor).order_by("-at", "-pk")


def orders(actor: Actor, filters: OrderFilters) -> QuerySet[Order]:
    """The visible orders that pass the filters, newest first."""
    wanted = {name: value for name, value in vars(filters).items() if value}
    return visible_orders(actor).filter(**wanted).select_related("account", "contact", "owner")


def order_card(actor: Actor, order_id: int) -> OrderCard:
    """One order with its lines. Raises NotFound."""
    order = visible_orders(actor).select_related("account", "contact", "owner").filter(pk=order_id).first()
    if order is None:
        raise NotFound
    return OrderCard(order, list(order.lines.select_related("product").order_by("pk")))


def order_of_deal(actor: Actor, deal_id: int) -> Order | None:
    """The order that counts for a deal, if there is one that the actor may see."""
    return visible_orders(actor).filter(deal_id=deal_id).exclude(state="cancelled").first()


def undone_order(actor: Actor, deal_id: int) -> Order | None:
    """The draft left by a win that was undone, also where the deal was won again since; the actor must see it."""
    kept = Q(deal__outcome="won", deal__closed_at=F("at"))
    return visible_orders(actor).filter(deal_id=deal_id, state="draft").exclude(kept).first()


def owned(account_id: int | None, contact_id: int | None = None) -> set[int]:
    """The products that one customer owns: the account where there is one, else the contact."""
    return {product for _, product in owned_of([account_id] if account_id else [], _only(account_id, contact_id))}


def _only(account_id: int | None, contact_id: int | None) -> list[int]:
    return [contact_id] if contact_id and not account_id else []


def owned_of(account_ids: Collection[int] = (), contact_ids: Collection[int] = ()) -> set[tuple[str, int]]:
    """{(customer, product id)} of what these customers own; a customer is "account:7" or "contact:9"."""
    wanted = Q(account_id__in=account_ids) | Q(account=None, contact_id__in=contact_ids)
    rows = Holding.objects.filter(wanted).values_list("account_id", "contact_id", "product_id")
    return {(customer_key(account_id, contact_id), product_id) for account_id, contact_id, product_id in rows}


def holdings(account_id: int | None, contact_id: int | None = None) -> QuerySet[Holding]:
    """What one customer owns, with counts and days, the latest bought first. The caller has checked who reads."""
    whose = Q(account_id=account_id) if account_id else Q(account=None, contact_id=contact_id)
    return Holding.objects.filter(whose).select_related("product").order_by("-last_at", "product_id")


def holdings_of(account_ids: Collection[int] = (), contact_ids: Collection[int] = ()) -> QuerySet[Holding]:
    """What these customers own, in no order, for counting in the database; the caller has checked who reads."""
    return Holding.objects.filter(Q(account_id__in=account_ids) | Q(account=None, contact_id__in=contact_ids))


def all_holdings() -> QuerySet[Holding]:
    """What every customer owns, in no order, for learning and for counting in the database."""
    return Holding.objects.all()


def owned_counts(account_ids: Collection[int]) -> dict[int, int]:
    """How many products each account owns; accounts that own nothing are absent."""
    grouped = Holding.objects.filter(account_id__in=account_ids).order_by().values("account_id")
    return {row["account_id"]: row["n"] for row in grouped.annotate(n=Count("pk"))}


def usual_quantity(product_ids: Collection[int]) -> dict[int, Decimal]:
    """The middle quantity of an order line a product, returns and cancelled orders apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.product_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY l.quantity)
            FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
            WHERE l.product_id = ANY(%s) AND l.quantity > 0 AND o.state <> 'cancelled'
            GROUP BY l.product_id
            """,
            [list(product_ids)],
        )
        return {product: Decimal(quantity) for product, quantity in cursor.fetchall()}


_LINES = """
SELECT l.order_id, o.account_id, o.contact_id, l.product_id, l.quantity::float8 AS quantity, o.at
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
WHERE l.quantity > 0 AND o.state <> 'cancelled' AND o.at >= %s AND o.at < %s
ORDER BY o.at, l.order_id, l.id
"""


def order_lines_frame(since: datetime, until: datetime) -> "polars.DataFrame":
    """The lines of orders that count, from `since` up to before `until`, as a table for learning, read by COPY.

    Columns: order_id, account_id, contact_id, product_id, quantity, at. Returns and cancelled orders are left out.
    """
    import polars as pl

    numbers = dict.fromkeys(("order_id", "account_id", "contact_id", "product_id"), pl.Int64)
    with connection.cursor() as cursor:
        statement = f"COPY ({_LINES}) TO STDOUT WITH (FORMAT csv)"
        with cursor.copy(statement, [since, until]) as copy:
            raw = b"".join(bytes(part) for part in copy)
    schema = {**numbers, "quantity": pl.Float64, "at": pl.String}
    if not raw:
        return pl.DataFrame(schema={**schema, "at": pl.Datetime("us", "UTC")})
    frame = pl.read_csv(raw, has_header=False, schema=schema)
    return frame.with_columns(pl.col("at").str.to_datetime(time_unit="us", time_zone="UTC", strict=True))


def holding_all(rows: QuerySet[Order], product_ids: Collection[int]) -> QuerySet[Order]:
    """Those of the orders that hold every one of the products, returns apart."""
    for product_id in product_ids:
        line = OrderLine.objects.filter(order=OuterRef("pk"), product_id=product_id, quantity__gt=0)
        rows = rows.filter(Exists(line))
    return rows


def of_owners_of_all(rows: QuerySet[Order], product_ids: Collection[int]) -> QuerySet[Order]:
    """Those of the orders with any of the products whose customers own every one of them."""
    some = OrderLine.objects.filter(order=OuterRef("pk"), product_id__in=product_ids, quantity__gt=0)
    rows = rows.filter(Exists(some))
    for product_id in product_ids:
        of_account = Holding.objects.filter(account_id=OuterRef("account_id"), product_id=product_id)
        of_contact = Holding.objects.filter(account=None, contact_id=OuterRef("contact_id"), product_id=product_id)
        rows = rows.filter(Q(Exists(of_account)) | Q(Exists(of_contact), account=None))
    return rows
