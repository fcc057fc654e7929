"""What happens in inboxes."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Told(Event):
    """A person was told something; `id` is the alert's."""

    subject: ClassVar[str] = "alert"
    user_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class AlertsRead(Event):
    """A person read alerts; `id` is the person's."""

    subject: ClassVar[str] = "user"
    count: int
