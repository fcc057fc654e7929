"""Accounts, contacts and products over the API: rights, filters, paging, versions, fields at fault."""

import json
from typing import Any

import pytest
from django.test import Client

from crosslift.catalog.models import Product, ProductLink
from crosslift.customers.models import Account, Contact
from tests.web.world import World, build_world

V1 = "/api/v1"


@pytest.fixture
def world(db: None) -> World:
    """Own, team's and other's records."""
    return build_world()


@pytest.fixture
def seller(world: World) -> Client:
    """Versie's program."""
    return world.program("seller")


@pytest.fixture
def pavel(world: World) -> Client:
    """The product manager's program."""
    return world.program("product_manager")


def send(client: Client, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    response = client.generic(method, V1 + path, *([] if body is None else [json.dumps(body)]),
                              content_type="application/json")  # fmt: skip
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_accounts_whole_round(world: World, seller: Client) -> None:
    made = send(seller, "POST", "/customers", {"name": "Ёлка", "country": "Россия", "sector": "retail"}, 201)
    assert made["owner"] == {"id": world.company.versie.pk, "name": "Versie Hillebrand"}
    path = f"/customers/{made['id']}"
    changed = send(seller, "PATCH", path, {"city": "Омск", "version": 1})
    assert (changed["city"], changed["version"], changed["sector"]) == ("Омск", 2, "retail")
    assert send(seller, "PATCH", path, {"city": "Томск", "version": 1}, 409)["code"] == "conflict"
    refused = send(seller, "PATCH", path, {"tax_number": "123", "email": "no"}, 422)
    assert set(refused["fields"]) == {"tax_number", "email"}
    assert send(seller, "GET", path)["city"] == "Омск"
    send(seller, "DELETE", path, status=403)
    send(world.program("administrator"), "DELETE", path, status=204)
    send(seller, "GET", path, status=404)


def test_account_filters_paging_and_reach(world: World, seller: Client) -> None:
    admin = world.program("administrator")
    send(admin, "POST", "/customers", {"name": "Ёлка", "sector": "retail", "country": "Россия"}, 201)
    assert send(seller, "GET", "/customers")["total"] == 1
    everything = send(admin, "GET", "/customers?size=3")
    assert (everything["total"], everything["pages"], len(everything["rows"])) == (4, 2, 3)
    assert [row["name"] for row in send(admin, "GET", "/customers?q=елка")["rows"]] == ["Ёлка"]
    assert send(admin, "GET", "/customers?sector=retail&country=Россия&kind=potential")["total"] == 1
    assert send(admin, "GET", f"/customers?owner={world.company.anna.pk}")["total"] == 1
    assert send(admin, "GET", "/customers?sector=%00")["total"] == 4
    assert send(admin, "GET", "/customers?owner=99999999999999999999", status=422)["fields"]
    send(admin, "GET", "/customers/99999999999999999999", status=404)


def test_a_strangers_account_is_secret(world: World, seller: Client) -> None:
    pk = world.records[("account", "other")]
    before = Account.objects.filter(pk=pk).values().get()
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        send(seller, method, f"/customers/{pk}", body, 404)
    send(seller, "PUT", f"/customers/{pk}/owner", {"owner_id": world.company.versie.pk}, 404)
    assert Account.objects.filter(pk=pk).values().get() == before


def test_a_head_gives_an_account_within_the_team(world: World) -> None:
    head, pk = world.program("head"), world.records[("account", "own")]
    assert send(head, "PUT", f"/customers/{pk}/owner", {"owner_id": world.company.moses.pk})["owner"]["name"] == (
        "Moses Frase"
    )
    send(head, "PUT", f"/customers/{pk}/owner", {"owner_id": world.company.anna.pk}, 403)
    assert Account.objects.get(pk=pk).owner_id == world.company.moses.pk


def test_contacts_whole_round(world: World, seller: Client) -> None:
    channels = [{"kind": "phone", "value": "+7 913 555-01-02"}, {"kind": "email", "value": "a@example.com"}]
    made = send(seller, "POST", "/contacts", {"name": "Анна", "channels": channels}, 201)
    assert (made["account"], made["channels"]) == (None, channels)
    path = f"/contacts/{made['id']}"
    send(seller, "PATCH", path, {"channels": [{"kind": "email", "value": "no"}]}, 422)
    assert send(seller, "GET", path)["channels"] == channels
    moved = send(seller, "PATCH", path, {"account_id": world.records[("account", "own")], "version": 1})
    assert moved["account"]["id"] == world.records[("account", "own")]
    send(seller, "PATCH", path, {"account_id": world.records[("account", "other")]}, 422)
    assert send(seller, "GET", f"/contacts?account={world.records[('account', 'own')]}")["total"] == 2
    assert [row["id"] for row in send(seller, "GET", "/contacts?q=555-01-02")["rows"]] == [made["id"]]
    send(seller, "GET", f"/contacts/{world.records[('contact', 'other')]}", status=404)
    assert Contact.objects.get(pk=made["id"]).account_id == world.records[("account", "own")]


def test_products_whole_round(seller: Client, pavel: Client) -> None:
    body = {"name": "Пила", "code": "S-1", "price": "12.50", "currency": "RUB", "unit": "шт"}
    made = send(pavel, "POST", "/products", body, 201)
    assert (made["price"], made["currency"], made["active"]) == ("12.50", "RUB", True)
    path = f"/products/{made['id']}"
    send(seller, "POST", "/products", body, 403)
    send(seller, "PATCH", path, {"price": "1"}, 403)
    assert send(pavel, "PATCH", path, {"active": False, "version": 1})["active"] is False
    assert send(pavel, "GET", "/products?active=false")["total"] == 1
    assert send(pavel, "PATCH", path, {"active": True, "price": "13", "version": 2})["price"] == "13.00"
    assert send(pavel, "PATCH", path, {"price": "14", "version": 2}, 409)["code"] == "conflict"
    assert send(pavel, "POST", "/products", {"name": "x", "code": "S-1"}, 409)["code"] == "code_taken"
    refused = send(pavel, "PATCH", path, {"price": "-1", "currency": "XXX"}, 422)
    assert set(refused["fields"]) == {"price", "currency"}
    assert [row["name"] for row in send(seller, "GET", "/products?q=пилы")["rows"]] == ["Пила"]
    send(pavel, "DELETE", path, status=204)


def test_a_price_says_what_it_cannot_read(world: World, seller: Client) -> None:
    pk = world.records[("product", "own")]
    picked = send(seller, "GET", f"/products/{pk}/price")
    assert (picked["price"], picked["currency"]) == ("55.00", "EUR")
    assert [row["field"] for row in picked["unreadable"]] == ["unit"]
    other = send(seller, "GET", f"/products/{pk}/price?currency=RUB&on=2026-11-01")
    assert other["price"] is None
    assert "RUB" in next(row["why"] for row in other["unreadable"] if row["field"] == "price")
    send(seller, "GET", "/products/404/price", status=404)


def test_links_over_the_api(world: World, seller: Client, pavel: Client) -> None:
    pk, link = world.records[("product", "own")], world.records[("link", "own")]
    fondue = Product.objects.get(name="Fondue").pk
    back = send(pavel, "POST", f"/products/{fondue}/links", {"target_id": pk, "kind": "related"}, 201)
    assert [warning["why"] for warning in back["warnings"]] == ["loop"]
    assert send(pavel, "POST", f"/products/{fondue}/links", {"target_id": pk, "kind": "related"}, 409)["code"] == (
        "already_linked"
    )
    send(seller, "PATCH", f"/products/{pk}/links/{link}", {"cross": False}, 403)
    assert ProductLink.objects.get(pk=link).cross is True
    assert send(pavel, "PATCH", f"/products/{pk}/links/{link}", {"cross": False})["link"]["cross"] is False
    send(pavel, "PATCH", f"/products/{pk}/links", {"link_ids": [link], "kind": "premium"})
    assert send(seller, "GET", f"/products/{pk}/links")[0]["link"]["kind"] == "premium"
    send(pavel, "PATCH", f"/products/{pk}/links", {"link_ids": [back["link"]["id"]], "cross": True}, 404)
    send(pavel, "DELETE", f"/products/{fondue}/links/{link}", status=404)
    send(pavel, "DELETE", f"/products/{pk}/links/{link}", status=204)
    assert not ProductLink.objects.filter(pk=link).exists()
