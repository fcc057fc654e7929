"""What happens to processes."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProcessesPublished(Event):
    """Files were read and new versions became current; `id` is the last version's, 0 where nothing changed."""

    subject: ClassVar[str] = "process"
    versions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _OfInstance(Event):
    subject: ClassVar[str] = "instance"
    process: str
    about: str


@dataclass(frozen=True, kw_only=True)
class InstanceStarted(_OfInstance):
    """A process began about a record."""


@dataclass(frozen=True, kw_only=True)
class InstanceMoved(_OfInstance):
    """A moment came or a failed step was tried again."""


@dataclass(frozen=True, kw_only=True)
class PlaceAnswered(_OfInstance):
    """A person answered a waiting place."""

    element: str
    item: str


@dataclass(frozen=True, kw_only=True)
class InstanceCancelled(_OfInstance):
    """It was stopped, with its tasks and waits."""
