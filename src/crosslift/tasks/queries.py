"""What others may read of tasks, narrowed to what the reader may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crosslift.alerts.queries import unread_of_each
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.staff import queries as staff
from crosslift.tasks import access
from crosslift.tasks.models import Task


def tasks(actor: Actor) -> QuerySet[Task]:
    """All tasks that the actor may see, latest first."""
    return access.visible_tasks(actor).select_related("owner").order_by("-made_at", "-id")


def task(actor: Actor, task_id: int) -> Task:
    """One task. Raises NotFound where there is none that the actor may see."""
    row = tasks(actor).filter(pk=task_id).first()
    if row is None:
        raise NotFound
    return row


def open_tasks(actor: Actor, *, owner_id: int | None = None) -> QuerySet[Task]:
    """Open tasks in the order of Today: the longest late first, those without a moment last.

    Of one person where `owner_id` is given, otherwise all that the actor may see.
    """
    rows = tasks(actor).filter(state=Task.OPEN)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How many open tasks a person has, how many of them are late, and how many alerts are unread."""

    open: int
    late: int
    unread: int


def open_counts(actor: Actor) -> OpenCounts:
    """What waits for the actor alone, in one query: it stands on every page."""
    mine = Task.objects.filter(owner_id=OuterRef("pk"), state=Task.OPEN).order_by().values("owner_id")
    late = mine.filter(due_at__lt=clock.now())
    me = staff.users(actor).filter(pk=actor.id or 0).order_by()
    told = me.values_list(_counted(mine), _counted(late), unread_of_each())
    return OpenCounts(*next(iter(told), (0, 0, 0)))


def _counted(rows: "QuerySet[Task, Any]") -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def tasks_about(actor: Actor, subject_type: str, subject_id: int) -> QuerySet[Task]:
    """The visible tasks about one record: open ones first, by moment."""
    rows = tasks(actor).filter(subject_type=subject_type, subject_id=subject_id)
    return rows.order_by(F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "id")


def next_step_of(actor: Actor, subject_type: str, subject_id: int) -> Task | None:
    """The next step of one record, if there is one that the actor may see."""
    return next_steps_of(actor, subject_type, [subject_id]).get(subject_id)


def next_steps_of(actor: Actor, subject_type: str, subject_ids: Collection[int]) -> dict[int, Task]:
    """{record id: its next step}: the open task marked so, else the one due first. One query for a whole list."""
    rows = open_tasks(actor).filter(subject_type=subject_type, subject_id__in=subject_ids)
    found: dict[int, Task] = {}
    for task in rows.order_by("subject_id", "-next_step", F("due_at").asc(nulls_last=True), "id"):
        found.setdefault(task.subject_id or 0, task)
    return found


def late_unreminded() -> bool:
    """Whether somebody is late with a task and was not told yet."""
    return Task.objects.filter(state=Task.OPEN, reminded_at=None, historical=False, due_at__lt=clock.now()).exists()
