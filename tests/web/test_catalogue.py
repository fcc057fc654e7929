"""Pages of the catalogue: the list by line, a product, its proposed products, and forms."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosslift.catalog import actions
from crosslift.catalog.models import Product, ProductLine, ProductLink
from tests.web.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """Two products, one proposing the other."""
    return build_world()


@pytest.fixture
def pavel(world: World) -> Client:
    """The product manager's browser."""
    return world.browser("product_manager")


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_products_stand_under_their_lines(world: World, pavel: Client) -> None:
    actor = world.company.act(world.company.pavel)
    line = actions.save_line(actor=actor, name="Cheese")
    actions.make_product(actor=actor, name="Gouda", line_id=line.pk)
    text = text_of(pavel, "/catalogue")
    assert text.index(">Cheese<") < text.index(">Gouda<") < text.index("Without a line") < text.index(">Raclette<")
    assert "no price" in text
    assert ">Raclette<" not in text_of(pavel, f"/catalogue?line={line.pk}")
    assert "No product fits" in text_of(pavel, "/catalogue?active=retired")
    assert ">Gouda<" in text_of(pavel, "/catalogue?q=goudda")


def test_the_list_costs_few_queries(world: World, pavel: Client) -> None:
    actor, counts = world.company.act(world.company.pavel), []
    for _round in range(2):
        for number in range(5):
            actions.make_product(actor=actor, name=f"Product {_round} {number}")
        with CaptureQueriesContext(connection) as seen:
            text_of(pavel, "/catalogue")
        counts.append([query["sql"] for query in seen.captured_queries if "catalog_" in query["sql"]])
    assert len(counts[0]) == len(counts[1]) <= 8


def test_a_seller_reads_and_finds_no_button(world: World) -> None:
    seller, pk = world.browser("seller"), world.records[("product", "own")]
    text = text_of(seller, f"/catalogue/{pk}")
    assert "Fondue" in text
    assert "link_target" not in text
    assert "/edit" not in text
    for url in (f"/catalogue/{pk}/links", f"/catalogue/{pk}/retire", f"/catalogue/{pk}/edit", "/catalogue/new"):
        assert seller.post(url, {"target": "Fondue", "name": "x"}).status_code == 403
    assert Product.objects.get(pk=pk).active
    assert ProductLink.objects.count() == 1


def test_a_product_is_made_from_numbers_as_people_write_them(pavel: Client) -> None:
    typed = {"name": "Gouda", "price": "1 234,50", "currency": "EUR", "unit": "kg", "unit_step": "0,5"}
    response = pavel.post("/catalogue/new", typed)
    made = Product.objects.get(name="Gouda")
    assert response.headers["Location"] == f"/catalogue/{made.pk}"
    assert (made.price, made.unit_step, made.tax_rate) == (Decimal("1234.50"), Decimal("0.5"), Decimal(0))
    again = pavel.post("/catalogue/new", {**typed, "name": "", "price": "dear"})
    assert again.status_code == 422
    assert 'value="dear"' in again.content.decode()
    assert Product.objects.filter(price=made.price).count() == 1


def test_a_taken_code_and_a_stale_form_are_refused(world: World, pavel: Client) -> None:
    actor, pk = world.company.act(world.company.pavel), world.records[("product", "own")]
    actions.make_product(actor=actor, name="Gouda", code="G-1")
    response = pavel.post(f"/catalogue/{pk}/edit", {"name": "Raclette", "code": "G-1", "version": "1"})
    assert response.status_code == 409
    assert "Gouda" in response.content.decode()
    actions.change_product(actor=actor, product_id=pk, unit="kg")
    assert pavel.post(f"/catalogue/{pk}/edit", {"name": "Mine", "version": "1"}).status_code == 409
    assert Product.objects.get(pk=pk).name == "Raclette"


def test_what_cannot_be_read_is_said_on_the_page(world: World, pavel: Client) -> None:
    blank = actions.make_product(actor=world.company.act(world.company.pavel), name="Blank")
    text = text_of(pavel, f"/catalogue/{blank.pk}")
    for words in ("has no price yet", "has no currency", "has no unit"):
        assert words in text


