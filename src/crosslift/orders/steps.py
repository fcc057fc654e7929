"""What processes may ask of orders."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crosslift.flows.registry import StepContext, step
from crosslift.orders import actions, queries
from crosslift.orders.errors import AlreadyOrdered, NotWon

if TYPE_CHECKING:
    from crosslift.orders.models import Order


@step("orders.open_order")
def open_order(context: StepContext) -> Mapping[str, Any]:
    """Draft the order of the won deal, so that what the customer owns is known; once however often it is called."""
    try:
        order = _opened(context)
    except (AlreadyOrdered, NotWon):
        cancel_order(context)
        order = queries.order_of_deal(context.actor, context.subject_id) or _opened(context)
    return {"order_id": order.pk, "order_number": order.number}


def _opened(context: StepContext) -> "Order":
    return actions.open_order_of_deal(actor=context.actor, deal_id=context.subject_id)


@step("orders.cancel_order")
def cancel_order(context: StepContext) -> Mapping[str, Any]:
    """Cancel the draft of a win that was undone; a delivered order stays."""
    order = queries.undone_order(context.actor, context.subject_id)
    if order is None:
        return {"cancelled_order": ""}
    actions.cancel_order(actor=context.actor, order_id=order.pk)
    return {"cancelled_order": order.number}
