"""Moving a deal in work from stage to stage."""

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.deals.actions import checks
from crosslift.deals.actions.stays import enter
from crosslift.deals.errors import AlreadyInStage, NotThisStage
from crosslift.deals.events import DealMoved
from crosslift.deals.models import Deal
from crosslift.funnels import queries as funnels


@action
def move_deal(*, actor: Actor, deal_id: int, stage_id: int, version: int | None = None) -> Deal:
    """Let the deal stand in another stage of its funnel, with that stage's probability.

    Raises NotThisStage, AlreadyInStage, AlreadyClosed, Conflict, NotFound, NotAllowed.
    """
    deal = checks.open_deal_of(actor, deal_id, version)
    stage = funnels.stage(stage_id)
    if stage is None or stage.funnel_id != deal.funnel_id or stage.outcome != Deal.OPEN:
        raise NotThisStage
    if stage.pk == deal.stage_id:
        raise AlreadyInStage
    before = deal.stage
    enter(deal, stage.pk, clock.now())
    deal.probability = stage.probability
    deal.version += 1
    deal.save()
    record(
        actor=actor,
        action="deals.move_deal",
        event=DealMoved(id=deal.pk, from_stage=before.code, to_stage=stage.code),
        label=deal.title,
        changes={"stage": [before.code, stage.code]},
    )
    return deal
