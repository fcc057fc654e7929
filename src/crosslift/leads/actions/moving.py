"""A lead's way: from stage to stage, closed, reopened."""

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.leads.actions import checks
from crosslift.leads.errors import LeadOpenAlready, LeadReasonNeeded, NoSuchWay, OtherNurture
from crosslift.leads.events import LeadClosed, LeadMoved, LeadReopened
from crosslift.leads.models import Lead
from crosslift.leads.words import WAYS


@action
def move_lead(*, actor: Actor, lead_id: int, stage: str, version: int | None = None) -> Lead:
    """Let the lead enter another stage; waiting for the sale makes it ready. Raises NoSuchWay, LeadClosedAlready."""
    lead = checks.open_lead_of(actor, lead_id, version)
    if stage not in WAYS[lead.stage]:
        raise NoSuchWay
    before = lead.stage
    lead.stage = stage
    if stage == "awaiting_sale":
        lead.maturity = "ready"
    lead.version += 1
    lead.save()
    record(
        actor=actor,
        action="leads.move_lead",
        event=LeadMoved(id=lead.pk, from_stage=before, to_stage=stage),
        label=lead.need,
        changes={"stage": [before, stage]},
    )
    return lead


@action
def close_lead(*, actor: Actor, lead_id: int, stage: str, reason: str = "", version: int | None = None) -> Lead:
    """Close the lead: satisfied, not_interested or disqualified; the last two need a reason.

    Raises NoSuchWay, LeadReasonNeeded, LeadClosedAlready, Conflict, NotFound, NotAllowed.
    """
    lead = checks.open_lead_of(actor, lead_id, version)
    if stage not in Lead.CLOSED:
        raise NoSuchWay
    reason = reason.strip()[:200]
    if stage != "satisfied" and not reason:
        raise LeadReasonNeeded
    lead.closed_from, lead.stage = lead.stage, stage
    lead.reason = reason
    lead.closed_at = clock.now()
    lead.version += 1
    lead.save()
    record(
        actor=actor,
        action="leads.close_lead",
        event=LeadClosed(id=lead.pk, stage=stage, reason=reason),
        label=lead.need,
        changes={"stage": [lead.closed_from, stage], "reason": reason},
    )
    return lead


@action
def reopen_lead(*, actor: Actor, lead_id: int, version: int | None = None) -> Lead:
    """Take a closed lead back to where it was. Raises LeadOpenAlready, OtherNurture, Conflict."""
    lead = checks.locked(actor, lead_id, version)
    if lead.is_open:
        raise LeadOpenAlready
    _check_alone(lead)
    was = lead.stage
    lead.stage = lead.closed_from or "qualification"
    lead.closed_from = lead.reason = ""
    lead.closed_at = None
    lead.version += 1
    lead.save()
    record(
        actor=actor,
        action="leads.reopen_lead",
        event=LeadReopened(id=lead.pk, stage=lead.stage),
        label=lead.need,
        changes={"stage": [was, lead.stage]},
    )
    return lead


def _check_alone(lead: Lead) -> None:
    if lead.source != "cross_sale" or lead.source_deal_id is None:
        return
    open_ones = Lead.objects.filter(source="cross_sale", source_deal_id=lead.source_deal_id)
    other = open_ones.exclude(stage__in=Lead.CLOSED).first()
    if other is not None:
        raise OtherNurture(need=other.need)
