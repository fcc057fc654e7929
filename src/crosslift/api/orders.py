"""Orders for programs: the same actions as the pages."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.deals import Versioned
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.orders import actions, queries
from crosslift.orders.actions import OrderLineInput
from crosslift.staff.access import require

if TYPE_CHECKING:
    from crosslift.orders.models import Order

router = Router(tags=["orders"])


class OrderLineShape(Schema):
    """A product in an order; a return has a negative quantity."""

    product_id: int
    quantity: Decimal
    price: Decimal
    discount: Decimal
    tax_rate: Decimal
    sum: Decimal


class OrderShape(Schema):
    """An order. Sums are in `currency` and never converted."""

    id: int
    number: str
    state: str
    at: datetime
    account_id: int | None
    contact_id: int | None
    deal_id: int | None
    owner_id: int | None
    currency: str = Field(alias="currency_id")
    amount: Decimal
    version: int


class OrderWithLines(OrderShape):
    """An order with its products."""

    lines: list[OrderLineShape]

    @staticmethod
    def resolve_lines(order: "Order") -> list[Any]:
        """The lines in their order."""
        return list(order.lines.order_by("pk"))


class OrderLineIn(Schema):
    """A product that was ordered, in the order's currency."""

    product_id: int
    quantity: Decimal = Field(max_digits=12, decimal_places=3)
    price: Decimal = Field(max_digits=11, decimal_places=2, ge=0)
    discount: Decimal = Field(Decimal(0), max_digits=5, decimal_places=2, ge=0, le=100)
    tax_rate: Decimal = Field(Decimal(0), max_digits=5, decimal_places=2, ge=0, le=100)


class OrderIn(Schema):
    """An order without a deal."""

    account_id: int | None = None
    contact_id: int | None = None
    currency: str | None = Field(None, min_length=3, max_length=3)
    at: datetime | None = None
    lines: list[OrderLineIn] = Field(max_length=500)


class OrderFilterShape(Schema):
    """What narrows the list; several narrow together."""

    account_id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
    owner_id: int | None = None
    state: Literal["", "draft", "done", "cancelled"] = ""
    number: str = Field("", max_length=60)


@router.get("", response={200: PageOf[OrderShape], **REFUSALS})
def list_orders(request: HttpRequest, filters: Query[OrderFilterShape], paging: Query[Paging]) -> dict[str, Any]:
    """The orders that the token's person may see, newest first."""
    require(actor_of(request), "order", "view")
    return paged(queries.orders(actor_of(request), queries.OrderFilters(**filters.dict())), paging)


@router.post("", response={201: OrderWithLines, **REFUSALS})
def open_order(request: HttpRequest, body: OrderIn) -> Status["Order"]:
    """Draft an order without a deal."""
    lines = [OrderLineInput(**line.dict()) for line in body.lines]
    return Status(201, actions.open_order(actor=actor_of(request), **body.dict(exclude={"lines"}), lines=lines))


@router.get("/{int:order_id}", response={200: OrderWithLines, **REFUSALS})
def get_order(request: HttpRequest, order_id: int) -> "Order":
    """One order with its products."""
    return queries.order_card(actor_of(request), order_id).order


@router.post("/{int:order_id}/finish", response={200: OrderWithLines, **REFUSALS})
def finish_order(request: HttpRequest, order_id: int, body: Versioned) -> "Order":
    """Say that the order was delivered."""
    return actions.finish_order(actor=actor_of(request), order_id=order_id, version=body.version)


@router.post("/{int:order_id}/cancel", response={200: OrderWithLines, **REFUSALS})
def cancel_order(request: HttpRequest, order_id: int, body: Versioned) -> "Order":
    """Let a draft count no longer."""
    return actions.cancel_order(actor=actor_of(request), order_id=order_id, version=body.version)
