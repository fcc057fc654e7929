"""Refusals around customers."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict


class StillUsed(Conflict):
    """What deals, orders, notes or contacts hang on stays."""

    code = "still_used"
    sentence = _("“%(name)s” has deals, orders, notes or people, so it stays. Move or close those first.")


class AlreadyKnown(Conflict):
    """An outer system's number names one record."""

    code = "already_known"
    sentence = _("“%(name)s” already carries this number of the other system. Change that record instead.")
