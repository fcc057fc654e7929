"""Why customers do not want a product, and how long it then rests; what BANT asks."""

import calendar
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crosslift.core import clock
from crosslift.core.errors import BadInput

REASONS: dict[str, Any] = {
    "supplier": _("Has a supplier"),
    "no_need": _("No need"),
    "expensive": _("Too expensive"),
    "unsuitable": _("Does not fit"),
    "other": _("Other"),
}
RESTS = (3, 6, 12, 24)
USUAL_REST = 6
BANT: dict[str, Any] = {
    "budget": pgettext_lazy("BANT", "Budget"),
    "authority": pgettext_lazy("BANT", "Authority"),
    "need": pgettext_lazy("BANT", "Need"),
    "timing": pgettext_lazy("BANT", "Timing"),
}
ANSWERS: dict[str, Any] = {
    "interested": pgettext_lazy("answered", "Interested"),
    "nurture": pgettext_lazy("answered", "Nurture"),
    "refused": pgettext_lazy("answered", "Not needed"),
}
LONGEST_REST = 120


def rest_until(months: int | None) -> date:
    """The day on which a refused product may be offered again. Raises BadInput for nonsense."""
    months = USUAL_REST if months is None else months
    if not 1 <= months <= LONGEST_REST:
        raise BadInput(fields={"rest": _("A rest lasts from 1 to 120 months.")})
    today = clock.today()
    year, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + year, month + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def checked_reason(reason: str) -> str:
    """A reason of the list. Raises BadInput for any other word."""
    if reason not in REASONS:
        raise BadInput(fields={"reason": _("Choose one of the reasons.")})
    return reason


def checked_bant(bant: dict[str, Any] | None) -> dict[str, Any]:
    """{letter: {"ok": bool, "note": str}} of the four letters; a plain truth value is taken as its `ok`."""
    kept: dict[str, Any] = {}
    for name, said in (bant or {}).items():
        if name not in BANT:
            raise BadInput(fields={"bant": _("Budget, authority, need and timing can be known; nothing else.")})
        told = said if isinstance(said, dict) else {"ok": said}
        kept[name] = {"ok": bool(told.get("ok")), "note": str(told.get("note") or "")[:500]}
    return kept