def test_proposed_by_name_or_code_with_a_warning_on_a_loop(world: World, pavel: Client) -> None:
    fondue = Product.objects.get(name="Fondue")
    raclette = Product.objects.get(name="Raclette")
    response = pavel.post(
        f"/catalogue/{fondue.pk}/links", {"target": "raclette", "kind": "additional", "cross": "on"}
    )
    assert response.status_code == 200
    assert "Leads round in a loop" in response.content.decode()
    assert ProductLink.objects.get(source=fondue).cross is True
    for target, words in (("Nothing", "no product of this name"), ("Fondue", "to itself"), ("Raclette", "already")):
        refused = pavel.post(f"/catalogue/{fondue.pk}/links", {"target": target, "kind": "related"})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert ProductLink.objects.filter(source=fondue).count() == 1
    assert "Raclette" in text_of(pavel, "/catalogue/names?target=raclet")
    assert raclette.name in text_of(pavel, f"/catalogue/{fondue.pk}")


def test_two_products_of_one_name_are_told_apart_by_code(world: World, pavel: Client) -> None:
    actor, fondue = world.company.act(world.company.pavel), Product.objects.get(name="Fondue")
    for code in ("T-1", "T-2"):
        actions.make_product(actor=actor, name="Twin", code=code)
    url = f"/catalogue/{fondue.pk}/links"
    assert "code" in pavel.post(url, {"target": "Twin", "kind": "related"}).content.decode()
    pavel.post(url, {"target": "T-2", "kind": "related"})
    assert ProductLink.objects.get(source=fondue).target.code == "T-2"


def test_links_change_one_by_one_and_together_and_come_back(world: World, pavel: Client) -> None:
    pk, link = world.records[("product", "own")], world.records[("link", "own")]
    url = f"/catalogue/{pk}/links"
    pavel.post(f"{url}/{link}", {"kind": "premium"})
    pavel.post(f"{url}/{link}", {"crossing": "1", "cross": "off"})
    assert ProductLink.objects.filter(pk=link, kind="premium", cross=False).exists()
    pavel.post(f"{url}/change", {"link": [link], "cross": "on"})
    assert ProductLink.objects.filter(pk=link, kind="premium", cross=True).exists()
    assert pavel.post(f"{url}/change", {"cross": "on"}).status_code == 422
    other = Product.objects.get(name="Fondue").pk
    assert pavel.post(f"/catalogue/{other}/links/{link}", {"kind": "related"}).status_code == 404
    response = pavel.post(f"{url}/remove", {"link": [link]})
    assert not ProductLink.objects.exists()
    undo = response.headers["HX-Trigger"].split('"undo_url": "')[1].split('"')[0]
    assert pavel.post(undo).status_code == 204
    assert ProductLink.objects.filter(source_id=pk, kind="premium", cross=True).exists()


def test_retired_and_sold_again_with_undo(world: World, pavel: Client) -> None:
    pk = world.records[("product", "own")]
    pavel.post(f"/catalogue/{pk}/retire", headers={"HX-Request": "true"})
    assert Product.objects.get(pk=pk).active is False
    assert f"/catalogue/{pk}/retire?back=1" in text_of(pavel, f"/catalogue/{pk}")
    pavel.post(f"/catalogue/{pk}/retire?back=1")
    assert Product.objects.get(pk=pk).active is True


def test_what_was_sold_is_not_deleted(world: World, pavel: Client) -> None:
    pk = world.records[("product", "own")]
    assert pavel.post(f"/catalogue/{pk}/delete", headers={"HX-Request": "true"}).status_code == 409
    assert Product.objects.filter(pk=pk).exists()


def test_the_history_says_who_changed_what(world: World, pavel: Client) -> None:
    pk = world.records[("product", "own")]
    actions.change_product(actor=world.company.act(world.company.pavel), product_id=pk, price=Decimal("60.50"))
    text = text_of(pavel, f"/catalogue/{pk}")
    assert "price: 55 → 60.5" in text
    assert "Pavel Orlov" in text


def test_lines_are_made_and_renamed_in_a_dialog(pavel: Client) -> None:
    pavel.post("/catalogue/lines/new", {"name": "Cheese"})
    line = ProductLine.objects.get(name="Cheese")
    assert pavel.post("/catalogue/lines/new", {"name": "cheese"}).status_code == 422
    pavel.post(f"/catalogue/lines/{line.pk}", {"name": "Hard cheese", "rank": "3"})
    line.refresh_from_db()
    assert (line.name, line.rank) == ("Hard cheese", 3)
    assert pavel.get("/catalogue/lines/404").status_code == 404
