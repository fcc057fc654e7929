"""Which events processes hear, remembered a few seconds: most events are heard by nobody and need no job."""

import time

from crosslift.flows.models import ProcessVersion

REMEMBERED = 5.0
_known: tuple[float, frozenset[str]] = (0.0, frozenset())


def heard_names() -> frozenset[str]:
    """The names on which a current process starts, or any version still running is cancelled."""
    names: set[str] = set()
    for starts, cancels, current in ProcessVersion.objects.values_list("starts_on", "cancels_on", "current"):
        names |= {cancels, starts if current else ""}
    return frozenset(names - {""})


def hears(name: str) -> bool:
    """Whether a process may hear the event. An answer may be seconds old: the sweep delivers what it missed."""
    global _known
    until, names = _known
    if time.monotonic() >= until:
        names = heard_names()
        _known = (time.monotonic() + REMEMBERED, names)
    return name in names


def forget() -> None:
    """Ask the database the next time, because a version was published here."""
    global _known
    _known = (0.0, frozenset())
