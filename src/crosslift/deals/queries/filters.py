"""Which deals a list, a board or a picture shows."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.deals import access
from crosslift.deals.models import Deal, DealLine
from crosslift.tasks import queries as tasks


@dataclass(frozen=True, kw_only=True)
class DealFilters:
    """What narrows deals; what is None or False narrows nothing. Days are the opening's, in the reader's zone."""

    owner_id: int | None = None
    team_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    product_id: int | None = None
    source_deal_id: int | None = None
    stage_id: int | None = None
    funnel_id: int | None = None
    outcome: str = ""
    source: str = ""
    reason: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    closed_since: date | None = None
    late: bool = False
    no_step: bool = False
    no_customer: bool = False


_PLAIN = (
    "owner_id",
    "account_id",
    "contact_id",
    "source_deal_id",
    "stage_id",
    "funnel_id",
    "outcome",
    "source",
    "reason",
)


def deals(actor: Actor, filters: DealFilters | None = None) -> QuerySet[Deal]:
    """The visible deals that pass the filters, newest first."""
    rows = access.visible_deals(actor).order_by("-opened_at", "-pk")
    return rows if filters is None else _narrowed(actor, rows, filters)


def _narrowed(actor: Actor, rows: QuerySet[Deal], filters: DealFilters) -> QuerySet[Deal]:
    rows = rows.filter(**{name: getattr(filters, name) for name in _PLAIN if getattr(filters, name)})
    if filters.team_id:
        rows = rows.filter(owner__team_id=filters.team_id)
    if filters.product_id:
        rows = rows.filter(Exists(DealLine.objects.filter(deal=OuterRef("pk"), product_id=filters.product_id)))
    if filters.words:
        rows = rows.filter(_worded(filters.words))
    if filters.no_customer:
        rows = rows.filter(account=None, contact=None)
    if filters.late:
        rows = rows.filter(is_late(actor))
    if filters.no_step:
        rows = rows.filter(has_no_step(actor))
    return _dated(rows, filters)


def _worded(words: str) -> Q:
    condition = Q()
    for word in words.split():
        condition &= Q(title__icontains=word) | Q(account__name__icontains=word) | Q(contact__name__icontains=word)
    return condition


def _dated(rows: QuerySet[Deal], filters: DealFilters) -> QuerySet[Deal]:
    if filters.since:
        rows = rows.filter(opened_at__gte=start_of(filters.since))
    if filters.until:
        rows = rows.filter(opened_at__lt=start_of(filters.until, 1))
    if filters.closed_since:
        rows = rows.filter(closed_at__gte=start_of(filters.closed_since))
    return rows


def start_of(day: date, later: int = 0) -> datetime:
    """Midnight in the reader's zone, some days later."""
    return timezone.make_aware(datetime.combine(date.fromordinal(day.toordinal() + later), time.min))


def is_late(actor: Actor) -> Q:
    """In work, and a task about it is past its moment."""
    due = tasks.open_tasks(actor).filter(subject_type="deal", subject_id=OuterRef("pk"), due_at__lt=clock.now())
    return Q(Exists(due.order_by()), outcome=Deal.OPEN)


def has_no_step(actor: Actor) -> Q:
    """In work, and nothing says what comes next."""
    step = tasks.open_tasks(actor).filter(subject_type="deal", subject_id=OuterRef("pk"))
    return Q(~Exists(step.order_by()), outcome=Deal.OPEN)
