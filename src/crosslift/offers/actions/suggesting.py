"""Proposing products after a won deal, and taking back what was not answered when the win is undone."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from crosslift.core import clock
from crosslift.core.actions import action, record, setting
from crosslift.core.actor import Actor
from crosslift.deals import queries as deals
from crosslift.offers.candidates import Candidate, Standing, candidates, standing
from crosslift.offers.events import ProductsSuggested, SuggestionsWithdrawn
from crosslift.offers.models import Suggestion
from crosslift.staff.access import fetch

if TYPE_CHECKING:
    from crosslift.deals.models import Deal

MOST = 5


@action
def suggest_products(*, actor: Actor, deal_id: int, instance_id: int | None = None) -> list[Suggestion]:
    """Propose what the customer of a won deal should have next; return what is still to be answered, best first.

    A product is proposed once a deal, ever: what was answered stays answered, what was withdrawn is asked again
    unless the customer has it by now. Called twice it changes nothing the second time. Raises NotFound.
    """
    deal = fetch(deals.visible_deals(actor), None, deal_id, lock=True)
    anchors = list(deal.lines.order_by().values_list("product_id", flat=True))
    stands = standing(deal.account_id, deal.contact_id)
    before = _asked_before(deal)
    _ask_again(before, stands, instance_id)
    room = max(0, int(setting("offers.most", MOST)) - len(before))
    known = {one.product_id for one in before}
    found = candidates(
        account_id=deal.account_id,
        contact_id=deal.contact_id,
        anchors=anchors,
        limit=room + len(known),
        stands=stands,
    )
    fresh = [one for one in found.offers if one.product.pk not in known][:room]
    made = _write(deal, fresh, len(known), instance_id)
    still = [one for one in before if one.state == Suggestion.OPEN] + made
    record(
        actor=actor,
        action="offers.suggest_products",
        event=ProductsSuggested(id=deal.pk, count=len(still)),
        label=deal.title,
        changes={"products": [one.product_id for one in still]},
        count=max(1, len(fresh)),
    )
    return still


def _asked_before(deal: "Deal") -> list[Suggestion]:
    """All that was ever proposed after the deal, best first, locked."""
    rows = Suggestion.objects.select_for_update(of=("self",)).filter(deal=deal)
    return list(rows.select_related("product").order_by("rank", "pk"))


def _ask_again(before: Iterable[Suggestion], stands: Standing, instance_id: int | None) -> None:
    for one in before:
        if one.state in (Suggestion.OPEN, Suggestion.WITHDRAWN):
            one.state = Suggestion.WITHDRAWN if stands.why_not(one.product) else Suggestion.OPEN
            one.instance_id = instance_id
            one.save(update_fields=["state", "instance_id"])


def _write(deal: "Deal", fresh: Sequence[Candidate], after: int, instance_id: int | None) -> list[Suggestion]:
    rows = [
        Suggestion(
            deal=deal,
            product=one.product,
            account_id=deal.account_id,
            contact_id=deal.contact_id,
            rank=rank,
            label=one.label,
            quantity=one.terms.quantity,
            price=one.terms.price,
            currency=one.terms.currency,
            worth=one.worth,
            worth_is=one.terms.is_,
            reasons=list(one.reasons),
            made_at=clock.now(),
            instance_id=instance_id,
        )
        for rank, one in enumerate(fresh, after + 1)
    ]
    return Suggestion.objects.bulk_create(rows)


@action
def withdraw_suggestions(*, actor: Actor, deal_id: int) -> int:
    """Take back what was not answered, because the deal is no longer won; return how many. Answers stay.

    Where the deal has been won again meanwhile, nothing is taken back.
    """
    open_ones = Suggestion.objects.filter(deal_id=deal_id, state=Suggestion.OPEN).exclude(deal__outcome="won")
    count = open_ones.update(state=Suggestion.WITHDRAWN)
    record(
        actor=actor,
        action="offers.withdraw_suggestions",
        event=SuggestionsWithdrawn(id=deal_id, count=count),
        count=max(1, count),
    )
    return count
