"""Signing in: by e-mail and password with slowed guessing, or by a token."""

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.staff.actions import digest
from crosslift.staff.errors import TooManyTries, WrongSignIn
from crosslift.staff.events import SignedIn
from crosslift.staff.models import ApiToken, SignInTry, User

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 20
# Checked for unknown people too, so that the time tells nothing.
_NOBODY = make_password("nobody has this password")


def check(email: str, password: str, address: str) -> User:
    """The user whose password this is. Raises WrongSignIn, or TooManyTries with the seconds to wait."""
    account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    _slow_down(account, address)
    user = User.objects.filter(email=email.strip().lower()).first()
    fits = check_password(password, user.password if user else _NOBODY)
    if user is None or not fits or not user.is_active:
        SignInTry.objects.create(account=account, address=address, at=clock.now())
        raise WrongSignIn
    return user


def _slow_down(account: str, address: str) -> None:
    since = clock.now() - WINDOW
    tries = SignInTry.objects.filter(at__gt=since)
    for rows, limit in (
        (tries.filter(account=account), PER_ACCOUNT),
        (tries.filter(address=address), PER_ADDRESS),
    ):
        if (wrong := rows.count()) >= limit:
            last = rows.latest("at").at
            wait = min(2 ** (wrong - limit) * 5, 300) - (clock.now() - last).total_seconds()
            if wait > 0:
                raise TooManyTries(seconds=int(wait) + 1)


@action
def note_sign_in(*, actor: Actor, user: User) -> None:
    """Write down that the person signed in."""
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    record(actor=actor, action="staff.note_sign_in", event=SignedIn(id=user.pk), label=user.name)


def user_of_token(secret: str) -> User | None:
    """The user whose living token this is."""
    at = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest(secret), ended_at=None, ends_at__gt=at, user__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.used_at is None or at - token.used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
    return token.user
