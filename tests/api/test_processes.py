"""Tasks and processes for programs: the same rights, refusals and effects as on the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from crosslift.flows.actions import publish_xml
from crosslift.flows.models import Instance
from crosslift.staff.actions import make_token
from crosslift.staff.models import User
from crosslift.tasks.models import Task
from tests.company import Company
from tests.flows import steps
from tests.flows.conftest import DATA, DealWon, happen, publish_test_sale


@pytest.fixture
def ask(company: Company, client: Client) -> Callable[..., tuple[int, Any]]:
    """Ask the API as somebody: (status, body)."""
    keys: dict[int, str] = {}

    def run(user: User, method: str, address: str, body: object = None) -> tuple[int, Any]:
        key = keys.get(user.pk) or make_token(actor=company.act(user), name="tests")[1]
        keys[user.pk] = key
        answer = client.generic(
            method.upper(),
            f"/api/v1{address}",
            data=_json(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        return answer.status_code, answer.json() if answer.content else None

    return run


def _json(body: object) -> str:
    import json

    return "" if body is None else json.dumps(body)


@pytest.fixture
def instance(company: Company) -> Instance:
    """A test sale of Versie that waits for three answers without a form of their own."""
    from crosslift.core.actor import the_system
    from crosslift.flows.jobs import deliver

    steps.reset()
    publish_test_sale()
    xml = (DATA / "test_sale.bpmn").read_text(encoding="utf-8").replace(' cl:kind="bant"', "")
    publish_xml(actor=the_system("cli", "tests"), xml=xml)
    deliver(happen(DealWon(id=42, owner_id=company.versie.pk, label="Save-a-lot")))
    return Instance.objects.get()


def test_a_task_from_its_making_to_its_end(company: Company, ask: Callable[..., Any]) -> None:
    status, task = ask(
        company.versie, "post", "/tasks", {"title": "Call Jose", "subject_type": "deal", "subject_id": 3}
    )
    assert (status, task["owner"]["name"], task["late"]) == (201, "Versie Hillebrand", False)
    address = f"/tasks/{task['id']}"
    assert ask(company.anna, "get", address)[0] == 404
    assert ask(company.versie, "post", f"{address}/complete", {"positive": False})[0] == 422
    status, moved = ask(company.versie, "post", f"{address}/move", {"due_at": "2026-01-01T10:00:00Z"})
    assert (status, moved["late"]) == (200, True)
    assert ask(company.versie, "get", "/tasks?late=true")[1]["total"] == 1
    status, done = ask(company.versie, "post", f"{address}/complete", {"positive": True, "result": "Agreed"})
    assert (status, done["state"], done["result"]) == (200, "done", "Agreed")
    assert ask(company.versie, "post", f"{address}/complete", {"positive": True})[0] == 409
    assert ask(company.versie, "post", f"{address}/reopen")[1]["state"] == "open"
    status, given = ask(company.versie, "post", f"{address}/reassign", {"owner_id": company.moses.pk})
    assert (status, given["owner"]["id"]) == (200, company.moses.pk)
    assert ask(company.versie, "get", "/tasks?state=open")[1]["total"] == 0
    assert ask(company.moses, "post", f"{address}/cancel", {"reason": "No"})[1]["state"] == "cancelled"


def test_bad_input_names_its_fields_and_changes_nothing(company: Company, ask: Callable[..., Any]) -> None:
    for body, field in (({"title": ""}, "title"), ({"title": "x", "owner_id": 999999}, "owner_id")):
        status, refused = ask(company.versie, "post", "/tasks", body)
        assert status == 422
        assert any(field in name for name in refused["fields"])
    assert not Task.objects.exists()


def test_an_instance_is_read_answered_and_ends(company: Company, ask: Callable[..., Any], instance: Instance) -> None:
    status, listed = ask(company.versie, "get", "/processes/instances?state=waiting")
    assert (status, listed["total"], listed["rows"][0]["about"]) == (200, 1, "ware:42")
    assert len(ask(company.versie, "get", "/processes/waiting")[1]) == 3
    address = f"/processes/instances/{instance.pk}"
    status, full = ask(company.versie, "get", address)
    assert status == 200
    assert {wait["label"] for wait in full["waits"]} == {"", "Product 11", "Product 12", "Product 13"}
    assert ask(company.anna, "get", address)[0] == 404
    answer = {"element": "ask", "item": "11", "values": {"answer": "interested"}}
    assert ask(company.anna, "post", f"{address}/answer", answer)[0] in (403, 404)
    assert steps.CALLS == [("find", None)]
    assert ask(company.versie, "post", f"{address}/answer", answer)[0] == 200
    assert ask(company.versie, "post", f"{address}/answer", answer)[0] == 409
    assert steps.CALLS == [("find", None), ("open", 11)]
    assert ask(company.versie, "post", f"{address}/cancel", {})[0] == 403
    assert ask(company.dustin, "post", f"{address}/retry")[0] == 409
    status, stopped = ask(company.dustin, "post", f"{address}/cancel", {"reason": "by mistake"})
    assert (status, stopped["state"], stopped["said"]) == (200, "cancelled", "by mistake")


def test_a_question_with_a_form_is_not_answered_round_it(company: Company, ask: Callable[..., Any]) -> None:
    from crosslift.flows.jobs import deliver

    steps.reset()
    publish_test_sale()
    deliver(happen(DealWon(id=42, owner_id=company.versie.pk, label="Save-a-lot")))
    address = f"/processes/instances/{Instance.objects.get().pk}/answer"
    body = {"element": "ask", "item": "11", "values": {"answer": "interested"}}
    status, refused = ask(company.versie, "post", address, body)
    assert (status, refused["code"]) == (409, "answer_in_its_form")
    assert steps.CALLS == [("find", None)]


def test_the_library_is_for_those_who_may_see_processes(company: Company, ask: Callable[..., Any]) -> None:
    from crosslift.core.actor import the_system
    from crosslift.staff.actions import set_rights

    status, library = ask(company.versie, "get", "/processes")
    assert (status, "cross_sale" in {row["key"] for row in library["rows"]}) == (200, True)
    set_rights(actor=the_system("cli", "tests"), role="seller", thing="process", scopes={"view": ""})
    assert ask(company.versie, "get", "/processes")[0] == 403
