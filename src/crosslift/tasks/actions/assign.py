"""Giving a task to a person, giving it to another, and moving its due moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from crosslift.core import clock
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.staff import queries as staff
from crosslift.tasks import access
from crosslift.tasks.actions.tell import tell_owner
from crosslift.tasks.errors import TaskClosed
from crosslift.tasks.events import TaskAssigned, TaskMoved, TaskReassigned
from crosslift.tasks.models import Task


@action
def assign_task(
    *,
    actor: Actor,
    owner_id: int,
    title: str,
    title_params: Mapping[str, Any] | None = None,
    kind: str = "todo",
    due_at: datetime | None = None,
    subject_type: str = "",
    subject_id: int | None = None,
    subject_label: str = "",
    origin: str = "hand",
    place: str = "",
    next_step: bool = False,
    at: datetime | None = None,
    historical: bool = False,
) -> Task:
    """Give a person something to do, and tell them where it is not themselves who said so.

    With origin "process" or "plan" the title is a msgid translated when shown. `next_step` marks the one next
    step of the subject and takes the mark from any other. Raises BadInput, NotAllowed.
    """
    if not title.strip():
        raise BadInput(fields={"title": _("Say what is to be done.")})
    access.check_can_assign(actor, owner_id)
    deputy_id = _deputy_of(actor, owner_id)
    if next_step:
        Task.objects.filter(subject_type=subject_type, subject_id=subject_id, next_step=True, state=Task.OPEN).update(
            next_step=False
        )
    task = Task.objects.create(
        owner_id=owner_id,
        title=title.strip(),
        title_params=dict(title_params or {}),
        kind=kind,
        due_at=due_at,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_label=subject_label[:300],
        origin=origin,
        place=place,
        next_step=next_step,
        made_at=at or clock.now(),
        historical=historical,
    )
    record(
        actor=actor,
        action="tasks.assign_task",
        event=TaskAssigned(id=task.pk, owner_id=owner_id, about=about(task)),
        label=task.title,
        changes={"due_at": [None, due_at], "owner": [None, owner_id]},
        historical=historical,
    )
    if not historical:
        tell_owner(actor, task, deputy_id)
    return task


@action
def move_task(*, actor: Actor, task_id: int, due_at: datetime | None) -> Task:
    """Set another due moment; the audit keeps the old one. Raises NotFound, NotAllowed, TaskClosed."""
    task = _open(actor, task_id)
    changes = difference(task, {"due_at": due_at})
    task.reminded_at = None
    task.save(update_fields=["due_at", "reminded_at"])
    record(
        actor=actor,
        action="tasks.move_task",
        event=TaskMoved(id=task.pk, owner_id=task.owner_id, about=about(task)),
        label=task.title,
        changes=changes,
    )
    return task


@action
def reassign_task(*, actor: Actor, task_id: int, owner_id: int) -> Task:
    """Give the task to somebody else, and tell them. Raises NotFound, NotAllowed, TaskClosed, BadInput."""
    task = _open(actor, task_id)
    access.check_can_assign(actor, owner_id)
    deputy_id = _deputy_of(actor, owner_id)
    changes = difference(task, {"owner_id": owner_id})
    task.save(update_fields=["owner_id"])
    record(
        actor=actor,
        action="tasks.reassign_task",
        event=TaskReassigned(id=task.pk, owner_id=owner_id, about=about(task)),
        label=task.title,
        changes=changes,
    )
    tell_owner(actor, task, deputy_id)
    return task


def about(task: Task) -> str:
    """The subject's key across rooms, "" where there is none."""
    return f"{task.subject_type}:{task.subject_id}" if task.subject_id is not None else ""


def _open(actor: Actor, task_id: int) -> Task:
    task = access.fetch_task(actor, task_id)
    if task.state != Task.OPEN:
        raise TaskClosed
    return task


def _deputy_of(actor: Actor, owner_id: int) -> int | None:
    """Who stands in for the owner. Raises BadInput for an owner who does not work here."""
    owners = staff.users(actor).filter(pk=owner_id, is_active=True).order_by().values_list("deputy_id", flat=True)
    found = list(owners)
    if not found:
        raise BadInput(fields={"owner_id": _("Choose somebody who works here.")})
    return found[0]
