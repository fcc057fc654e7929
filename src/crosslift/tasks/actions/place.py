"""What a process does with the one task of its waiting place. People can't: they answer the place itself."""

from collections.abc import Collection

from crosslift.alerts.actions import tell
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.staff import queries as staff
from crosslift.tasks.actions.assign import about
from crosslift.tasks.actions.tell import title_of
from crosslift.tasks.events import OwnersReminded, TaskCancelled, TaskCompleted
from crosslift.tasks.models import Task


def settle_places(*, actor: Actor, places: Collection[str]) -> int:
    """Close the open tasks of these places, whose last answer came; returns how many there were."""
    tasks = list(Task.objects.select_for_update().filter(place__in=places, state=Task.OPEN))
    for task in tasks:
        _settle(actor=actor, task=task)
    return len(tasks)


@action
def _settle(*, actor: Actor, task: Task) -> None:
    task.state, task.closed_at, task.positive = Task.DONE, clock.now(), True
    task.save(update_fields=["state", "closed_at", "positive"])
    record(
        actor=actor,
        action="tasks.settle_places",
        event=TaskCompleted(id=task.pk, owner_id=task.owner_id, about=about(task), positive=True),
        label=task.title,
        changes={"state": [Task.OPEN, Task.DONE]},
    )


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


def remind_places(*, actor: Actor, places: Collection[str]) -> int:
    """Remind the owners of the places' open tasks and tell the heads of their teams; returns how many tasks."""
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(place__in=places, state=Task.OPEN))
    for task in tasks:
        _remind(actor=actor, task=task)
    return len(tasks)


@action
def _remind(*, actor: Actor, task: Task) -> None:
    task.reminded_at = clock.now()
    task.save(update_fields=["reminded_at"])
    owner = staff.users(actor).filter(pk=task.owner_id).select_related("team").get()
    head_id = owner.team.head_id if owner.team else None
    _tell(actor, task, task.owner_id, "Still waiting for your answer: %(task)s. %(about)s")
    if head_id is not None and head_id != task.owner_id:
        _tell(actor, task, head_id, "%(owner)s has not answered yet: %(task)s. %(about)s", owner=owner.name)
    record(
        actor=actor,
        action="tasks.remind_places",
        event=OwnersReminded(id=task.pk, count=1),
        label=task.title,
    )


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
