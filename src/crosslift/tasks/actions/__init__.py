"""Writes on tasks: giving, closing, moving, and what a process does with the task of its waiting place."""

from crosslift.tasks.actions.assign import assign_task, move_task, reassign_task
from crosslift.tasks.actions.close import cancel_task, complete_task, reopen_task
from crosslift.tasks.actions.place import cancel_places, remind_places, settle_places
from crosslift.tasks.actions.remind import remind_owners

__all__ = [
    "assign_task",
    "cancel_places",
    "cancel_task",
    "complete_task",
    "move_task",
    "reassign_task",
    "remind_owners",
    "remind_places",
    "reopen_task",
    "settle_places",
]
