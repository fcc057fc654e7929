"""Refusals of funnels."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Refusal


class NoFunnel(Refusal):
    """Nothing says how sales go: the company has no default funnel."""

    code = "no_funnel"
    sentence = _("There is no default funnel yet. Run the set-up again, or ask an administrator.")
