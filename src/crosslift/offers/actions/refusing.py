"""Storing that a customer does not want a product, without a deal behind it, and taking that back."""

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.offers import access
from crosslift.offers.choices import checked_reason, rest_until
from crosslift.offers.customer import Customer, check_works_with
from crosslift.offers.errors import ReasonNeeded
from crosslift.offers.events import ProductRefused, RefusalEnded
from crosslift.offers.models import OfferRefusal


@action
def refuse_product(
    *,
    actor: Actor,
    product_id: int,
    account_id: int | None = None,
    contact_id: int | None = None,
    reason: str,
    note: str = "",
    rest_months: int | None = None,
) -> OfferRefusal:
    """Keep that the customer does not want the product; until the rest is over it is not offered.

    Refused already, the reason and the rest are replaced. Raises NotFound, NotAllowed, ReasonNeeded, BadInput.
    """
    access.check_can_answer(actor)
    customer = check_works_with(actor, account_id, contact_id)
    product = catalog.products_by_id([product_id]).get(product_id)
    if product is None:
        raise NotFound
    if not reason:
        raise ReasonNeeded(fields={"reason": ReasonNeeded.sentence})
    values = {"reason": checked_reason(reason), "note": note.strip()[:4000], "until": rest_until(rest_months)}
    refusal = _resting(customer, product_id) or OfferRefusal(**customer.fields, product_id=product_id)
    for name, value in {**values, "at": clock.now(), "by_id": actor.id}.items():
        setattr(refusal, name, value)
    refusal.save()
    record(
        actor=actor,
        action="offers.refuse_product",
        event=ProductRefused(id=refusal.pk, product=product_id),
        label=product.name,
        changes={"reason": reason, "until": refusal.until.isoformat(), "customer": customer.key},
    )
    return refusal


def _resting(customer: Customer, product_id: int) -> OfferRefusal | None:
    rows = OfferRefusal.objects.select_for_update(of=("self",)).filter(
        **customer.fields, product_id=product_id, suggestion=None, until__gt=clock.today()
    )
    return rows.first()


@action
def end_refusal(*, actor: Actor, refusal_id: int) -> None:
    """Take a refusal back: the product may be offered from today. Raises NotFound, NotAllowed."""
    access.check_can_answer(actor)
    refusal = OfferRefusal.objects.select_for_update(of=("self",)).filter(pk=refusal_id).first()
    if refusal is None:
        raise NotFound
    check_works_with(actor, refusal.account_id, refusal.contact_id)
    refusal.until = clock.today()
    refusal.save(update_fields=["until"])
    record(
        actor=actor,
        action="offers.end_refusal",
        event=RefusalEnded(id=refusal.pk, product=refusal.product_id),
        label=refusal.product.name,
    )
