"""The stages of a lead, the ways between them, and how people call them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAGES: dict[str, Any] = {
    "new": pgettext_lazy("lead", "New"),
    "qualification": _("Qualification"),
    "distribution": _("Distribution"),
    "handoff": _("Handoff to sales"),
    "awaiting_sale": _("Awaiting sale"),
    "satisfied": _("Satisfied"),
    "not_interested": _("Not interested"),
    "disqualified": _("Disqualified"),
}
PATH = ("new", "qualification", "distribution", "handoff", "awaiting_sale", "satisfied")
MATURITY: dict[str, Any] = {
    "cold": _("Cold"),
    "warm": _("Warm"),
    "hot": _("Hot"),
    "ready": _("Ready to buy"),
}
# From distribution a lead may go back to be nurtured; the last ends are reached by closing.
WAYS: dict[str, tuple[str, ...]] = {
    "new": ("qualification",),
    "qualification": ("distribution", "new"),
    "distribution": ("handoff", "qualification"),
    "handoff": ("awaiting_sale", "distribution"),
    "awaiting_sale": ("handoff",),
}
