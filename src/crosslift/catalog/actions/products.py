"""Products: made, changed, retired and restored."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from crosslift.catalog import access
from crosslift.catalog.errors import CodeTaken, ProductInUse
from crosslift.catalog.events import ProductChanged, ProductDeleted, ProductMade, ProductRestored, ProductRetired
from crosslift.catalog.models import Currency, Product, ProductLine
from crosslift.core import clock
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, Conflict
from crosslift.core.text import sort_key
from crosslift.staff.access import fetch

TEXTS = {
    "name": 200, "code": 60, "category": 120, "unit": 40, "description": 20_000, "customer_value": 20_000,
    "external_source": 40, "external_id": 120,
}  # fmt: skip
PLACES = {
    "price": Decimal("0.01"),
    "cost": Decimal("0.01"),
    "tax_rate": Decimal("0.01"),
    "unit_step": Decimal("0.001"),
}
MOST = Decimal("999999999999.99")


class ProductValues(TypedDict, total=False):
    """What may be said of a product."""

    name: str
    code: str
    description: str
    customer_value: str
    category: str
    line_id: int | None
    price: Decimal | None
    currency_id: str | None
    unit: str
    unit_step: Decimal
    cost: Decimal | None
    tax_rate: Decimal
    rank: int
    external_source: str
    external_id: str


@action
def make_product(*, actor: Actor, **values: Unpack[ProductValues]) -> Product:
    """Add a product; only its name is needed. Raises NotAllowed, CodeTaken, BadInput with the fields at fault."""
    access.check_can_add(actor)
    clean = _clean({"name": "", **values})
    product = Product(made_at=clock.now(), **clean)
    _check_code(product)
    product.save()
    record(
        actor=actor,
        action="catalog.make_product",
        event=ProductMade(id=product.pk),
        label=product.name,
        changes={field: ["", value] for field, value in clean.items() if field != "name_key" and value},
    )
    return product


@action
def change_product(
    *, actor: Actor, product_id: int, version: int | None = None, **values: Unpack[ProductValues]
) -> Product:
    """Change facts of a product. Deals and orders keep the price they were made with.

    Raises NotFound, NotAllowed, Conflict when `version` is not the present one, CodeTaken, BadInput.
    """
    product = _locked(actor, product_id, version)
    changes = difference(product, _clean(dict(values)))
    _check_code(product)
    changes.pop("name_key", None)
    return _save(actor, product, "catalog.change_product", ProductChanged(id=product.pk), changes)


@action
def retire_product(*, actor: Actor, product_id: int, version: int | None = None) -> Product:
    """Sell it no more: it is not offered and not picked, but stays where it stands. Raises NotFound, NotAllowed."""
    product = _locked(actor, product_id, version)
    changes = difference(product, {"active": False})
    return _save(actor, product, "catalog.retire_product", ProductRetired(id=product.pk), changes)


@action
def restore_product(*, actor: Actor, product_id: int, version: int | None = None) -> Product:
    """Sell it again. Raises NotFound, NotAllowed."""
    product = _locked(actor, product_id, version)
    changes = difference(product, {"active": True})
    return _save(actor, product, "catalog.restore_product", ProductRestored(id=product.pk), changes)


@action
def delete_product(*, actor: Actor, product_id: int) -> None:
    """Delete a product that was never sold. Raises NotFound, NotAllowed, ProductInUse."""
    deletable = access.visible_products(actor) if actor.may("product", "delete") else Product.objects.none()
    product = fetch(access.visible_products(actor), deletable, product_id, lock=True)
    try:
        product.delete()
    except ProtectedError:
        raise ProductInUse(name=product.name)
    record(actor=actor, action="catalog.delete_product", event=ProductDeleted(id=product_id), label=product.name)


def _locked(actor: Actor, product_id: int, version: int | None) -> Product:
    product = fetch(access.visible_products(actor), access.changeable_products(actor), product_id, lock=True)
    if version is not None and version != product.version:
        raise Conflict
    return product


def _save(actor: Actor, product: Product, name: str, event: Any, changes: dict[str, Any]) -> Product:
    if changes:
        product.version += 1
        product.save()
    record(actor=actor, action=name, event=event, label=product.name, changes=changes)
    return product


def _check_code(product: Product) -> None:
    if not product.code:
        return
    other = Product.objects.filter(code=product.code).exclude(pk=product.pk).first()
    if other is not None:
        raise CodeTaken(code=product.code, name=other.name)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept, or BadInput naming every field at fault."""
    faults: dict[str, Any] = {}
    for field in values.keys() & TEXTS.keys():
        values[field] = str(values[field] or "").replace("\x00", "").strip()
        if len(values[field]) > TEXTS[field]:
            faults[field] = _("This is too long.")
    for field in values.keys() & PLACES.keys():
        values[field] = _to_places(values[field], PLACES[field])
    if "name" in values:
        values["name_key"] = sort_key(values["name"])[:200]
        if not values["name"]:
            faults["name"] = _("Give it a name.")
    faults |= _amount_faults(values) | _reference_faults(values)
    if faults:
        raise BadInput(fields=faults)
    return values


def _to_places(amount: Decimal | None, places: Decimal) -> Decimal | None:
    """As the column keeps it; what is too large or no number is left for the check that refuses it."""
    if amount is None or not amount.is_finite() or abs(amount) > 10 * MOST:
        return amount
    return amount.quantize(places, ROUND_HALF_UP)


def _amount_faults(values: dict[str, Any]) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    for field in ("price", "cost"):
        amount = values.get(field)
        if amount is not None and (not amount.is_finite() or not 0 <= amount <= MOST):
            faults[field] = _("An amount is a number, zero or more.")
    tax = values.get("tax_rate", Decimal(0))
    if tax is None or not tax.is_finite() or not 0 <= tax <= 100:
        faults["tax_rate"] = _("A tax rate is between 0 and 100 percent.")
    step = values.get("unit_step", Decimal(1))
    if step is None or not step.is_finite() or not 0 < step <= 10**8:
        faults["unit_step"] = _("A step is a number above zero.")
    if not 0 <= values.get("rank", 0) <= 10**9:
        faults["rank"] = _("A rank is a whole number, zero or more.")
    return faults


def _reference_faults(values: dict[str, Any]) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    currency = values.get("currency_id")
    if currency is not None and not Currency.objects.filter(code=currency).exists():
        faults["currency"] = _("There is no such currency.")
    line = values.get("line_id")
    if line is not None and not ProductLine.objects.filter(pk=line).exists():
        faults["line"] = _("There is no such line.")
    return faults
