"""Refusals around people and sign-in."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import Conflict, Refusal


class EmailTaken(Conflict):
    """Two people can't sign in with one address."""

    code = "email_taken"
    sentence = _("Somebody already signs in with this e-mail. Open that person instead.")


class LastAdministrator(Conflict):
    """A company must keep somebody who can change rights."""

    code = "last_administrator"
    sentence = _("This is the last administrator. Make somebody else administrator first.")


class WrongSignIn(Refusal):
    """E-mail and password do not fit together; which of them is wrong is not said."""

    code = "wrong_sign_in"
    sentence = _("E-mail and password do not fit together.")


class TooManyTries(Refusal):
    """Guessing is slowed down, by account and by address."""

    status = 429
    code = "too_many_tries"
    sentence = _("Too many wrong tries. Wait %(seconds)s s and try again; nobody is locked out.")
