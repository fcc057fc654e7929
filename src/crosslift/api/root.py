"""The API of `/api/v1`: one router a room, the same refusals everywhere."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from crosslift.api.person import by_token
from crosslift.core.errors import Refusal

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
        request, {"code": "bad_input", "detail": "Some fields can't be taken.", "fields": fields}, status=422
    )


for room in ROOMS:
    if find_spec(f"crosslift.api.{room}"):
        api.add_router(f"/{room}", import_module(f"crosslift.api.{room}").router)

urlpatterns = api.urls[0]
app_name = api.urls[1]
