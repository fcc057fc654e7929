"""Tasks: what people are to do, by hand, from a process or from a plan."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.tasks import actions, queries

router = Router(tags=["tasks"])
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Kind = Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")]
Subject = Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")]
Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]


class Ref(Schema):
    """A person, by id and name."""

    id: int
    name: str


class TaskRow(Schema):
    """A task. `title` is in the caller's language; `origin` process means that its place wants the answer."""

    id: int
    title: str = Field(alias="words")
    kind: str
    owner: Ref
    due_at: datetime | None
    state: Literal["open", "done", "cancelled"]
    late: bool
    positive: bool | None
    result: str
    origin: str
    subject_type: str
    subject_id: int | None
    subject_label: str
    next_step: bool
    made_at: datetime
    closed_at: datetime | None


class TaskFilters(Schema):
    """What narrows the list; `late` leaves only open tasks past their moment."""

    state: Literal["", "open", "done", "cancelled"] = ""
    owner: Id | None = None
    late: bool = False
    subject_type: Subject = ""
    subject_id: Id | None = None


class TaskNew(Schema):
    """Something to do for one person; without `owner_id` for the caller."""

    title: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    owner_id: Id | None = None
    kind: Kind = "todo"
    due_at: datetime | None = None
    subject_type: Subject = ""
    subject_id: Id | None = None
    next_step: bool = False


class Outcome(Schema):
    """How it ended; a bad end needs words."""

    positive: bool
    result: Text = ""


class Moment(Schema):
    """When it is due now; null for no moment."""

    due_at: datetime | None


class Person(Schema):
    """Who is to do it now."""

    owner_id: Id


class Why(Schema):
    """Why it is not to be done."""

    reason: Text = ""


def _narrowed(actor: Actor, filters: TaskFilters) -> QuerySet[Any]:
    rows = queries.open_tasks(actor) if filters.late or filters.state == "open" else queries.tasks(actor)
    wanted = {
        "state": filters.state,
        "owner_id": filters.owner,
        "subject_type": filters.subject_type,
        "subject_id": filters.subject_id,
    }
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    return rows.filter(due_at__lt=clock.now()) if filters.late else rows


@router.get("", response={200: PageOf[TaskRow], **REFUSALS})
def list_tasks(request: HttpRequest, filters: Query[TaskFilters], paging: Query[Paging]) -> dict[str, object]:
    """The tasks that the caller may see: open ones by moment, otherwise the latest first."""
    return paged(_narrowed(actor_of(request), filters), paging)


@router.post("", response={201: TaskRow, **REFUSALS})
def assign_task(request: HttpRequest, body: TaskNew) -> Status[object]:
    """Give a person something to do."""
    actor = actor_of(request)
    given = body.dict()
    given["owner_id"] = body.owner_id or actor.id
    return Status(201, actions.assign_task(actor=actor, **given))


@router.get("/{task_id}", response={200: TaskRow, **REFUSALS})
def get_task(request: HttpRequest, task_id: Id) -> object:
    """One task; 404 also where the caller may not know of it."""
    return queries.task(actor_of(request), task_id)


@router.post("/{task_id}/complete", response={200: TaskRow, **REFUSALS})
def complete_task(request: HttpRequest, task_id: Id, body: Outcome) -> object:
    """Close a task with its result; one that a process made closes when its place is answered (409)."""
    return actions.complete_task(actor=actor_of(request), task_id=task_id, positive=body.positive, result=body.result)


@router.post("/{task_id}/move", response={200: TaskRow, **REFUSALS})
def move_task(request: HttpRequest, task_id: Id, body: Moment) -> object:
    """Set another due moment; the audit keeps the old one."""
    return actions.move_task(actor=actor_of(request), task_id=task_id, due_at=body.due_at)


@router.post("/{task_id}/reassign", response={200: TaskRow, **REFUSALS})
def reassign_task(request: HttpRequest, task_id: Id, body: Person) -> object:
    """Give the task to somebody else."""
    return actions.reassign_task(actor=actor_of(request), task_id=task_id, owner_id=body.owner_id)


@router.post("/{task_id}/cancel", response={200: TaskRow, **REFUSALS})
def cancel_task(request: HttpRequest, task_id: Id, body: Why) -> object:
    """Take the task off the list undone."""
    return actions.cancel_task(actor=actor_of(request), task_id=task_id, reason=body.reason)


@router.post("/{task_id}/reopen", response={200: TaskRow, **REFUSALS})
def reopen_task(request: HttpRequest, task_id: Id) -> object:
    """Undo closing or cancelling."""
    return actions.reopen_task(actor=actor_of(request), task_id=task_id)
