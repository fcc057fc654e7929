"""Events: facts in the past tense, written in the same transaction as their cause."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact about one record. A subclass is named in the past tense and adds what others need to know.

    `id` is the record's; `key` names it across rooms, for example "deal:42".
    """

    subject: ClassVar[str] = ""
    id: int

    @property
    def name(self) -> str:
        """The name that processes start on, for example "DealWon"."""
        return type(self).__name__

    @property
    def key(self) -> str:
        """The record's name across rooms."""
        return f"{self.subject}:{self.id}"

    def payload(self) -> dict[str, Any]:
        """The facts as plain data."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class BatchWritten(Event):
    """Many records of one kind were written by one action; `id` is the audit row's batch number."""

    subject: ClassVar[str] = "batch"
    kind: str
    count: int


_ears: list[Callable[[str], bool]] = []


def listen(hears: Callable[[str], bool]) -> None:
    """Let a room say at start-up which events it hears, so that no job is queued for those that nobody does."""
    if hears not in _ears:
        _ears.append(hears)


def is_heard(name: str) -> bool:
    """Whether some room may hear the event; what was missed for being new is delivered by the next sweep."""
    return not _ears or any(hears(name) for hears in _ears)
