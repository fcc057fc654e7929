"""What a process does with the one task of its waiting place. People can't: they answer the place itself."""

from collections.abc import Collection

from crosslift.alerts.actions import tell
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.staff import queries as staff
from crosslift.tasks.actions.assign import about
from crosslift.tasks.actions.tell import title_of
from crosslift.tasks.errors import TaskClosed
from crosslift.tasks.events import OwnersReminded, TaskCancelled, TaskCompleted
from crosslift.tasks.models import Task


@action
def settle_place(*, actor: Actor, place: str, positive: bool = True, result: str = "") -> Task:
    """Close the open task of a place whose last answer came. Raises TaskClosed where there is none."""
    task = _open_at(place)
    task.state, task.closed_at = Task.DONE, clock.now()
    task.positive, task.result = positive, result
    task.save(update_fields=["state", "closed_at", "positive", "result"])
    record(
        actor=actor,
        action="tasks.settle_place",
        event=TaskCompleted(id=task.pk, owner_id=task.owner_id, about=about(task), positive=positive),
        label=task.title,
    )
    return task


def cancel_places(*, actor: Actor, places: Collection[str], reason: str = "") -> int:
    """Cancel the open tasks of these places, if any; returns how many there were."""
    tasks = list(Task.objects.select_for_update().filter(place__in=places, state=Task.OPEN))
    for task in tasks:
        _cancel(actor=actor, task=task, reason=reason)
    return len(tasks)


@action
def _cancel(*, actor: Actor, task: Task, reason: str) -> None:
    task.state, task.closed_at, task.result = Task.CANCELLED, clock.now(), reason
    task.save(update_fields=["state", "closed_at", "result"])
    record(
        actor=actor,
        action="tasks.cancel_places",
        event=TaskCancelled(id=task.pk, owner_id=task.owner_id, about=about(task)),
        label=task.title,
        changes={"state": [Task.OPEN, Task.CANCELLED]},
    )


@action
def remind_place(*, actor: Actor, place: str) -> Task:
    """Remind the owner of the place's task and tell the head of their team. Raises TaskClosed where none is open."""
    task = _open_at(place)
    task.reminded_at = clock.now()
    task.save(update_fields=["reminded_at"])
    owner = staff.users(actor).filter(pk=task.owner_id).select_related("team").get()
    head_id = owner.team.head_id if owner.team else None
    _tell(actor, task, task.owner_id, "Still waiting for your answer: %(task)s. %(about)s")
    if head_id is not None and head_id != task.owner_id:
        _tell(actor, task, head_id, "%(owner)s has not answered yet: %(task)s. %(about)s", owner=owner.name)
    record(
        actor=actor,
        action="tasks.remind_place",
        event=OwnersReminded(id=task.pk, count=1),
        label=task.title,
    )
    return task


def _tell(actor: Actor, task: Task, user_id: int, text: str, **more: str) -> None:
    tell(
        actor=actor,
        user_id=user_id,
        kind="late",
        text=text,
        params={"task": title_of(task), "about": task.subject_label, **more},
        subject_type=task.subject_type,
        subject_id=task.subject_id,
        once=f"task:{task.pk}:reminded",
    )


def _open_at(place: str) -> Task:
    task = Task.objects.select_for_update().filter(place=place, state=Task.OPEN).first()
    if task is None:
        raise TaskClosed
    return task
