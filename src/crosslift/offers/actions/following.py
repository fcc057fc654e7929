"""What follows from an answer: a deal, a lead or a stored refusal, once whatever is delivered twice."""

from typing import Any

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound
from crosslift.deals.actions import open_follow_up
from crosslift.leads.actions import nurture_lead
from crosslift.offers.events import SuggestionDone
from crosslift.offers.models import OfferRefusal, Suggestion

DEAL, LEAD, REFUSAL = "deal", "lead", "refusal"


@action
def finish_suggestion(*, actor: Actor, suggestion_id: int, opening: str) -> Suggestion:
    """Open what the answer asks for: "deal", "lead" or "refusal". Done before, it changes nothing.

    The process calls it with its own rights. Raises NotFound, BadInput, and what opening raises.
    """
    one = (
        Suggestion.objects.select_for_update(of=("self",)).select_related("product").filter(pk=suggestion_id).first()
    )
    if one is None:
        raise NotFound
    if opening not in OPENERS:
        raise BadInput(fields={"opening": "deal, lead, refusal"})
    if one.done_at is None:
        OPENERS[opening](actor, one)
        one.done_at = clock.now()
        one.save()
    record(
        actor=actor,
        action="offers.finish_suggestion",
        event=SuggestionDone(id=one.pk, deal=one.deal_id, product=one.product_id, opened=opening),
        label=one.product.name,
        changes={"deal": one.follow_deal_id, "lead": one.follow_lead_id},
    )
    return one


def _deal(actor: Actor, one: Suggestion) -> None:
    one.follow_deal = open_follow_up(
        actor=actor,
        source_deal_id=one.deal_id,
        product_id=one.product_id,
        quantity=one.quantity,
        price=one.price,
        currency=one.currency or None,
        bant=_known(one.bant),
    )


def _known(bant: dict[str, Any]) -> dict[str, Any]:
    return {letter: True for letter, said in bant.items() if said.get("ok")}


def _lead(actor: Actor, one: Suggestion) -> None:
    one.follow_lead = nurture_lead(actor=actor, source_deal_id=one.deal_id, product_id=one.product_id, note=one.note)


def _refusal(actor: Actor, one: Suggestion) -> None:
    OfferRefusal.objects.get_or_create(
        suggestion=one,
        defaults={
            "account_id": one.account_id,
            "contact_id": None if one.account_id else one.contact_id,
            "product_id": one.product_id,
            "reason": one.reason,
            "note": one.note,
            "until": one.rest_until or clock.today(),
            "at": clock.now(),
            "by_id": one.answered_by_id,
        },
    )


OPENERS = {DEAL: _deal, LEAD: _lead, REFUSAL: _refusal}
