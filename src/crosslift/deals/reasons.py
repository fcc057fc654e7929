"""Why deals are won and lost, as people pick it; other words go into the note."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WON: dict[str, Any] = {
    "product": _("The product fits"),
    "price": _("Price"),
    "delivery": _("Delivery"),
    "relation": _("They know us"),
    "other": _("Other"),
}
LOST: dict[str, Any] = {
    "price": _("Price"),
    "competitor": _("Bought elsewhere"),
    "no_need": _("No need"),
    "no_budget": _("No budget"),
    "no_answer": _("No answer"),
    "timing": _("Not now"),
    "other": _("Other"),
}
BANT = ("budget", "authority", "need", "timing")
