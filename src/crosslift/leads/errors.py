"""Refusals around leads."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict, Refusal


class LeadClosedAlready(Conflict):
    """The lead is no longer in work."""

    code = "already_closed"
    sentence = _("This lead is already closed. Reopen it first if that was a mistake.")


class LeadOpenAlready(Conflict):
    """Only a closed lead can be reopened."""

    code = "not_closed"
    sentence = _("This lead is in work already; there is nothing to reopen.")


class NoSuchWay(Refusal):
    """From this stage no way leads to that one."""

    code = "no_such_way"
    sentence = _("A lead can't go from here to there. Take the next stage, or close it with a reason.")


class LeadReasonNeeded(Refusal):
    """A lead given up teaches only with its reason."""

    code = "reason_needed"
    sentence = _("Say why nothing comes of it.")

    def __init__(self) -> None:
        super().__init__(fields={"reason": _("Give a reason.")})


class AlreadyConverted(Conflict):
    """The need is a sale already."""

    code = "already_converted"
    sentence = _("This lead became a deal already: %(title)s. Work on that one.")


class NoLeadCustomer(Refusal):
    """A sale needs somebody who buys."""

    code = "no_customer"
    sentence = _("This lead has no customer. Choose an account or a contact first, then open the deal.")


class OtherNurture(Conflict):
    """One won deal has one open lead to nurture."""

    code = "other_nurture"
    sentence = _("Another lead of the same won deal is open: %(need)s. Work on that one.")
