"""How processes are told in words: what starts them, states, lengths of time, one thing that happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from crosslift.core import clock
from crosslift.web.show import clock_time, day, moment

if TYPE_CHECKING:
    from crosslift.flows.queries import Happened, Waiting

STARTS = {"DealWon": pgettext_lazy("process", "Deal won"), "DealReopened": pgettext_lazy("process", "Deal reopened")}
STATES = {
    "waiting": {"name": pgettext_lazy("process", "Waiting"), "tone": "accent", "icon": "clock"},
    "failed": {"name": pgettext_lazy("process", "Failed"), "tone": "bad", "icon": "alert-circle"},
    "done": {"name": pgettext_lazy("process", "Done"), "tone": "good", "icon": "check"},
    "cancelled": {"name": pgettext_lazy("process", "Cancelled"), "tone": "line", "icon": "x"},
}
ANSWERS = {
    "interested": pgettext_lazy("process", "interested"),
    "nurture": pgettext_lazy("process", "nurture"),
    "refused": pgettext_lazy("process", "no"),
}
SIGNS = {
    "done": ("check", "good"),
    "failed": ("alert-circle", "bad"),
    "cancelled": ("x", ""),
    "answered": ("message-2", ""),
    "waiting": ("clock", "acc"),
}
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def process_name(name: str) -> str:
    """A process's name in the reader's language."""
    return pgettext("process", name) if name else ""


def started_by(event: str) -> str:
    """The name of the event that starts a process."""
    return str(STARTS.get(event, event))


def when(at: datetime) -> str:
    """The time for a moment of today, else the day with it."""
    return clock_time(at) if timezone.localdate(at) == clock.today() else moment(at)


def lasting(since: datetime) -> str:
    """How long ago a moment was, in its largest unit: 22 min, 3 h, 2 days."""
    seconds = max(0, int((clock.now() - since).total_seconds()))
    if seconds < HOUR:
        return _("%(n)s min") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return _("%(n)s h") % {"n": seconds // HOUR}
    days = seconds // DAY
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def found(facts: Mapping[str, Any]) -> str:
    """“3 found”, where a step says how many it found."""
    number = facts.get("found")
    if not isinstance(number, int) or isinstance(number, bool):
        return ""
    return ngettext("%(n)s found", "%(n)s found", number) % {"n": number}


def what_follows(wait: "Waiting") -> str:
    """What may come after a wait, and until when it may last."""
    names = ", ".join(wait.next)
    if wait.due_at is None:
        return names
    until = _("until %(moment)s") % {"moment": f"{day(wait.due_at)}, {clock_time(wait.due_at)}"}
    return f"{names} · {until}" if names else until


def entry(seen: "Happened") -> dict[str, str]:
    """One thing that happened, for the timeline: a strong beginning, the rest of the sentence, what was said."""
    icon, tone = SIGNS.get(seen.state, ("circle", ""))
    about = found(seen.facts) or seen.label
    strong, rest = seen.name, f": {about}" if about else ""
    if seen.state == "answered":
        answer = seen.facts.get("answer", "")
        strong = seen.actor
        rest = " " + pgettext("happened", "answered %(item)s: %(answer)s") % {
            "item": seen.label or seen.name,
            "answer": ANSWERS.get(answer, answer),
        }
    elif seen.state == "failed":
        words = pgettext("happened", "failed: %(item)s") if seen.label else pgettext("happened", "failed")
        rest = " " + words % {"item": seen.label}
    elif seen.state == "cancelled":
        strong = seen.actor
        rest = " " + pgettext("happened", "cancelled it")
    return _row(icon, tone, seen.at, strong, rest, seen.said)


def asked(waits: "list[Waiting]") -> dict[str, str]:
    """The entry of questions put at one place: to whom and until when."""
    first = waits[0]
    rest = f": {first.assignee}" if first.assignee else ": " + pgettext("process", "nobody")
    if first.due_at is not None:
        rest += ", " + _("until %(moment)s") % {"moment": f"{day(first.due_at)}, {clock_time(first.due_at)}"}
    return _row("clock", "acc", first.since, first.name, rest, "")


def began(event: str, at: datetime) -> dict[str, str]:
    """The entry of what began it."""
    return _row("circle-check", "", at, started_by(event), "", "")


def _row(icon: str, tone: str, at: datetime, strong: str, rest: str, body: str) -> dict[str, str]:
    iso = at.isoformat()
    return {"icon": icon, "tone": tone, "time": when(at), "iso": iso, "strong": strong, "rest": rest, "body": body}
