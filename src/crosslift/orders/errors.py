"""Refusals around orders."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict, Refusal


class NotWon(Conflict):
    """Only what was sold can be ordered."""

    code = "not_won"
    sentence = _("This deal is not won, so there is nothing to order yet.")


class AlreadyOrdered(Conflict):
    """A deal has one order that counts."""

    code = "already_ordered"
    sentence = _("This deal has its order already.")


class AlreadyCancelled(Conflict):
    """The order counts no longer."""

    code = "already_cancelled"
    sentence = _("This order is cancelled already.")


class AlreadyDone(Conflict):
    """What was delivered can't be changed here."""

    code = "already_done"
    sentence = _("This order is delivered. A return is entered as an order of its own.")


class NoOrderCustomer(Refusal):
    """Somebody must be the buyer."""

    code = "no_customer"
    sentence = _("This order has no customer. Choose an account or a contact first.")


class NoOrderLines(Refusal):
    """An order is of something."""

    code = "no_lines"
    sentence = _("This order has no products. Add what was ordered first.")
