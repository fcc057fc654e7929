"""The follow-up of a won deal: one in work a funnel, each product in it once."""

from decimal import Decimal
from typing import Any

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.deals import access
from crosslift.deals.actions.lines import add_line
from crosslift.deals.actions.opening import open_deal
from crosslift.deals.events import DealChanged
from crosslift.deals.models import Deal
from crosslift.deals.pricing import LineInput
from crosslift.funnels import queries as funnels
from crosslift.staff.access import fetch

SOURCE = "cross_sale"


@action
def open_follow_up(
    *,
    actor: Actor,
    source_deal_id: int,
    product_id: int,
    quantity: Decimal | None = None,
    price: Decimal | None = None,
    currency: str | None = None,
    bant: dict[str, Any] | None = None,
) -> Deal:
    """The deal in which the product is sold after a won one: opened, or the open one with a further line.

    Asked again for the same product it changes nothing and returns the same deal. The source deal is locked, so
    two answers at once still make one follow-up. Raises what open_deal and add_line raise.
    """
    source = fetch(access.visible_deals(actor), None, source_deal_id, lock=True)
    mine = Deal.objects.filter(source=SOURCE, source_deal=source)
    done = mine.filter(lines__product_id=product_id).order_by("-outcome", "-pk").first()
    if done is not None:
        return _as_it_is(actor, done, product_id)
    line = _line(product_id, quantity, price, currency or source.currency_id)
    opened = mine.filter(outcome=Deal.OPEN, funnel_id=funnels.default_funnel().pk).first()
    if opened is not None:
        return add_line(actor=actor, deal_id=opened.pk, line=line)
    return open_deal(
        actor=actor,
        account_id=source.account_id,
        contact_id=source.contact_id,
        owner_id=source.owner_id,
        currency=source.currency_id,
        lines=[line],
        bant=bant or {},
        source=SOURCE,
        source_deal_id=source.pk,
    )


def _as_it_is(actor: Actor, deal: Deal, product_id: int) -> Deal:
    """Note that it was asked for again; nothing changes and nothing starts."""
    record(
        actor=actor,
        action="deals.open_follow_up",
        event=DealChanged(id=deal.pk, fields=()),
        label=deal.title,
        changes={"asked_again": product_id},
        historical=True,
    )
    return deal


def _line(product_id: int, quantity: Decimal | None, price: Decimal | None, currency: str) -> LineInput:
    return LineInput(product_id=product_id, quantity=quantity, price=price, currency=currency)
