"""What stands round every page: headers, who is asking, and refusals turned into pages."""

import logging
import zoneinfo
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from crosslift.core.errors import BadInput, Refusal
from crosslift.staff.access import actor_for
from crosslift.web.person import signed_in

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
log = logging.getLogger("crosslift.web")


def headers(answer: Answer) -> Answer:
    """Strict content policy on everything; personal pages are not kept by caches."""

    def run(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return run


def person(answer: Answer) -> Answer:
    """Who asks (`request.actor`, None for a stranger), in their language and time zone."""

    def run(request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        request.user = user  # type: ignore[assignment]
        request.actor = actor_for(user, "web") if user else None  # type: ignore[attr-defined]
        language = user.language if user else _stranger_language(request)
        zone = zoneinfo.ZoneInfo(user.time_zone if user else "UTC")
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = answer(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return run


def _stranger_language(request: HttpRequest) -> str:
    asked = request.COOKIES.get("language") or translation.get_language_from_request(request)
    return asked if asked in ("en", "ru") else "en"


class refusals:
    """A refusal becomes a page (or a fragment for htmx) with its sentence; the transaction is already undone."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal, also of a value that the database can't keep (a NUL); the rest goes on to a 500."""
        if isinstance(error, DataError):
            error = BadInput()
        if not isinstance(error, Refusal):
            return None
        if not request.headers.get("HX-Request"):
            return render(request, "refused.html", {"refusal": error}, status=error.status)
        part = render(request, "refused_part.html", {"refusal": error}, status=error.status)
        # The page's script puts 4xx into the dialog; a 422 would go where the form's own errors go.
        part.headers["HX-Retarget"], part.headers["HX-Reswap"] = "#dialog", "innerHTML"
        return part
