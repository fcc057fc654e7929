"""Who may see and change the catalogue: it is the company's, so any reach of the right is the whole."""

from django.db.models import QuerySet

from crosslift.catalog.models import Product, ProductLine
from crosslift.core.actor import Actor
from crosslift.staff.access import require


def visible_products(actor: Actor) -> QuerySet[Product]:
    """All products, retired ones too, for whoever may see any."""
    return Product.objects.all() if actor.may("product", "view") else Product.objects.none()


def visible_lines(actor: Actor) -> QuerySet[ProductLine]:
    """The product lines, for whoever may see products."""
    return ProductLine.objects.all() if actor.may("product", "view") else ProductLine.objects.none()


def changeable_products(actor: Actor) -> QuerySet[Product]:
    """All products, for whoever may change any."""
    return Product.objects.all() if actor.may("product", "change") else Product.objects.none()


def check_can_add(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may add products."""
    require(actor, "product", "add")


def check_can_change(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may change products, their lines and links."""
    require(actor, "product", "change")


def check_can_set_rates(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may change the company's settings."""
    require(actor, "setting", "change")
