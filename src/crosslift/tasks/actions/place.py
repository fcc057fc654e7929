"""What a process does with the tasks of its waiting places. People can't: they answer the place itself."""

from collections.abc import Collection

from crosslift.alerts.actions import tell
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.staff import queries as staff
from crosslift.tasks.actions.tell import title_of
from crosslift.tasks.events import OwnersReminded, PlacesClosed
from crosslift.tasks.models import Task


@action
def settle_places(*, actor: Actor, places: Collection[str]) -> int:
    """Close the open tasks of these places, whose last answer came; returns how many there were."""
    return _close(actor, "settle_places", places, Task.DONE, positive=True)


@action
def cancel_places(*, actor: Actor, places: Collection[str], reason: str = "") -> int:
    """Cancel the open tasks of these places, if any; returns how many there were."""
    return _close(actor, "cancel_places", places, Task.CANCELLED, reason=reason)


def _close(
    actor: Actor, name: str, places: Collection[str], state: str, *, positive: bool | None = None, reason: str = ""
) -> int:
    tasks = _open_at(places)
    for task in tasks:
        task.state, task.closed_at, task.positive, task.result = state, clock.now(), positive, reason
        task.save(update_fields=["state", "closed_at", "positive", "result"])
    record(
        actor=actor,
        action=f"tasks.{name}",
        event=PlacesClosed(id=tasks[0].pk if tasks else 0, places=tuple(sorted(places)), count=len(tasks)),
        label=tasks[0].title if tasks else "",
        changes={"state": [Task.OPEN, state]},
        count=len(tasks),
    )
    return len(tasks)


@action
def remind_places(*, actor: Actor, places: Collection[str]) -> int:
    """Remind the owners of the places' open tasks and tell the heads of their teams; returns how many tasks."""
    tasks = _open_at(places)
    for task in tasks:
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
        event=OwnersReminded(id=tasks[0].pk if tasks else 0, count=len(tasks)),
        label=tasks[0].title if tasks else "",
        count=len(tasks),
    )
    return len(tasks)


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


def _open_at(places: Collection[str]) -> list[Task]:
    rows = Task.objects.select_for_update(of=("self",)).filter(place__in=places, state=Task.OPEN)
    return list(rows.order_by("pk"))
