"""Who a program is: `Authorization: Bearer TOKEN`."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from crosslift.core.actor import Actor
from crosslift.staff.access import actor_for
from crosslift.staff.signin import user_of_token


class _ByToken(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind a living token."""
        user = user_of_token(token)
        return actor_for(user, "api") if user else None


by_token = _ByToken()


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, on an authenticated operation."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
