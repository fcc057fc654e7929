"""Pages of customers: lists, cards, forms, what was said; and what a stranger's address answers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosslift.activities.models import Activity
from crosslift.core.models import Audit
from crosslift.customers import actions
from crosslift.customers.models import Account, Contact
from tests.web.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """Own, team's and other's records."""
    return build_world()


@pytest.fixture
def seller(world: World) -> Client:
    """Versie's browser."""
    return world.browser("seller")


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def test_the_list_shows_own_and_hides_others(world: World, seller: Client) -> None:
    text = page(seller, "/customers")
    assert "Market of Versie" in text
    assert "Market of Moses" not in text
    assert "Market of Anna" not in text
    head = page(world.browser("head"), "/customers")
    assert "Market of Moses" in head
    assert "Market of Anna" not in head
    assert "Market of Anna" in page(world.browser("administrator"), "/customers")


def test_search_filters_tabs_and_order(world: World) -> None:
    admin, actor = world.browser("administrator"), world.company.act(world.company.celia)
    actions.make_account(actor=actor, name="Ёлочный базар", sector="retail", country="Россия")
    assert "Ёлочный базар" in page(admin, "/customers?q=елочный")
    assert "Market of" not in page(admin, "/customers?q=елочный")
    assert "Ёлочный базар" in page(admin, "/customers?q=елочнай")
    assert "Market of" not in page(admin, "/customers?sector=retail&country=Россия")
    assert "Market of" not in page(admin, "/customers?tab=mine")
    assert "Ёлочный базар" not in page(admin, "/customers?tab=few")
    ordered = page(admin, "/customers?sort=-name")
    assert ordered.index("Ёлочный базар") < ordered.index("Market of Versie") < ordered.index("Market of Anna")
    assert "No customer fits" in page(admin, "/customers?q=xylophone")
    for odd in ("?page=999", "?page=x", "?sort=password", "?owner=x", "?q=%00", "?sector=%00", "?owner=none"):
        assert admin.get(f"/customers{odd}").status_code == 200


def test_typing_in_the_search_replaces_the_list_alone(seller: Client) -> None:
    response = seller.get("/customers?q=market", headers={"HX-Request": "true", "HX-Target": "list"})
    assert b"Market of Versie" in response.content
    assert b"<html" not in response.content


def test_a_list_costs_few_queries_whatever_its_length(world: World) -> None:
    admin, actor = world.browser("administrator"), world.company.act(world.company.celia)
    counts = []
    for _round in range(2):
        for number in range(10):
            actions.make_account(actor=actor, name=f"Round {_round} shop {number}", sector="s", country="c")
        with CaptureQueriesContext(connection) as seen:
            page(admin, "/customers")
        ours = [query for query in seen.captured_queries if "customers_" in query["sql"] or "tasks_" in query["sql"]]
        counts.append((len(seen), len(ours)))
    assert counts[0] == counts[1]
    assert counts[1][1] <= 8, [query["sql"][:200] for query in ours]


def test_the_account_page_brings_everything_together(world: World, seller: Client) -> None:
    pk = world.records[("account", "own")]
    text = page(seller, f"/customers/{pk}")
    for words in ("Market of Versie", "Friend of Versie", "Winter", "Raclette", "Hello", "Open sales, 1", "€55"):
        assert words in text, words
    for whose in ("team", "other"):
        assert seller.get(f"/customers/{world.records[('account', whose)]}").status_code == 404


def test_an_account_is_made_and_errors_stand_at_their_fields(seller: Client) -> None:
    before = Account.objects.count()
    typed = {"name": "Ромашка", "kind": "potential", "country": "Россия", "tax_number": "7707083894", "email": "no"}
    response = seller.post("/customers/new", typed)
    assert response.status_code == 422
    text = response.content.decode()
    assert 'value="7707083894"' in text
    assert 'id="id_tax_number_error"' in text
    assert 'id="id_email_error"' in text
    assert Account.objects.count() == before
    response = seller.post("/customers/new", {**typed, "tax_number": "7707083893", "email": "a@example.com"})
    made = Account.objects.get(name="Ромашка")
    assert (response.status_code, response.headers["Location"]) == (302, f"/customers/{made.pk}")


