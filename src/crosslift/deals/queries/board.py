"""The board: columns with their sums, and the first cards of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.money import Money, by_currency, rounded
from crosslift.deals.models import Deal, DealLine
from crosslift.deals.queries.filters import DealFilters, deals, has_no_step, is_late, start_of
from crosslift.funnels import queries as funnels
from crosslift.tasks import queries as tasks

if TYPE_CHECKING:
    from crosslift.funnels.models import Stage
    from crosslift.tasks.models import Task

CARDS = 20
SORTS = {"silence": "touched_at", "newest": "-opened_at", "amount": "-amount"}


@dataclass(frozen=True, slots=True)
class Silence:
    """How long the customer felt nothing, against what the stage allows."""

    days: int
    allowed: int

    @property
    def share(self) -> int:
        """In percent of what is allowed; over 100 is too long."""
        return self.days * 100 // max(self.allowed, 1)


@dataclass(frozen=True)
class Card:
    """A deal as the board shows it."""

    deal: Deal
    customer: str
    products: str
    silence: Silence
    step: "Task | None"


@dataclass(frozen=True)
class Column:
    """A stage with what stands in it: count, sums and weighted sums by currency, how many are late."""

    stage: "Stage"
    count: int = 0
    sums: list[Money] = field(default_factory=list)
    weighted: list[Money] = field(default_factory=list)
    late: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many stand here beyond the cards shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """The columns in work and the won ones of a time, and the counts of the filters."""

    columns: list[Column]
    late: int
    no_step: int
    no_customer: int

    @property
    def open_count(self) -> int:
        """How many deals are in work."""
        return sum(column.count for column in self.columns if column.stage.outcome == Deal.OPEN)

    @property
    def open_sums(self) -> list[Money]:
        """What they are worth, apart by currency."""
        return by_currency(
            money for column in self.columns if column.stage.outcome == Deal.OPEN for money in column.sums
        )


def board(actor: Actor, filters: DealFilters, *, sort: str = "silence", size: int = CARDS) -> Board:
    """The deals in work and those won since the first of the month, by stage; a handful of queries at any size."""
    month = clock.today().replace(day=1)
    stages = [stage for stage in funnels.stages(filters.funnel_id) if stage.outcome != Deal.LOST]
    plain = replace(filters, late=False, no_step=False, no_customer=False, outcome="")
    living = Q(outcome=Deal.OPEN) | Q(outcome=Deal.WON, closed_at__gte=start_of(month))
    rows = deals(actor, replace(filters, outcome="")).filter(living, stage__in=stages)
    counted = _columns(actor, rows, stages)
    cards = _cards(actor, rows, sort, size)
    return Board(
        columns=[replace(column, cards=cards.get(column.stage.pk, [])) for column in counted],
        **_chip_counts(actor, deals(actor, plain).filter(outcome=Deal.OPEN, stage__in=stages)),
    )


def _columns(actor: Actor, rows: QuerySet[Deal], stages: "list[Stage]") -> list[Column]:
    grouped = (
        rows.order_by()
        .values("stage_id", "currency_id")
        .annotate(
            n=Count("pk"),
            total=Sum("amount"),
            weighted=Sum(F("amount") * F("probability") / 100),
            late=Count("pk", filter=is_late(actor)),
        )
    )
    found: dict[int, list[Any]] = {}
    for row in grouped:
        found.setdefault(row["stage_id"], []).append(row)
    return [_column(stage, found.get(stage.pk, [])) for stage in stages]


def _column(stage: "Stage", groups: Iterable[Any]) -> Column:
    groups = list(groups)
    return Column(
        stage=stage,
        count=sum(group["n"] for group in groups),
        sums=by_currency(Money(group["total"], group["currency_id"]) for group in groups),
        weighted=by_currency(Money(rounded(group["weighted"]), group["currency_id"]) for group in groups),
        late=sum(group["late"] for group in groups),
    )


def _cards(actor: Actor, rows: QuerySet[Deal], sort: str, size: int) -> dict[int, list[Card]]:
    order = SORTS.get(sort, "touched_at")
    by = F(order.lstrip("-")).desc() if order.startswith("-") else F(order).asc()
    numbered = rows.annotate(place=Window(RowNumber(), partition_by=F("stage_id"), order_by=[by, F("pk").asc()]))
    shown = list(shown_fully(numbered.filter(place__lte=size).order_by("stage_id", "place")))
    steps = tasks.next_steps_of(actor, "deal", [deal.pk for deal in shown])
    cards: dict[int, list[Card]] = {}
    for deal in shown:
        cards.setdefault(deal.stage_id, []).append(card_of(deal, steps.get(deal.pk)))
    return cards


def shown_fully(rows: QuerySet[Deal]) -> QuerySet[Deal]:
    """The rows with customer, stage, owner and lines read along."""
    return rows.select_related("account", "contact", "stage", "owner").prefetch_related(
        Prefetch("lines", DealLine.objects.order_by("position", "pk"))
    )


def card_of(deal: Deal, step: "Task | None") -> Card:
    """A deal with what its card says."""
    return Card(
        deal=deal,
        customer=customer_of(deal),
        products=", ".join(line.name for line in deal.lines.all()) or deal.title,
        silence=silence_of(deal),
        step=step,
    )


def customer_of(deal: Deal) -> str:
    """The name of who buys, or nothing."""
    buyer = deal.account or deal.contact
    return buyer.name if buyer else ""


def silence_of(deal: Deal) -> Silence:
    """Days since the customer felt something of us, until now or until it was closed."""
    until = deal.closed_at or clock.now()
    return Silence(max(0, (until - deal.touched_at).days), deal.stage.silence_days)


def chip_counts(actor: Actor, filters: DealFilters) -> dict[str, int]:
    """How many of the filtered deals in work are late, have no next step, have no customer."""
    plain = replace(filters, late=False, no_step=False, no_customer=False, outcome="open", stage_id=None)
    return _chip_counts(actor, deals(actor, plain))


def _chip_counts(actor: Actor, rows: QuerySet[Deal]) -> dict[str, int]:
    return rows.order_by().aggregate(
        late=Count("pk", filter=is_late(actor)),
        no_step=Count("pk", filter=has_no_step(actor)),
        no_customer=Count("pk", filter=Q(account=None, contact=None)),
    )
