"""The API of `/api/v1`: one router a room, the same refusals everywhere."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from crosslift.api.person import by_token
from crosslift.api.strict import forbid_unknown
from crosslift.core.errors import NotFound, Refusal

ROOMS = (
    "deals",
    "leads",
    "customers",
    "contacts",
    "products",
    "orders",
    "tasks",
    "offers",
    "processes",
    "imports",
    "staff",
)

api = NinjaAPI(title="Crosslift", version="1", auth=by_token, docs_url="docs", urls_namespace="api")


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A refusal as JSON; what was begun is undone."""
    transaction.set_rollback(True)
    body = {"code": error.code, "detail": str(error), "fields": {k: str(v) for k, v in error.fields.items()}}
    return api.create_response(request, body, status=error.status)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with each field and why."""
    transaction.set_rollback(True)
    fields: dict[str, Any] = {".".join(str(p) for p in e["loc"][1:]): e["msg"] for e in error.errors}
    return api.create_response(
        request, {"code": "bad_input", "detail": _("Some fields can't be taken."), "fields": fields}, status=422
    )


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401 for whoever brings no living token."""
    return _refusal(request, 401, "no_token", _("Send “Authorization: Bearer TOKEN” with a token that still counts."))


@api.exception_handler(HttpError)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """422 for a body that can't be read at all."""
    transaction.set_rollback(True)
    return _refusal(request, 422, "bad_input", _("The body can't be read."))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """404 with the same sentence as for a record that may not be seen."""
    return nowhere(request)


def nowhere(request: HttpRequest) -> HttpResponse:
    """404 for an address that no operation has."""
    return _refusal(request, NotFound.status, NotFound.code, str(NotFound()))


def _refusal(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    return api.create_response(request, {"code": code, "detail": detail, "fields": {}}, status=status)


@api.exception_handler(DataError)
def not_storable(request: HttpRequest, error: DataError) -> HttpResponse:
    """422 for a value that passed every check and that the database can't keep, such as a text with a NUL."""
    transaction.set_rollback(True)
    return _refusal(request, 422, "bad_input", _("A value holds what can't be kept."))


for room in ROOMS:
    if find_spec(f"crosslift.api.{room}"):
        router = import_module(f"crosslift.api.{room}").router
        for part in router.build_routers(""):
            forbid_unknown(part.template)
        api.add_router(f"/{room}", router)

urlpatterns, _library, app_name = api.urls
urlpatterns.append(re_path("", csrf_exempt(nowhere)))
