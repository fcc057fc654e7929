"""Every page and every operation, asked as every role, about own, the team's and another team's records.

`tests/matrix.toml` says which right opens a route; a route without a row fails. What the right reaches is worked out
here from the preset table of rights, by hand, not by the product's own conditions.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern
from pytest_django.plugin import DjangoDbBlocker

from crosslift.api.root import api
from crosslift.core.models import Audit
from crosslift.site.urls import _pages
from crosslift.staff.presets import preset_rights
from tests.web.world import World, build_world

TABLE: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "matrix.toml").read_text(encoding="utf-8")
)
ROLES = ("administrator", "head", "seller", "client_manager", "product_manager", "marketer", "analyst")
REACH = {"": (), "own": ("own",), "team": ("own", "team"), "all": ("own", "team", "other")}
REFUSED = (403, 404)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for the module; each test works on a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def page_routes() -> set[str]:
    """The patterns of all pages."""
    return {str(url.pattern) for url in _pages() if isinstance(url, URLPattern)}


def operation_routes() -> set[str]:
    """`METHOD /path` of all operations, as the OpenAPI document has them."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method in operations
    }


def test_every_page_has_a_row(db: None) -> None:
    assert page_routes() - set(TABLE["pages"]) == set(), "say in tests/matrix.toml which right opens it"
    assert set(TABLE["pages"]) - page_routes() == set(), "these rows are of no page"


def test_every_operation_has_a_row(db: None) -> None:
    assert operation_routes() - set(TABLE["api"]) == set(), "say in tests/matrix.toml which right opens it"
    assert set(TABLE["api"]) - operation_routes() == set(), "these rows are of no operation"


def scope(role: str, rule: str) -> str:
    """The preset scope of a role for "thing.operation"; whoever is signed in has "any"."""
    thing, _dot, operation = rule.partition(".")
    return preset_rights(role).get((thing, operation), "")


def seen_as(role: str, kind: str, whose: str) -> bool:
    """Whether the role sees the record: the seller is its owner, the head leads the owner's team."""
    if kind == "missing":
        return False
    thing = {"line": "deal", "link": "product"}.get(kind, kind)
    reach = preset_rights(role).get((thing, "view"), "")
    if role in ("seller", "head") or reach in ("", "all"):
        return whose in REACH[reach]
    return False  # the others own nothing here


def filled(route: str, kind: str, number: int, world: World, whose: str) -> str:
    """The route with its places filled: the record's id first, then a line's or link's."""
    places = iter([number, *(world.records[(k, whose)] for k in ("line", "link") if k != kind)])

    def fill(match: re.Match[str]) -> str:
        if "line" in match[0]:
            return str(world.records[("line", whose)])
        if "link" in match[0]:
            return str(world.records[("link", whose)])
        if "product" in match[0] and kind != "product":
            return str(world.records[("product", whose)])
        return str(next(places))

    return re.sub(r"<[^>]+>|{[^}]+}", fill, route)


def cases(table: str) -> list[Any]:
    """Route, rule and kind of record, of those that take part in the matrix."""
    rows = []
    for route, words in TABLE[table].items():
        rule, _space, kind = words.partition(" ")
        if "." in rule:
            rows.append(pytest.param(route, rule, kind, id=f"{route or '/'}"))
    return rows


@pytest.mark.parametrize(("route", "rule", "kind"), cases("pages"))
def test_pages(world: World, db: None, route: str, rule: str, kind: str) -> None:
    for role in ROLES:
        browser = world.browser(role)
        for whose in asked_about(role, kind):
            url = "/" + (filled(route, kind, world.record(kind, whose), world, whose) if kind else route)
            status = asked(browser, "GET", url)
            deed = status == 405
            if deed:  # the right must hold where it is done
                status = asked(browser, "POST", url)
            where = f"{role} {whose} GET {url}: {status}"
            if not scope(role, rule):
                assert status in REFUSED, where
            elif kind and not seen_as(role, kind, whose):
                assert status in (*REFUSED, 422), where
            else:
                assert status < 500, where
                owner = role in ("seller", "head") or scope(role, rule) == "all"  # the others own nothing here
                reached = not kind or (owner and whose in REACH[scope(role, rule)])
                # An empty deed may be refused for more than the right: there is nothing to undo, to convert…
                assert status not in REFUSED or not reached or deed, where


@pytest.mark.parametrize(("route", "rule", "kind"), cases("api"))
def test_operations(world: World, db: None, route: str, rule: str, kind: str) -> None:
    method, _space, path = route.partition(" ")
    for role in ROLES:
        program = world.program(role)
        for whose in asked_about(role, kind):
            inner = filled(path, kind, world.record(kind, whose), world, whose) if kind else path
            before = Audit.objects.count()
            status = asked(program, method, f"/api/v1{inner}")
            where = f"{role} {whose} {method} {inner}: {status}"
            if not scope(role, rule) or (kind and not seen_as(role, kind, whose)):
                assert status in (*REFUSED, 422), where
                assert Audit.objects.count() == before, f"{where} changed something"
            else:
                assert status < 500, where


def asked_about(role: str, kind: str) -> tuple[str, ...]:
    """Whose records a role is asked about: of roles that own nothing here, another team's says it all."""
    if not kind:
        return ("",)
    return ("own", "team", "other") if role in ("seller", "head") else ("other",)


def asked(client: Client, method: str, url: str) -> int:
    """The status of a request without a body; what it changed is undone."""
    with transaction.atomic():
        response = client.generic(method, url, data=b"{}", content_type="application/json")
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.parametrize("route", sorted(page_routes()))
def test_strangers_are_sent_to_sign_in(db: None, route: str) -> None:
    if TABLE["pages"].get(route) == "public":
        return
    url = "/" + re.sub(r"<[^>]+>", "1", route)
    response = Client().get(url)
    assert (response.status_code, response.headers.get("Location", "")[:8]) in ((302, "/sign-in"), (405, "")), url


@pytest.mark.parametrize("route", sorted(operation_routes()))
def test_programs_need_a_token(db: None, route: str) -> None:
    method, _space, path = route.partition(" ")
    url = "/api/v1" + re.sub(r"{[^}]+}", "1", path)
    assert Client().generic(method, url).status_code == 401
    assert Client(headers={"Authorization": "Bearer cl_wrong"}).generic(method, url).status_code == 401
