"""Telling the owner of a task, and who stands in for them."""

from crosslift.alerts.actions import tell
from crosslift.core.actor import Actor
from crosslift.tasks.models import Task


def tell_owner(actor: Actor, task: Task, deputy_id: int | None) -> None:
    """One alert to the owner and one to their deputy; nobody is told what they said themselves."""
    for user_id in (task.owner_id, deputy_id):
        if user_id is not None and user_id != actor.id:
            tell(
                actor=actor,
                user_id=user_id,
                kind="task",
                text="New task: %(task)s. %(about)s" if task.subject_label else "New task: %(task)s",
                params={"task": title_of(task), "about": task.subject_label},
                subject_type=task.subject_type or "task",
                subject_id=task.subject_id if task.subject_type else task.pk,
                once=f"task:{task.pk}:{task.owner_id}",
            )


def title_of(task: Task) -> object:
    """The title as a parameter of another sentence, translated where it is ours."""
    return task.title if task.origin == "hand" else {"msgid": task.title, "params": task.title_params}
