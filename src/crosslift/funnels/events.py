"""Facts about funnels."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FunnelInstalled(Event):
    """A company's funnel and its stages exist."""

    subject: ClassVar[str] = "funnel"
    stages: int
