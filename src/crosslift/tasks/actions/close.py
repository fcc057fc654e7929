"""Closing a task with its result, cancelling it, and undoing either."""

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import Event
from crosslift.tasks import access
from crosslift.tasks.actions.assign import about
from crosslift.tasks.errors import AnswerAtItsPlace, ResultNeeded, TaskClosed, TaskOpen
from crosslift.tasks.events import TaskCancelled, TaskCompleted, TaskReopened
from crosslift.tasks.models import Task


@action
def complete_task(*, actor: Actor, task_id: int, positive: bool | None, result: str = "") -> Task:
    """Close the task with its result; a negative one needs words.

    Raises NotFound, NotAllowed, TaskClosed, ResultNeeded, and AnswerAtItsPlace for a task that a process made:
    that one closes when its place is answered.
    """
    task = access.fetch_task(actor, task_id)
    _check_open(task)
    _check_by_hand(task)
    if positive is None or (not positive and not result.strip()):
        raise ResultNeeded(fields={"positive" if positive is None else "result": ResultNeeded.sentence})
    task.positive, task.result = positive, result.strip()
    _close(task, Task.DONE)
    event = TaskCompleted(id=task.pk, owner_id=task.owner_id, about=about(task), positive=positive)
    _record(actor, "complete_task", task, event, {"state": [Task.OPEN, Task.DONE], "result": ["", task.result]})
    return task


@action
def cancel_task(*, actor: Actor, task_id: int, reason: str = "") -> Task:
    """Take the task off the list undone. Raises NotFound, NotAllowed, TaskClosed, AnswerAtItsPlace."""
    task = access.fetch_task(actor, task_id)
    _check_open(task)
    _check_by_hand(task)
    task.result = reason.strip()
    _close(task, Task.CANCELLED)
    event = TaskCancelled(id=task.pk, owner_id=task.owner_id, about=about(task))
    _record(actor, "cancel_task", task, event, {"state": [Task.OPEN, Task.CANCELLED], "result": ["", task.result]})
    return task


@action
def reopen_task(*, actor: Actor, task_id: int) -> Task:
    """Undo closing. Raises NotFound, NotAllowed, TaskOpen, AnswerAtItsPlace."""
    task = access.fetch_task(actor, task_id)
    _check_by_hand(task)
    if task.state == Task.OPEN:
        raise TaskOpen
    before = task.state
    task.state, task.positive, task.closed_at = Task.OPEN, None, None
    task.save(update_fields=["state", "positive", "closed_at"])
    event = TaskReopened(id=task.pk, owner_id=task.owner_id, about=about(task))
    _record(actor, "reopen_task", task, event, {"state": [before, Task.OPEN]})
    return task


def _check_open(task: Task) -> None:
    if task.state != Task.OPEN:
        raise TaskClosed


def _check_by_hand(task: Task) -> None:
    if task.place:
        raise AnswerAtItsPlace(about=task.subject_label or task.words)


def _close(task: Task, state: str) -> None:
    task.state, task.closed_at = state, clock.now()
    task.save(update_fields=["state", "closed_at", "positive", "result"])


def _record(actor: Actor, name: str, task: Task, event: Event, changes: dict[str, list[object]]) -> None:
    record(actor=actor, action=f"tasks.{name}", event=event, label=task.title, changes=changes)
