"""Refusals around products."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict


class CodeTaken(Conflict):
    """A code names one product."""

    code = "code_taken"
    sentence = _("The code %(code)s already belongs to “%(name)s”. Use another, or change that product.")


class AlreadyLinked(Conflict):
    """One product proposes another once."""

    code = "already_linked"
    sentence = _("“%(target)s” is already proposed here. Change that row instead.")


class ProductInUse(Conflict):
    """What was sold or is being sold stays."""

    code = "product_in_use"
    sentence = _("“%(name)s” stands in deals, orders or leads, so it stays. Retire it instead.")


class BaseInUse(Conflict):
    """Rates are said in the base currency, so it stays while there are any."""

    code = "base_in_use"
    sentence = _("Rates are kept in %(currency)s already, so the base currency stays.")
