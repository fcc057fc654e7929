"""One deal with everything that its page shows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.deals import access
from crosslift.deals.models import Deal, DealLine, StageEntry
from crosslift.deals.queries.board import Silence, customer_of, shown_fully, silence_of
from crosslift.funnels import queries as funnels

if TYPE_CHECKING:
    from crosslift.funnels.models import Stage


@dataclass(frozen=True)
class StageTime:
    """A stage on the deal's bar: done, now, won, lost, skip, unknown (imported) or nothing yet; and its days."""

    stage: "Stage"
    state: str
    days: int | None

    @property
    def slow(self) -> bool:
        """Whether the deal stayed longer than is normal here."""
        return self.days is not None and self.stage.outcome == Deal.OPEN and self.days > self.stage.normal_days


@dataclass(frozen=True)
class DealCard:
    """A deal, its lines, stages, stays, the deal it follows and those that follow it."""

    deal: Deal
    customer: str
    lines: list[DealLine]
    discounts: Decimal
    stages: list[StageTime]
    stays: list[StageEntry]
    silence: Silence
    source_deal: Deal | None
    follow_ups: list[Deal]
    may_change: bool
    may_delete: bool


def deal_card(actor: Actor, deal_id: int) -> DealCard:
    """Everything that the deal's page and its API answer show. Raises NotFound."""
    deal = shown_fully(access.visible_deals(actor).filter(pk=deal_id)).select_related("source_deal").first()
    if deal is None:
        raise NotFound
    lines = list(deal.lines.all())
    stays = list(StageEntry.objects.filter(deal=deal).select_related("stage"))
    seen = access.visible_deals(actor)
    return DealCard(
        deal=deal,
        customer=customer_of(deal),
        lines=lines,
        discounts=sum((line.quantity * line.price - line.sum for line in lines), Decimal(0)),
        stages=_bar(deal, stays),
        stays=stays,
        silence=silence_of(deal),
        source_deal=deal.source_deal if deal.source_deal_id and _sees(actor, deal.source_deal_id) else None,
        follow_ups=list(seen.filter(source_deal_id=deal.pk).select_related("stage").order_by("pk")),
        may_change=_reached(actor, deal, "change"),
        may_delete=deal.is_open and _reached(actor, deal, "delete"),
    )


def _sees(actor: Actor, deal_id: int) -> bool:
    return access.visible_deals(actor).filter(pk=deal_id).exists()


def _reached(actor: Actor, deal: Deal, operation: str) -> bool:
    scope = actor.scope("deal", operation)  # type: ignore[arg-type]
    if scope == "own":
        return deal.owner_id == actor.id
    return scope == "all" or (scope == "team" and (deal.owner_id is None or deal.owner_id in actor.team))


def _bar(deal: Deal, stays: list[StageEntry]) -> list[StageTime]:
    stages = funnels.stages(deal.funnel_id)
    spent = {stage.pk: _days(stays, stage.pk) for stage in stages}
    rank = _furthest_rank(deal, stays)
    return [
        StageTime(stage, _state(deal, stage, rank, spent[stage.pk]), spent[stage.pk])
        for stage in stages
        if stage.outcome in (Deal.OPEN, Deal.LOST if deal.outcome == Deal.LOST else Deal.WON)
    ]


def _furthest_rank(deal: Deal, stays: list[StageEntry]) -> int:
    """Where the bar's filled part ends: the present stage, or for a lost deal the last one in work."""
    if deal.outcome != Deal.LOST:
        return deal.stage.rank
    worked = [stay.stage.rank for stay in stays if stay.stage.outcome == Deal.OPEN]
    return worked[-1] if worked else 0


def _state(deal: Deal, stage: "Stage", rank: int, days: int | None) -> str:
    if stage.pk == deal.stage_id:
        return "now" if deal.is_open else deal.outcome
    if stage.rank > rank or stage.outcome != Deal.OPEN:
        return ""
    if days is None:
        return "unknown" if deal.source == "import" else "skip"
    return "done"


def _days(stays: list[StageEntry], stage_id: int) -> int | None:
    mine = [stay for stay in stays if stay.stage_id == stage_id]
    if not mine:
        return None
    return sum(((stay.left_at or clock.now()) - stay.entered_at).days for stay in mine)
