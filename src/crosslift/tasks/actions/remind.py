"""Telling people once of the tasks they are late with."""

from crosslift.alerts.actions import tell
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.tasks.actions.tell import title_of
from crosslift.tasks.events import OwnersReminded
from crosslift.tasks.models import Task

BATCH = 500


@action
def remind_owners(*, actor: Actor) -> int:
    """Tell the owners of tasks that fell due since the last time; returns how many tasks there were."""
    late = list(
        Task.objects.select_for_update(skip_locked=True)
        .filter(state=Task.OPEN, reminded_at=None, historical=False, due_at__lt=clock.now())
        .order_by("due_at")[:BATCH]
    )
    Task.objects.filter(pk__in=[task.pk for task in late]).update(reminded_at=clock.now())
    for task in late:
        tell(
            actor=actor,
            user_id=task.owner_id,
            kind="late",
            text="Late: %(task)s. %(about)s" if task.subject_label else "Late: %(task)s",
            params={"task": title_of(task), "about": task.subject_label},
            subject_type=task.subject_type or "task",
            subject_id=task.subject_id if task.subject_type else task.pk,
            once=f"task:{task.pk}:late:{task.due_at}",
        )
    record(
        actor=actor,
        action="tasks.remind_owners",
        event=OwnersReminded(id=late[0].pk if late else 0, count=len(late)),
        label="late",
        count=len(late),
    )
    return len(late)
