"""Programs read rules, candidates, suggestions and whitespace, and answer, with the rights of their person."""

from typing import Any

import pytest
from django.test import Client

from crosslift.deals.models import Deal
from crosslift.offers.models import OfferRefusal, Rule, RuleSet, Suggestion
from crosslift.staff import actions as staff
from crosslift.staff.models import User
from tests.company import Company
from tests.offers.world import World, build_world

BASE = "/api/v1/offers"


@pytest.fixture
def world(company: Company) -> World:
    """A history with rules learned from it."""
    made = build_world(company)
    made.learn()
    return made


def _program(world: World, user: User) -> Client:
    token = staff.make_token(actor=world.company.act(user), name="tests")[1]
    return Client(headers={"Authorization": f"Bearer {token}"})


def _post(client: Client, path: str, status: int, body: dict[str, Any] | None = None) -> dict[str, Any]:
    response = client.post(f"{BASE}{path}", body or {}, content_type="application/json")
    assert response.status_code == status, response.content
    return dict(response.json())


def _get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content
    return dict(response.json())


def test_rules_with_filters_and_paging(world: World) -> None:
    nadia = _program(world, world.company.nadia)
    found = _get(nadia, f"/rules?basis=owned&product={world.id('Raclette')}&size=1&sort=-joint")
    assert found["total"] == Rule.objects.filter(antecedent=world.id("Raclette")).count() * 2
    assert found["rows"][0]["joint"] + found["rows"][0]["without_joint"] == found["rows"][0]["consequent_count"]
    assert _get(nadia, "/rules?min_joint=100000")["total"] == 0
    assert _get(nadia, "/rules?sort=drop", 422)["code"] == "bad_input"
    (version,) = _get(nadia, "/rulesets?basis=owned")["rows"]
    assert (version["state"], version["baskets"]) == ("current", 158)


def test_learning_muting_and_settings_need_the_right(world: World) -> None:
    nadia, versie = _program(world, world.company.nadia), _program(world, world.company.versie)
    rule = Rule.objects.first()
    assert rule is not None
    assert _post(nadia, "/rulesets", 202, {"basis": "owned"})["state"] == "learning"
    assert _post(nadia, "/rulesets", 409, {"basis": "owned"})["code"] == "already_learning"
    _post(versie, "/rulesets", 403, {"basis": "orders"})
    assert RuleSet.objects.count() == 2
    _post(versie, f"/rules/{rule.pk}/mute", 403)
    assert _post(nadia, f"/rules/{rule.pk}/mute", 200)["muted"] is True
    response = nadia.patch(f"{BASE}/settings", {"fdr": 9}, content_type="application/json")
    assert response.status_code == 422 and "fdr" in response.json()["fields"]
    response = nadia.patch(f"{BASE}/settings", {"worthy_joint": 30}, content_type="application/json")
    assert response.json()["worthy_joint"] == 30 == _get(nadia, "/settings")["worthy_joint"]


def test_candidates_come_with_reasons_in_words_and_numbers(world: World) -> None:
    world.own(world.market.pk, "Raclette")
    found = _get(_program(world, world.company.versie), f"/candidates?account={world.market.pk}")
    camembert = next(one for one in found["offers"] if one["name"] == "Camembert")
    assert camembert["reasons"][0]["sentence"].startswith("Bought with Raclette by ")
    assert camembert["worth_is"] == "margin" and camembert["confidence_low"] < camembert["confidence"]
    _get(_program(world, world.company.anna), f"/candidates?account={world.market.pk}", 404)
    _get(_program(world, world.company.versie), "/candidates", 422)


def test_answers_once_with_what_was_opened(world: World) -> None:
    won = world.win(world.open("Raclette", "Gnocchi"))
    versie, anna = _program(world, world.company.versie), _program(world, world.company.anna)
    rows = _get(versie, f"/suggestions?deal={won.pk}&state=open")["rows"]
    first, second = rows
    _post(anna, f"/suggestions/{first['id']}/answer", 404, {"result": "interested"})
    _post(versie, f"/suggestions/{first['id']}/answer", 422, {"result": "refused"})
    assert Suggestion.objects.filter(state="open").count() == 2
    yes = {"result": "interested", "bant": {"need": {"ok": True}}}
    done = _post(versie, f"/suggestions/{first['id']}/answer", 200, yes)
    assert done["follow_deal"] == Deal.objects.get(source_deal=won).pk
    again = _post(versie, f"/suggestions/{first['id']}/answer", 409, {"result": "nurture"})
    assert again["code"] == "already_answered"
    done = _post(versie, f"/suggestions/{second['id']}/answer", 200, {"result": "refused", "reason": "no_need"})
    assert done["state"] == "refused" and OfferRefusal.objects.get().suggestion_id == second["id"]


def test_whitespace_and_from_a_cell_to_a_deal(world: World) -> None:
    world.own(world.market.pk, "Raclette")
    versie = _program(world, world.company.versie)
    found = _get(versie, "/whitespace?columns=40&size=10")
    (row,) = found["rows"]
    states = {head["name"]: cell["state"] for head, cell in zip(found["products"], row["cells"], strict=True)}
    assert (states["Raclette"], states["Camembert"]) == ("bought", "worth")
    cell = {"account": world.market.pk, "product": world.id("Camembert")}
    assert _post(versie, "/whitespace/deals", 201, cell)["id"] == Deal.objects.get(source="whitespace").pk
    assert _post(versie, "/whitespace/deals", 409, cell)["code"] == "already_offered"
    refusal = _post(versie, "/refusals", 201, cell | {"product": world.id("Manchego"), "reason": "supplier"})
    assert versie.delete(f"{BASE}/refusals/{refusal['id']}").status_code == 204
    assert _get(_program(world, world.company.anna), "/whitespace")["total_customers"] == 0
