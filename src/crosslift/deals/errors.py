"""Refusals around deals."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict, Refusal


class AlreadyClosed(Conflict):
    """The deal is no longer in work."""

    code = "already_closed"
    sentence = _("This deal is already closed. Reopen it first if that was a mistake.")


class NotClosed(Conflict):
    """Only a closed deal can be reopened."""

    code = "not_closed"
    sentence = _("This deal is in work already; there is nothing to reopen.")


class AlreadyInStage(Conflict):
    """The deal stands where it should be moved to."""

    code = "already_in_stage"
    sentence = _("The deal is in this stage already.")


class NoCustomer(Refusal):
    """A sale needs somebody who buys."""

    code = "no_customer"
    sentence = _("This deal has no customer. Choose an account or a contact first.")


class NoLines(Refusal):
    """A won deal becomes an order, and an order needs products."""

    code = "no_lines"
    sentence = _("This deal has no products, so no order could follow. Add what was sold first.")


class ReasonNeeded(Refusal):
    """A lost deal teaches only with its reason."""

    code = "reason_needed"
    sentence = _("Say why it was lost: choose a reason.")

    def __init__(self) -> None:
        super().__init__(fields={"reason": _("Choose a reason.")})


class NotThisStage(Refusal):
    """The stage belongs to another funnel, or closes the deal."""

    code = "not_this_stage"
    sentence = _("A deal moves to a stage in work of its own funnel. To close it, win it or lose it.")


class NoRate(Refusal):
    """Unlike currencies are not added without a stored rate."""

    code = "no_rate"
    sentence = _(
        "The price of %(product)s is in %(one)s and the deal in %(other)s, and there is no stored rate for %(day)s. "
        "Enter the price in %(other)s, or store a rate."
    )


class PriceUnknown(Refusal):
    """The catalogue does not know the price."""

    code = "price_unknown"
    sentence = _("%(product)s has no price in the catalogue. Enter the price here, or in the catalogue.")


class OtherFollowUp(Conflict):
    """One won deal has one open follow-up."""

    code = "other_follow_up"
    sentence = _("Another follow-up of the same won deal is open: %(title)s. Work on that one.")


class HasHistory(Conflict):
    """What happened with a deal must stay readable."""

    code = "has_history"
    sentence = _("This deal has a history. Lose it with a reason instead; it stays readable.")
