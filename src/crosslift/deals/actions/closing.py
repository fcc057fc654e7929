"""Winning, losing and reopening a deal."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.deals import access
from crosslift.deals.actions import checks
from crosslift.deals.actions.stays import enter, last_open_stage
from crosslift.deals.errors import NoCustomer, NoLines, NotClosed, OtherFollowUp, ReasonNeeded
from crosslift.deals.events import DealLost, DealReopened, DealWon
from crosslift.deals.models import Deal
from crosslift.deals.reasons import LOST, WON
from crosslift.funnels import queries as funnels


@action
def win_deal(
    *,
    actor: Actor,
    deal_id: int,
    reason: str = "",
    note: str = "",
    at: datetime | None = None,
    historical: bool | None = None,
    version: int | None = None,
) -> Deal:
    """Close the deal as won; the order and the cross-sale follow by process.

    `at` may lie in the past: a day before today is history and starts nothing, unless `historical=False` asks for
    it. Raises AlreadyClosed, NoCustomer, NoLines, BadInput, Conflict, NotFound, NotAllowed.
    """
    deal = checks.open_deal_of(actor, deal_id, version)
    if not deal.account_id and not deal.contact_id:
        raise NoCustomer
    products = tuple(deal.lines.values_list("product_id", flat=True))
    if not products:
        raise NoLines
    if reason and reason not in WON:
        raise BadInput(fields={"reason": _("Choose one of the reasons; other words go into the note.")})
    at = _moment(deal, at)
    deal.historical = _is_history(at) if historical is None else historical
    _close(deal, Deal.WON, Decimal(100), at, reason, note)
    record(
        actor=actor,
        action="deals.win_deal",
        event=DealWon(
            id=deal.pk,
            owner_id=deal.owner_id,
            account_id=deal.account_id,
            contact_id=deal.contact_id,
            product_ids=products,
            label=deal.title,
        ),
        label=deal.title,
        changes={"outcome": [Deal.OPEN, Deal.WON], "reason": reason, "note": note, "closed_at": at.isoformat()},
        historical=deal.historical,
    )
    return deal


@action
def lose_deal(
    *,
    actor: Actor,
    deal_id: int,
    reason: str,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Deal:
    """Close the deal as lost, with its reason. Raises ReasonNeeded, AlreadyClosed, BadInput, Conflict."""
    deal = checks.open_deal_of(actor, deal_id, version)
    if reason not in LOST:
        raise ReasonNeeded
    at = _moment(deal, at)
    deal.historical = _is_history(at)
    _close(deal, Deal.LOST, Decimal(0), at, reason, note)
    record(
        actor=actor,
        action="deals.lose_deal",
        event=DealLost(id=deal.pk, reason=reason),
        label=deal.title,
        changes={"outcome": [Deal.OPEN, Deal.LOST], "reason": reason, "note": note, "closed_at": at.isoformat()},
        historical=deal.historical,
    )
    return deal


def _moment(deal: Deal, at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if at > now:
        raise BadInput(fields={"at": _("This day has not come yet.")})
    if timezone.localdate(at) < timezone.localdate(deal.opened_at):
        raise BadInput(fields={"at": _("The deal was opened later than this day.")})
    return max(at, deal.opened_at)


def _is_history(at: datetime) -> bool:
    return timezone.localdate(at) < clock.today()


def _close(deal: Deal, outcome: str, probability: Decimal, at: datetime, reason: str, note: str) -> None:
    deal.outcome = outcome
    deal.probability = probability
    deal.closed_at = at
    deal.reason = reason
    deal.reason_note = note.strip()
    enter(deal, funnels.closing_stage(deal.funnel_id, outcome).pk, at)
    deal.version += 1
    deal.save()


@action
def reopen_deal(*, actor: Actor, deal_id: int, version: int | None = None) -> Deal:
    """Take a closed deal back to the stage in work where it last was, with that stage's probability.

    Raises NotClosed, OtherFollowUp, Conflict, NotFound, NotAllowed.
    """
    deal = access.locked(actor, deal_id)
    checks.check_version(deal, version)
    if deal.is_open:
        raise NotClosed
    _check_alone(deal)
    was = deal.outcome
    found = last_open_stage(deal)
    stages = [stage for stage in funnels.stages(deal.funnel_id) if stage.outcome == Deal.OPEN]
    stage = next((stage for stage in stages if stage.pk == found), stages[-1])
    deal.outcome = Deal.OPEN
    deal.probability = stage.probability
    deal.closed_at = None
    deal.reason = deal.reason_note = ""
    deal.historical = False
    enter(deal, stage.pk, clock.now())
    deal.version += 1
    deal.save()
    record(
        actor=actor,
        action="deals.reopen_deal",
        event=DealReopened(id=deal.pk, owner_id=deal.owner_id, was=was, label=deal.title),
        label=deal.title,
        changes={"outcome": [was, Deal.OPEN], "stage": stage.code},
    )
    return deal


def _check_alone(deal: Deal) -> None:
    """A reopened follow-up must not stand beside another one of the same won deal."""
    if deal.source != "cross_sale" or deal.source_deal_id is None:
        return
    other = Deal.objects.filter(
        source="cross_sale", outcome=Deal.OPEN, source_deal_id=deal.source_deal_id, funnel_id=deal.funnel_id
    ).first()
    if other is not None:
        raise OtherFollowUp(title=other.title)
