"""A lead that becomes a deal, and a won deal that leaves a need to nurture."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from crosslift.catalog import queries as catalog
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.deals import access as deals
from crosslift.deals.actions import LineInput, open_deal
from crosslift.leads import access
from crosslift.leads.actions import checks
from crosslift.leads.actions.registering import add_product, register_lead
from crosslift.leads.errors import AlreadyConverted, NoLeadCustomer
from crosslift.leads.events import LeadChanged, LeadConverted
from crosslift.leads.models import Lead
from crosslift.staff.access import fetch

if TYPE_CHECKING:
    from crosslift.deals.models import Deal

SOURCE = "cross_sale"


@action
def convert_lead(*, actor: Actor, lead_id: int, version: int | None = None) -> "Deal":
    """Open the deal of a lead with its customer and products; the lead then waits for the sale.

    Products whose price the catalogue does not know stand in the deal with price 0, to be entered there. Raises
    NoLeadCustomer, AlreadyConverted, LeadClosedAlready, Conflict, and what open_deal raises.
    """
    lead = checks.open_lead_of(actor, lead_id, version)
    if not lead.account_id and not lead.contact_id:
        raise NoLeadCustomer
    if lead.deal is not None:
        raise AlreadyConverted(title=lead.deal.title)
    currency, lines = _lines(lead)
    deal = open_deal(
        actor=actor,
        title=lead.need,
        account_id=lead.account_id,
        contact_id=lead.contact_id,
        owner_id=lead.owner_id,
        currency=currency,
        lines=lines,
        source="lead",
    )
    before, lead.stage = lead.stage, "awaiting_sale"
    lead.maturity = "ready"
    lead.deal = deal
    lead.version += 1
    lead.save()
    record(
        actor=actor,
        action="leads.convert_lead",
        event=LeadConverted(id=lead.pk, deal_id=deal.pk),
        label=lead.need,
        changes={"stage": [before, lead.stage], "deal": deal.pk},
    )
    return deal


def _lines(lead: Lead) -> tuple[str | None, list[LineInput]]:
    """The lead's products as lines, and the currency that they share if they share one."""
    products = catalog.products_by_id(list(lead.products.values_list("product_id", flat=True)))
    shared = {product.currency_id for product in products.values() if product.currency_id}
    lines = [
        LineInput(product_id=pk, price=Decimal(0) if product.price is None else None)
        for pk, product in products.items()
    ]
    return (shared.pop() if len(shared) == 1 else None), lines


@action
def nurture_lead(
    *,
    actor: Actor,
    source_deal_id: int,
    product_id: int,
    nurture_until: date | None = None,
    note: str = "",
) -> Lead:
    """The lead in which a need left by a won deal is nurtured: registered, or the open one with a further product.

    Asked again for the same product it changes nothing and returns the same lead. The source deal is locked, so
    two answers at once still make one lead. Raises what register_lead and add_product raise.
    """
    source = fetch(deals.visible_deals(actor), None, source_deal_id, lock=True)
    mine = Lead.objects.filter(source=SOURCE, source_deal_id=source_deal_id)
    done = mine.filter(products__product_id=product_id).order_by("-pk").first()
    if done is not None:
        return _as_it_is(actor, done, product_id)
    opened = mine.exclude(stage__in=Lead.CLOSED).first()
    if opened is not None:
        return add_product(actor=actor, lead_id=opened.pk, product_id=product_id)
    access.check_can_register(actor)
    return register_lead(
        actor=actor,
        account_id=source.account_id,
        contact_id=source.contact_id,
        owner_id=source.owner_id,
        product_ids=[product_id],
        nurture_until=nurture_until,
        note=note,
        source=SOURCE,
        source_deal_id=source.pk,
    )


def _as_it_is(actor: Actor, lead: Lead, product_id: int) -> Lead:
    """Note that it was asked for again; nothing changes and nothing starts."""
    record(
        actor=actor,
        action="leads.nurture_lead",
        event=LeadChanged(id=lead.pk, fields=()),
        label=lead.need,
        changes={"asked_again": product_id},
        historical=True,
    )
    return lead
