"""What happens to tasks."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfTask(Event):
    subject: ClassVar[str] = "task"
    owner_id: int
    about: str


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(_OfTask):
    """Somebody got something to do."""


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(_OfTask):
    """It was done, with a result."""

    positive: bool


@dataclass(frozen=True, kw_only=True)
class TaskMoved(_OfTask):
    """Its due moment changed."""


@dataclass(frozen=True, kw_only=True)
class TaskReassigned(_OfTask):
    """Somebody else is to do it."""


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(_OfTask):
    """It is not to be done any more."""


@dataclass(frozen=True, kw_only=True)
class TaskReopened(_OfTask):
    """It is to be done after all."""


@dataclass(frozen=True, kw_only=True)
class OwnersReminded(Event):
    """People were told of their late tasks; `id` is the first task's."""

    subject: ClassVar[str] = "task"
    count: int


@dataclass(frozen=True, kw_only=True)
class PlacesClosed(Event):
    """A process closed or cancelled the tasks of its places; `id` is the first task's."""

    subject: ClassVar[str] = "task"
    places: tuple[str, ...]
    count: int
