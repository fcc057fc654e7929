"""What offers refuse, each with a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import BadInput, Conflict


class AlreadyAnswered(Conflict):
    """The product of this deal has been answered before; there is one answer."""

    code = "already_answered"
    sentence = _("%(product)s has been answered already: %(answer)s. Reload the page to see what was opened.")


class NotAskedNow(Conflict):
    """The suggestion was withdrawn, because its deal is no longer won, or nobody waits for the answer."""

    code = "not_asked_now"
    sentence = _("%(product)s is not asked about now: the deal is no longer won. Win it again to be asked.")


class AlreadyLearning(Conflict):
    """These rules are being learned at this moment."""

    code = "already_learning"
    sentence = _("These rules are being learned already, since %(since)s. The page shows them when they are ready.")


class NothingToCheck(Conflict):
    """There is no finished version yet that noise could be compared with."""

    code = "nothing_to_check"
    sentence = _("No rules are learned yet. Learn them first, then shuffle.")


class AlreadyOffered(Conflict):
    """The customer owns the product or has it in work, so there is no whitespace there."""

    code = "already_offered"
    sentence = _("%(product)s is no longer open for this customer: it is owned or in work.")


class ReasonNeeded(BadInput):
    """A refusal without a reason teaches nothing."""

    code = "reason_needed"
    sentence = _("Say why not, then save.")
