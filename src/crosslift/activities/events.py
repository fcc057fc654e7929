"""What happens to the timeline."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityLogged(Event):
    """Somebody noted, called, met or wrote; `about` names the record across rooms, for example "deal:42"."""

    subject: ClassVar[str] = "activity"
    kind: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """Words, moment or length of an activity were put right."""

    subject: ClassVar[str] = "activity"


@dataclass(frozen=True, kw_only=True)
class ActivityDeleted(Event):
    """An activity was taken back."""

    subject: ClassVar[str] = "activity"
