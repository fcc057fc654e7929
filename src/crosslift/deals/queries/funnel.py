"""The funnel: how many deals reached each stage, how they went on, and how long they stayed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from crosslift.core.actor import Actor
from crosslift.core.money import Money, by_currency
from crosslift.deals.models import Deal, StageEntry
from crosslift.deals.queries.filters import DealFilters, deals
from crosslift.funnels import queries as funnels

if TYPE_CHECKING:
    from crosslift.funnels.models import Stage


ENOUGH = 20
GOOD = 0.9


@dataclass(frozen=True)
class Step:
    """A stage of the funnel: reached at all, in it now, and what part of all and of the stage before that is."""

    stage: "Stage"
    reached: int
    reached_sums: list[Money]
    now: int
    now_sums: list[Money]
    of_all: float | None
    pass_on: float | None
    days: float | None

    @property
    def slow(self) -> bool:
        """Whether deals stay longer than is normal here."""
        return self.days is not None and self.days > self.stage.normal_days


@dataclass(frozen=True)
class StageNow:
    """A stage in work with what stands in it; `share` is in percent of the fullest."""

    id: int
    name: str
    count: int
    sums: list[Money]
    share: float


@dataclass(frozen=True)
class FunnelPicture:
    """All stages of the funnel in order, with the totals of the same deals."""

    steps: list[Step]
    total: int
    won: int
    won_sums: list[Money]
    open: int
    open_sums: list[Money]
    lost: int
    lost_reason: str
    days_to_win: float | None

    @property
    def stages(self) -> list["StageNow"]:
        """What stands in each stage in work at this moment, beside the fullest of them."""
        working = [step for step in self.steps if step.stage.outcome == Deal.OPEN]
        most = max((step.now for step in working), default=0) or 1
        return [
            StageNow(step.stage.pk, step.stage.name, step.now, step.now_sums, step.now * 100 / most)
            for step in working
        ]

    @property
    def weakest(self) -> Step | None:
        """The stage that passes on the least, of those that ENOUGH deals reached and that pass on less than GOOD."""
        told = [step for step in self.steps if (step.pass_on or 1) < GOOD and step.reached >= ENOUGH]
        return min(told, key=lambda step: step.pass_on or 0.0, default=None)


def funnel_picture(actor: Actor, filters: DealFilters | None = None) -> FunnelPicture:
    """Counts and sums a stage from the filtered deals. A deal reached every stage up to the furthest it stood in."""
    filters = filters or DealFilters()
    stages = [stage for stage in funnels.stages(filters.funnel_id) if stage.outcome != Deal.LOST]
    rows = deals(actor, filters).filter(funnel_id=stages[0].funnel_id if stages else 0)
    furthest, now = _furthest(rows), _now(rows)
    days = _days(rows)
    totals = [_at_least(furthest, stage.rank) for stage in stages]
    whole = totals[0][0] if totals else 0
    steps = [
        Step(
            stage=stage,
            reached=totals[place][0],
            reached_sums=totals[place][1],
            now=sum(count for count, _ in now.get(stage.pk, [])),
            now_sums=by_currency(money for _, money in now.get(stage.pk, [])),
            of_all=totals[place][0] / whole if whole else None,
            pass_on=_pass_on(totals, place),
            days=days.get(stage.pk),
        )
        for place, stage in enumerate(stages)
    ]
    return FunnelPicture(steps=steps, **_totals(rows))


def _pass_on(totals: list[tuple[int, list[Money]]], place: int) -> float | None:
    if place + 1 >= len(totals) or not totals[place][0]:
        return None
    return totals[place + 1][0] / totals[place][0]


def _furthest(rows: QuerySet[Deal]) -> list[tuple[int, int, Money]]:
    """(rank, count, sum) a furthest stage and currency; lost deals count up to where they were."""
    ranked = rows.order_by().annotate(
        furthest=Coalesce(
            Max("stays__stage__rank", filter=~Q(stays__stage__outcome=Deal.LOST)),
            Case(When(outcome=Deal.LOST, then=Value(0)), default=F("stage__rank"), output_field=IntegerField()),
        )
    )
    found: dict[tuple[int, str], tuple[int, Decimal]] = {}
    for rank, currency, amount in ranked.values_list("furthest", "currency_id", "amount"):
        count, total = found.get((rank, currency), (0, Decimal(0)))
        found[rank, currency] = (count + 1, total + amount)
    return [(rank, count, Money(total, currency)) for (rank, currency), (count, total) in found.items()]


def _at_least(furthest: list[tuple[int, int, Money]], rank: int) -> tuple[int, list[Money]]:
    passed = [entry for entry in furthest if entry[0] >= rank]
    return sum(count for _, count, _ in passed), by_currency(money for _, _, money in passed)


def _now(rows: QuerySet[Deal]) -> dict[int, list[tuple[int, Money]]]:
    found: dict[int, list[tuple[int, Money]]] = {}
    grouped = rows.order_by().values("stage_id", "currency_id").annotate(n=Count("pk"), total=Sum("amount"))
    for row in grouped:
        found.setdefault(row["stage_id"], []).append((row["n"], Money(row["total"], row["currency_id"])))
    return found


def _days(rows: QuerySet[Deal]) -> dict[int, float]:
    stays = StageEntry.objects.filter(deal__in=rows.order_by().values("pk"), stage__outcome=Deal.OPEN)
    length = ExpressionWrapper(Coalesce(F("left_at"), Now()) - F("entered_at"), output_field=DurationField())
    grouped = stays.order_by().values("stage_id").annotate(mean=Avg(length))
    return {row["stage_id"]: row["mean"].total_seconds() / 86400 for row in grouped}


def _totals(rows: QuerySet[Deal]) -> dict[str, Any]:
    taken = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    counts = rows.order_by().aggregate(
        total=Count("pk"),
        won=Count("pk", filter=Q(outcome=Deal.WON)),
        open=Count("pk", filter=Q(outcome=Deal.OPEN)),
        lost=Count("pk", filter=Q(outcome=Deal.LOST)),
        mean=Avg(taken, filter=Q(outcome=Deal.WON)),
    )
    mean = counts.pop("mean")
    money: dict[str, list[Money]] = {Deal.WON: [], Deal.OPEN: [], Deal.LOST: []}
    for row in rows.order_by().values("outcome", "currency_id").annotate(total=Sum("amount")):
        money[row["outcome"]].append(Money(row["total"], row["currency_id"]))
    reasons = rows.filter(outcome=Deal.LOST).exclude(reason="").order_by().values("reason").annotate(n=Count("pk"))
    first = reasons.order_by("-n", "reason").first()
    return {
        **counts,
        "won_sums": by_currency(money[Deal.WON]),
        "open_sums": by_currency(money[Deal.OPEN]),
        "lost_reason": first["reason"] if first else "",
        "days_to_win": mean.total_seconds() / 86400 if mean is not None else None,
    }
