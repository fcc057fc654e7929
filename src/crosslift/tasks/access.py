"""Who sees and changes which tasks: by the right on tasks and the task's owner."""

from django.db.models import QuerySet

from crosslift.core.actor import Actor
from crosslift.core.errors import NotAllowed
from crosslift.staff import access
from crosslift.tasks.models import Task


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks that the actor may see."""
    return Task.objects.filter(access.within(actor, "task", "view", owner="owner_id"))


def changeable_tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks that the actor may close, move or give away."""
    return Task.objects.filter(access.within(actor, "task", "change", owner="owner_id"))


def check_can_assign(actor: Actor, owner_id: int) -> None:
    """Refuse with NotAllowed unless the actor may give work to this person."""
    scope = actor.scope("task", "add")
    if not scope or (scope == "own" and owner_id != actor.id) or (scope == "team" and owner_id not in actor.team):
        raise NotAllowed


def fetch_task(actor: Actor, task_id: int) -> Task:
    """The task, locked for a change. Raises NotFound, NotAllowed."""
    return access.fetch(visible_tasks(actor), changeable_tasks(actor), task_id, lock=True)
