"""From an empty cell, or from a proposal on an open deal, to a sale in one step."""

from typing import TYPE_CHECKING

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.deals import queries as deals
from crosslift.deals.actions import LineInput, add_line, lose_deal, open_deal
from crosslift.offers import access
from crosslift.offers.candidates import standing
from crosslift.offers.customer import check_works_with
from crosslift.offers.errors import AlreadyOffered
from crosslift.offers.events import OfferTaken
from crosslift.offers.worth import terms_of
from crosslift.staff.access import fetch

if TYPE_CHECKING:
    from crosslift.deals.models import Deal

SOURCE = "whitespace"


@action
def open_from_whitespace(
    *, actor: Actor, product_id: int, account_id: int | None = None, contact_id: int | None = None
) -> "Deal":
    """Open a deal for an empty cell: this product, its usual quantity, at the catalogue's price.

    Raises NotFound, NotAllowed, AlreadyOffered where the cell is no longer empty, and what opening raises.
    """
    access.check_can_answer(actor)
    customer = check_works_with(actor, account_id, contact_id)
    terms = terms_of([product_id]).get(product_id)
    if terms is None:
        raise NotFound
    if standing(customer.account_id, customer.contact_id).why_not(terms.product) in ("owned", "in_work"):
        raise AlreadyOffered(product=terms.product.name)
    deal = open_deal(
        actor=actor,
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        currency=terms.currency or None,
        lines=[LineInput(product_id=product_id, quantity=terms.quantity)],
        source=SOURCE,
    )
    record(
        actor=actor,
        action="offers.open_from_whitespace",
        event=OfferTaken(id=deal.pk, product=product_id),
        label=terms.product.name,
        changes={"customer": customer.key},
    )
    return deal


@action
def take_back(*, actor: Actor, deal_id: int) -> None:
    """Undo opening a deal from a cell: it is closed as lost, by mistake, so that its history stays readable.

    Raises NotFound for a deal that came from elsewhere, and what losing raises.
    """
    deal = fetch(deals.visible_deals(actor).filter(source=SOURCE), None, deal_id)
    lose_deal(actor=actor, deal_id=deal.pk, reason="other", note="opened by mistake")
    record(
        actor=actor,
        action="offers.take_back",
        event=OfferTaken(id=deal.pk, product=0),
        label=deal.title,
        historical=True,
    )


@action
def add_to_deal(*, actor: Actor, deal_id: int, product_id: int) -> "Deal":
    """Add a proposed product to an open deal, in its usual quantity. Raises what adding a line raises."""
    terms = terms_of([product_id]).get(product_id)
    if terms is None:
        raise NotFound
    deal = add_line(actor=actor, deal_id=deal_id, line=LineInput(product_id=product_id, quantity=terms.quantity))
    record(
        actor=actor,
        action="offers.add_to_deal",
        event=OfferTaken(id=deal.pk, product=product_id),
        label=terms.product.name,
    )
    return deal
