"""Sessions: signing in and out of the browser, and guarding pages."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from crosslift.core.actor import Actor, Operation
from crosslift.core.errors import NotAllowed
from crosslift.staff import queries

if TYPE_CHECKING:
    from crosslift.staff.models import User

PASSWORD_KEY = "password_seen"  # noqa: S105 - the name of a session value
View = Callable[..., HttpResponse]
PAGES: dict[str, tuple[str, Operation] | None] = {}


def signed_in(request: HttpRequest) -> "User | None":
    """The active user of the session; a changed password ends every older session."""
    pk = request.session.get(SESSION_KEY)
    if not pk:
        return None
    user = queries.session_user(int(pk))
    if user is None or request.session.get(PASSWORD_KEY) != user.password[-12:]:
        request.session.flush()
        return None
    return user


def start_session(request: HttpRequest, user: "User") -> None:
    """A new session id for the signed-in person."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[PASSWORD_KEY] = user.password[-12:]


def page(thing: str | None = None, operation: Operation = "view") -> Callable[[View], View]:
    """A page for signed-in people who hold the right; the house test reads the rule from PAGES."""

    def declare(view: View) -> View:
        PAGES[f"{view.__module__}.{view.__name__}"] = (thing, operation) if thing else None

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return _to_sign_in(request)
            if thing and not actor.may(thing, operation):
                raise NotAllowed
            return view(request, *args, **kwargs)

        return run

    return declare


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"/sign-in?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, on a guarded page."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
