"""Whose orders a person sees and may change."""

from django.db.models import QuerySet

from crosslift.core.actor import Actor
from crosslift.orders.models import Order
from crosslift.staff import access as staff


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may know of."""
    return Order.objects.filter(staff.within(actor, "order", "view", owner="owner_id"))


def changeable_orders(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may change."""
    return Order.objects.filter(staff.within(actor, "order", "change", owner="owner_id"))


def check_can_open(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may open orders."""
    staff.require(actor, "order", "add")


def locked(actor: Actor, order_id: int) -> Order:
    """The order for a change, locked. Raises NotFound, NotAllowed."""
    return staff.fetch(visible_orders(actor), changeable_orders(actor), order_id, lock=True)
