"""How deals are put into words and numbers on pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosslift.core import clock
from crosslift.core.money import Money
from crosslift.deals.queries import Silence
from crosslift.web.show import clock_time, day, money


def said(sums: list[Money]) -> str:
    """Sums of different currencies side by side: they are never added."""
    return " + ".join(money(one.amount, one.currency) for one in sums) or "–"


def days(number: int) -> str:
    """A stay in days, short: `3 d`."""
    return ngettext("%(n)s d", "%(n)s d", number) % {"n": number}


def silent(silence: Silence) -> str:
    """`3 d silent`, or today."""
    if silence.days == 0:
        return _("today")
    return ngettext("%(n)s d silent", "%(n)s d silent", silence.days) % {"n": silence.days}


def silence_title(silence: Silence) -> str:
    """What the bar of silence means."""
    return ngettext(
        "Silent for %(days)s of %(allowed)s day allowed",
        "Silent for %(days)s of %(allowed)s days allowed",
        silence.allowed,
    ) % {"days": silence.days, "allowed": silence.allowed}


def due(task: Any) -> str:
    """When a step is due: the hour today, else the day."""
    if task is None or task.due_at is None:
        return ""
    if timezone.localdate(task.due_at) == clock.today():
        return clock_time(task.due_at)
    return day(task.due_at)


def short_late(task: Any) -> str:
    """`2 d late`, or nothing."""
    if task is None or task.due_at is None or task.due_at >= clock.now():
        return ""
    number = (clock.now() - task.due_at).days
    if number == 0:
        return _("late")
    return ngettext("%(n)s d late", "%(n)s d late", number) % {"n": number}
