"""Every address of the product. A room's pages and endpoints are listed in its own module."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from crosslift.web.health import healthz

ROOMS = (
    "account", "today", "deals", "leads", "customers", "catalogue", "whitespace", "offers", "processes",
    "settings", "imports", "find", "parts",
)  # fmt: skip


def _pages() -> list[URLPattern | URLResolver]:
    found = [f"crosslift.web.{room}" for room in ROOMS if find_spec(f"crosslift.web.{room}")]
    return [url for module in found for url in import_module(module).urls]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("api/v1/", include("crosslift.api.root")),
    *_pages(),
]
