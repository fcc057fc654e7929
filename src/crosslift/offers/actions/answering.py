"""The seller's answer to a proposed product; the process goes on with it at once."""

from typing import Any

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.core.money import Money
from crosslift.deals.errors import NoRate, PriceUnknown
from crosslift.flows import access as flows_access
from crosslift.flows import actions as flows
from crosslift.offers import access
from crosslift.offers.choices import ANSWERS, checked_bant, checked_reason, rest_until
from crosslift.offers.errors import AlreadyAnswered, NotAskedNow, ReasonNeeded
from crosslift.offers.events import SuggestionAnswered
from crosslift.offers.models import Suggestion
from crosslift.staff.access import fetch

# Where cross_sale.bpmn waits for the answer about one product.
ELEMENT = "ask"


@action
def answer_suggestion(
    *,
    actor: Actor,
    suggestion_id: int,
    result: str,
    bant: dict[str, Any] | None = None,
    reason: str = "",
    note: str = "",
    rest_months: int | None = None,
) -> Suggestion:
    """Say "interested", "nurture" or "refused"; what follows (deal, lead, stored refusal) is there on return.

    A refusal needs a reason and rests the product for `rest_months`. Raises NotFound, NotAllowed, ReasonNeeded,
    BadInput, AlreadyAnswered, NotAskedNow, and PriceUnknown or NoRate where it can't be sold yet.
    """
    access.check_can_answer(actor)
    one = _held(actor, suggestion_id)
    instance_id = _check_asked(one)
    if result not in ANSWERS:
        raise BadInput(fields={"answer": "interested, nurture, refused"})
    if result == Suggestion.REFUSED:
        if not reason:
            raise ReasonNeeded(fields={"reason": ReasonNeeded.sentence})
        one.reason, one.rest_until = checked_reason(reason), rest_until(rest_months)
    if result == Suggestion.INTERESTED:
        _check_price(one)
    one.state, one.bant, one.note = result, checked_bant(bant), note.strip()[:4000]
    one.answered_at, one.answered_by_id = clock.now(), actor.id
    one.save()
    record(
        actor=actor,
        action="offers.answer_suggestion",
        event=SuggestionAnswered(id=one.pk, deal=one.deal_id, product=one.product_id, answer=result),
        label=one.product.name,
        changes={"answer": result, "reason": one.reason, "bant": one.bant},
    )
    flows.answer(actor=actor, instance_id=instance_id, element=ELEMENT, item=str(one.pk), values={"answer": result})
    one.refresh_from_db()
    return one


def _held(actor: Actor, suggestion_id: int) -> Suggestion:
    """The suggestion, locked after its instance; read again, since it may have changed while we waited."""
    seen, allowed = access.visible_suggestions(actor), access.answerable_suggestions(actor)
    before = fetch(seen, allowed, suggestion_id)
    if before.instance_id is not None:
        flows_access.hold_instance(before.instance_id)
    one = fetch(seen.select_related("product", "deal"), allowed, suggestion_id, lock=True)
    if one.state == Suggestion.OPEN and one.instance_id != before.instance_id:
        raise NotAskedNow(product=one.product.name)
    return one


def _check_asked(one: Suggestion) -> int:
    if one.state in ANSWERS:
        raise AlreadyAnswered(product=one.product.name, answer=ANSWERS[one.state])
    if one.state != Suggestion.OPEN or one.deal.outcome != "won" or one.instance_id is None:
        raise NotAskedNow(product=one.product.name)
    return one.instance_id


def _check_price(one: Suggestion) -> None:
    """A deal needs a price in its currency: better refused now than after the answer is kept."""
    if one.price is None:
        now = catalog.price_of(one.product_id, clock.today())
        if now.price is None or not now.currency:
            raise PriceUnknown(product=one.product.name)
        one.price, one.currency = now.price, now.currency
    wanted, day = one.deal.currency_id, clock.today()
    if catalog.converted(Money(one.price, one.currency), wanted, day) is None:
        raise NoRate(product=one.product.name, one=one.currency, other=wanted, day=day.isoformat())
