"""Writes of orders, a file per verb."""

from crosslift.orders.actions.closing import cancel_order, finish_order, rebuild_holdings
from crosslift.orders.actions.intake import import_orders, remove_imported_orders
from crosslift.orders.actions.opening import OrderLineInput, open_order, open_order_of_deal

__all__ = [
    "OrderLineInput",
    "cancel_order",
    "finish_order",
    "import_orders",
    "open_order",
    "open_order_of_deal",
    "rebuild_holdings",
    "remove_imported_orders",
]
