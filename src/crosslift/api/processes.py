"""Processes: the library, running instances, what they wait for, and answers to that."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.flows import actions, queries
from crosslift.staff.access import require

router = Router(tags=["processes"])
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9_]*$")]
Name = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class ProcessRow(Schema):
    """The current version of a process and the events that start and cancel it."""

    key: str
    number: int
    name: str
    starts_on: str
    cancels_on: str
    made_at: datetime


class InstanceRow(Schema):
    """One run of a process about one record (`about`, for example "deal:42")."""

    id: int
    process: str
    version: int
    about: str
    label: str
    owner_id: int | None
    state: Literal["waiting", "done", "failed", "cancelled"]
    started_at: datetime
    ended_at: datetime | None
    failures: int
    retry_at: datetime | None
    said: str

    @staticmethod
    def resolve_version(row: Any) -> int:
        """The number of the file's version, not its id."""
        return int(row.version.number)


class Wait(Schema):
    """What an instance waits for: a person's answer for an item, or a moment."""

    instance_id: int
    element: str
    name: str
    item: str
    label: str
    kind: Literal["person", "moment"]
    form: str
    assignee_id: int | None
    assignee: str
    since: datetime
    due_at: datetime | None
    next: list[str]


class Trace(Schema):
    """What happened, element by element."""

    at: datetime
    element: str
    name: str
    item: str
    label: str
    state: str
    actor: str
    said: str


class InstanceFull(Schema):
    """One instance: counts by element and state, what it waits for, what happened."""

    instance: InstanceRow
    states: dict[str, dict[str, int]]
    waits: list[Wait]
    traces: list[Trace]


class InstanceFilters(Schema):
    """What narrows the list."""

    process: Key = ""
    state: Literal["", "waiting", "done", "failed", "cancelled"] = ""
    about: Annotated[str, Field(max_length=80, pattern=r"^[a-z_]*:?\d{0,18}$")] = ""


class Answer(Schema):
    """A person's answer to a waiting place; `values` join the data of the process."""

    element: Name
    item: Name = ""
    values: dict[Name, str | int | float | bool | None] = Field({}, max_length=50)
    said: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class Why(Schema):
    """Why it is stopped."""

    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


@router.get("", response={200: PageOf[ProcessRow], **REFUSALS})
def list_processes(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """The current version of every process."""
    return paged(queries.library(actor_of(request)), paging)


@router.get("/instances", response={200: PageOf[InstanceRow], **REFUSALS})
def list_instances(request: HttpRequest, filters: Query[InstanceFilters], paging: Query[Paging]) -> dict[str, object]:
    """The instances that the caller may see, latest first."""
    require(actor_of(request), "process", "view")
    return paged(queries.instances(actor_of(request), **filters.dict()), paging)


@router.get("/waiting", response={200: list[Wait], **REFUSALS})
def list_waiting(request: HttpRequest) -> object:
    """What waits for the caller's own answer, the nearest deadline first."""
    require(actor_of(request), "process", "view")
    return queries.waiting_for(actor_of(request))


@router.get("/instances/{instance_id}", response={200: InstanceFull, **REFUSALS})
def get_instance(request: HttpRequest, instance_id: Id) -> object:
    """One instance; 404 also where the caller may not know of it."""
    return queries.instance_page(actor_of(request), instance_id)


@router.post("/instances/{instance_id}/answer", response={200: InstanceRow, **REFUSALS})
def answer(request: HttpRequest, instance_id: Id, body: Answer) -> object:
    """Answer a waiting place; 409 where it is answered, or has a form of its own (an offer, for example)."""
    actor = actor_of(request)
    queries.check_has_no_form(actor, instance_id, body.element)
    return actions.answer(actor=actor, instance_id=instance_id, **body.dict())


@router.post("/instances/{instance_id}/cancel", response={200: InstanceRow, **REFUSALS})
def cancel_instance(request: HttpRequest, instance_id: Id, body: Why) -> object:
    """Stop an instance with its tasks and waits; what its steps did stays."""
    return actions.cancel_instance(actor=actor_of(request), instance_id=instance_id, reason=body.reason)


@router.post("/instances/{instance_id}/retry", response={200: InstanceRow, **REFUSALS})
def retry_instance(request: HttpRequest, instance_id: Id) -> object:
    """Try the failed steps of an instance again, now."""
    return actions.retry_instance(actor=actor_of(request), instance_id=instance_id)
