"""What processes may ask of orders."""

from collections.abc import Mapping
from typing import Any

from crosslift.flows.registry import StepContext, step
from crosslift.orders import queries
from crosslift.orders.actions import cancel_order as cancel
from crosslift.orders.actions import open_order_of_deal


@step("orders.open_order")
def open_order(context: StepContext) -> Mapping[str, Any]:
    """Draft the order of the won deal, so that what the customer owns is known; once however often it is called."""
    order = queries.order_of_deal(context.actor, context.subject_id)
    if order is None:
        order = open_order_of_deal(actor=context.actor, deal_id=context.subject_id)
    return {"order_id": order.pk, "order_number": order.number}


@step("orders.cancel_order")
def cancel_order(context: StepContext) -> Mapping[str, Any]:
    """Cancel the draft of a deal whose win was undone; a delivered order stays, and so does a deal won again."""
    order = queries.order_to_cancel(context.actor, context.subject_id)
    if order is None:
        return {"cancelled_order": ""}
    cancel(actor=context.actor, order_id=order.pk)
    return {"cancelled_order": order.number}
