"""What processes may ask of orders."""

from collections.abc import Mapping
from typing import Any

from crosslift.flows.registry import StepContext, step
from crosslift.orders.actions import cancel_order_of_deal, order_of_deal


@step("orders.open_order")
def open_order(context: StepContext) -> Mapping[str, Any]:
    """Draft the order of the won deal, so that what the customer owns is known; once however often it is called."""
    order = order_of_deal(actor=context.actor, deal_id=context.subject_id)
    return {"order_id": order.pk, "order_number": order.number}


@step("orders.cancel_order")
def cancel_order(context: StepContext) -> Mapping[str, Any]:
    """Cancel the drafted order of a deal whose win was undone; says whether there was one."""
    order = cancel_order_of_deal(actor=context.actor, deal_id=context.subject_id)
    return {"cancelled_order": order.number if order else ""}
