"""Delivering and cancelling orders, and counting holdings anew."""

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import Conflict
from crosslift.orders import access
from crosslift.orders.actions.opening import recount
from crosslift.orders.errors import AlreadyCancelled, AlreadyDone
from crosslift.orders.events import HoldingsRebuilt, OrderCancelled, OrderDone
from crosslift.orders.holdings import count_again, count_all_again
from crosslift.orders.models import Order
from crosslift.staff.access import require


@action
def finish_order(*, actor: Actor, order_id: int, version: int | None = None) -> Order:
    """Say that the order was delivered. Raises AlreadyCancelled, AlreadyDone, Conflict, NotFound, NotAllowed."""
    order = _draft(actor, order_id, version)
    _enter(order, "done")
    record(actor=actor, action="orders.finish_order", event=OrderDone(id=order.pk), label=order.number)
    return order


@action
def cancel_order(*, actor: Actor, order_id: int, version: int | None = None) -> Order:
    """Let a drafted order count no longer. Raises AlreadyCancelled, AlreadyDone, Conflict, NotFound, NotAllowed."""
    order = _draft(actor, order_id, version)
    _enter(order, "cancelled")
    recount(order)
    record(
        actor=actor,
        action="orders.cancel_order",
        event=OrderCancelled(id=order.pk, deal_id=order.deal_id),
        label=order.number,
        changes={"state": ["draft", "cancelled"]},
    )
    return order


@action
def rebuild_holdings(
    *, actor: Actor, account_ids: list[int] | None = None, contact_ids: list[int] | None = None
) -> int:
    """Count what customers own from their orders: of these, or without any ids of all. Gives how many customers."""
    require(actor, "import", "add")
    if account_ids is None and contact_ids is None:
        counted = count_all_again()
    else:
        count_again(account_ids or [], contact_ids or [])
        counted = len(account_ids or []) + len(contact_ids or [])
    record(
        actor=actor,
        action="orders.rebuild_holdings",
        event=HoldingsRebuilt(id=0, customers=counted),
        label="holdings",
        count=counted,
    )
    return counted


def _draft(actor: Actor, order_id: int, version: int | None) -> Order:
    order = access.locked(actor, order_id)
    if version is not None and version != order.version:
        raise Conflict
    if order.state == "cancelled":
        raise AlreadyCancelled
    if order.state == "done":
        raise AlreadyDone
    return order


def _enter(order: Order, state: str) -> None:
    order.state = state
    order.version += 1
    order.save(update_fields=["state", "version"])
