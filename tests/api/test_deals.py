"""Deals, leads and orders over the API: the same rules as on the pages, as JSON."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from crosslift.deals.models import Deal
from crosslift.leads.models import Lead
from crosslift.staff.actions import make_token
from crosslift.staff.models import User
from tests.deals.sale import Sale, build_sale


class Program:
    """A client with a person's token; answers are (status, body)."""

    def __init__(self, sale: Sale, user: User) -> None:
        token = make_token(actor=sale.company.act(user), name="tests")[1]
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = self.client.generic(
            method, f"/api/v1{path}", content_type="application/json", data="" if body is None else json.dumps(body)
        )
        return response.status_code, response.json() if response.content else None


@pytest.fixture
def sale(company) -> Sale:
    """Versie's customers and products."""
    return build_sale(company)


@pytest.fixture
def call(sale: Sale) -> Program:
    """Versie's program."""
    return Program(sale, sale.company.versie)


def test_the_life_of_a_deal(sale: Sale, call: Program) -> None:
    lines = [{"product_id": sale.sauerkraut.pk, "quantity": "2"}]
    status, deal = call("POST", "/deals", {"account_id": sale.market.pk, "lines": lines})
    assert (status, deal["amount"], deal["stage"], deal["title"]) == (201, "91.20", "qualification", "Sauerkraut")
    path = f"/deals/{deal['id']}"
    assert call("POST", f"{path}/move", {"stage_id": sale.stage("proposal")})[1]["stage"] == "proposal"
    assert call("POST", f"{path}/lines", {"product_id": sale.mystery.pk, "price": "5"})[1]["amount"] == "96.20"
    line = call("GET", path)[1]["lines"][1]["id"]
    assert call("PATCH", f"{path}/lines/{line}", {"quantity": "3"})[1]["amount"] == "106.20"
    assert call("DELETE", f"{path}/lines/{line}")[1]["amount"] == "91.20"
    assert call("PATCH", path, {"title": "Renamed", "bant": {"need": True}})[1]["bant"] == {"need": True}
    assert call("POST", f"{path}/win", {"reason": "price"})[1]["outcome"] == "won"
    assert call("POST", f"{path}/win", {})[0] == 409
    assert call("POST", f"{path}/reopen", {})[1]["probability"] == "50.00"
    assert call("POST", f"{path}/lose", {"reason": "why not"})[0] == 422
    assert call("POST", f"{path}/lose", {"reason": "timing"})[1]["outcome"] == "lost"


def test_refusals_name_fields_and_codes(sale: Sale, call: Program) -> None:
    assert call("POST", "/deals", {})[1]["code"] == "no_customer"
    status, body = call("POST", "/deals", {"account_id": sale.pub.pk})
    assert (status, set(body["fields"])) == (422, {"account"})
    lines = [{"product_id": sale.sauerkraut.pk, "quantity": "-2"}]
    assert call("POST", "/deals", {"account_id": sale.market.pk, "lines": lines})[0] == 422
    lines = [{"product_id": sale.raclette.pk}]
    status, body = call("POST", "/deals", {"account_id": sale.market.pk, "currency": "USD", "lines": lines})
    assert (status, body["code"]) == (422, "no_rate")
    assert not Deal.objects.exists()


def test_a_stale_version_is_a_conflict(sale: Sale, call: Program) -> None:
    deal = sale.open()
    assert call("PATCH", f"/deals/{deal.pk}", {"title": "One", "version": 1})[0] == 200
    assert call("PATCH", f"/deals/{deal.pk}", {"title": "Two", "version": 1})[0] == 409
    assert Deal.objects.get().title == "One"


def test_lists_filter_and_page(sale: Sale, call: Program) -> None:
    for number in range(3):
        sale.open(title=f"Deal {number}")
    status, body = call("GET", "/deals?size=2&sort=title")
    assert (status, body["total"], [row["title"] for row in body["rows"]]) == (200, 3, ["Deal 0", "Deal 1"])
    assert call("GET", "/deals?words=deal+2")[1]["total"] == 1
    assert call("GET", f"/deals?product_id={sale.raclette.pk}")[1]["total"] == 0
    assert call("GET", "/deals?sort=nonsense")[0] == 422


def test_a_stranger_learns_nothing(sale: Sale) -> None:
    deal, anna = sale.open(), Program(sale, sale.company.anna)
    assert anna("GET", "/deals")[1]["total"] == 0
    assert anna("GET", f"/deals/{deal.pk}")[0] == anna("POST", f"/deals/{deal.pk}/win", {})[0] == 404
    assert Client().get("/api/v1/deals").status_code == 401
    assert Deal.objects.get().is_open


def test_a_lead_and_its_deal(sale: Sale, call: Program) -> None:
    body = {"account_id": sale.market.pk, "product_ids": [sale.sauerkraut.pk]}
    status, lead = call("POST", "/leads", body)
    assert (status, lead["need"], lead["product_ids"]) == (201, "Sauerkraut", [sale.sauerkraut.pk])
    path = f"/leads/{lead['id']}"
    assert call("POST", f"{path}/move", {"stage": "satisfied"})[0] == 422
    assert call("POST", f"{path}/move", {"stage": "qualification"})[1]["stage"] == "qualification"
    assert call("PATCH", path, {"maturity": "hot"})[1]["maturity"] == "hot"
    status, deal = call("POST", f"{path}/convert", {})
    assert (status, deal["source"], deal["amount"]) == (201, "lead", "45.60")
    assert call("POST", f"{path}/convert", {})[0] == 409
    assert call("POST", f"{path}/close", {"stage": "satisfied"})[1]["stage"] == "satisfied"
    assert call("GET", "/leads?state=closed")[1]["total"] == Lead.objects.count() == 1


def test_orders(sale: Sale, call: Program) -> None:
    line = {"product_id": sale.sauerkraut.pk, "quantity": "2", "price": "10", "discount": "50"}
    status, order = call("POST", "/orders", {"account_id": sale.market.pk, "lines": [line]})
    assert (status, order["amount"], order["state"]) == (201, "10.00", "draft")
    assert Decimal(order["lines"][0]["sum"]) == 10
    assert call("POST", f"/orders/{order['id']}/cancel", {})[1]["state"] == "cancelled"
    assert call("POST", f"/orders/{order['id']}/finish", {})[0] == 409
    assert call("GET", "/orders?state=cancelled")[1]["total"] == 1
    assert call("POST", "/orders", {"lines": []})[0] == 422