def test_a_form_opened_before_anothers_change_is_refused_and_kept(world: World, seller: Client) -> None:
    pk = world.records[("account", "own")]
    actions.change_account(actor=world.company.act(world.company.dustin), account_id=pk, city="Омск")
    typed = {"name": "Mine", "kind": "potential", "version": "1", "owner": str(world.company.versie.pk)}
    response = seller.post(f"/customers/{pk}/edit", typed)
    assert response.status_code == 409
    assert 'value="Mine"' in response.content.decode()
    assert Account.objects.get(pk=pk).name != "Mine"
    assert seller.post(f"/customers/{pk}/edit", {**typed, "version": "2"}).status_code == 302
    assert Account.objects.get(pk=pk).name == "Mine"


def test_a_person_without_an_account_is_a_customer(seller: Client) -> None:
    typed = {"name": "Анна Ёлкина", "channel_kind": ["phone", "email"], "channel_value": ["+7 913 555-01-02", "anna"]}
    response = seller.post("/contacts/new", typed)
    assert response.status_code == 422
    assert 'value="anna"' in response.content.decode()
    assert not Contact.objects.filter(name="Анна Ёлкина").exists()
    typed["channel_value"][1] = "anna@example.com"
    response = seller.post("/contacts/new", typed)
    made = Contact.objects.get(name="Анна Ёлкина")
    assert response.headers["Location"] == f"/contacts/{made.pk}"
    text = page(seller, f"/contacts/{made.pk}")
    assert "anna@example.com" in text
    assert "buys as a person" in text
    assert "Анна Ёлкина" in page(seller, "/contacts?alone=1")
    assert "Friend of" not in page(seller, "/contacts?alone=1")


def test_a_call_is_written_down_put_right_and_taken_back(world: World, seller: Client) -> None:
    pk = world.records[("account", "own")]
    before = Activity.objects.count()
    assert seller.post(f"/customers/{pk}/activities", {"kind": "note", "text": " "}).status_code == 422
    assert Activity.objects.count() == before
    seller.post(f"/customers/{pk}/activities", {"kind": "call", "text": "He signs on Monday", "minutes": "6"})
    said = Activity.objects.latest("pk")
    assert (said.kind, said.minutes, said.account_id) == ("call", 6, pk)
    assert "He signs on Monday" in page(seller, f"/customers/{pk}")
    seller.post(f"/activities/{said.pk}/edit", {"text": "He signs on Friday", "minutes": "7", "version": "1"})
    said.refresh_from_db()
    assert (said.text, said.minutes) == ("He signs on Friday", 7)
    seller.post(f"/activities/{said.pk}/delete")
    assert not Activity.objects.filter(pk=said.pk).exists()


def test_strangers_are_not_written_to(world: World, seller: Client) -> None:
    for kind, path in (("account", "customers"), ("contact", "contacts")):
        pk, before = world.records[(kind, "other")], (Activity.objects.count(), Audit.objects.count())
        for url in (f"/{path}/{pk}/activities", f"/{path}/{pk}/edit"):
            assert seller.post(url, {"kind": "note", "text": "x", "name": "x"}).status_code == 404
        assert (Activity.objects.count(), Audit.objects.count()) == before


def test_deleting_asks_first_and_refuses_what_is_used(world: World) -> None:
    admin = world.browser("administrator")
    pk = world.records[("account", "own")]
    assert "Delete" in page(admin, f"/customers/{pk}/delete")
    response = admin.post(f"/customers/{pk}/delete", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert Account.objects.filter(pk=pk).exists()
    alone = actions.make_account(actor=world.company.act(world.company.celia), name="Alone")
    response = admin.post(f"/customers/{alone.pk}/delete", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/customers")
    assert not Account.objects.filter(pk=alone.pk).exists()


def test_an_empty_company_is_taught(world: World) -> None:
    marketer = world.browser("marketer")
    assert "New customer" not in page(marketer, "/customers")
    gladys = world.browser("client_manager")
    assert "Customers live here" in page(gladys, "/customers")
