"""Pages of deals: board, table, funnel, the deal itself, its forms and dialogs."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosslift.core import clock
from crosslift.deals import actions
from crosslift.deals.models import Deal, DealLine
from crosslift.tasks.actions import assign_task
from tests.deals.sale import Sale, build_sale
from tests.web.browsing import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sale(company) -> Sale:
    """Versie's customers and products."""
    return build_sale(company)


@pytest.fixture
def seller(sale: Sale) -> Client:
    """Versie's browser."""
    return signed_in(sale.company.versie)


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return unescape(response.content.decode())


@pytest.mark.parametrize("view", ["", "?view=table", "?view=funnel", "?view=table&outcome=all&sort=-amount&q=winter"])
def test_each_view_shows_own_deals_and_no_others(sale: Sale, seller: Client, view: str) -> None:
    sale.open()
    mine, others = page(seller, f"/deals{view}"), page(signed_in(sale.company.anna), f"/deals{view}")
    assert "1,824" in mine
    assert "1,824" not in others


def test_an_empty_board_teaches(seller: Client) -> None:
    assert "/deals/new" in page(seller, "/deals")
    assert "Open the first deal" in page(seller, "/deals")


def test_the_chips_filter(sale: Sale, seller: Client) -> None:
    late, planned, bare = sale.open(title="Late one"), sale.open(title="Planned one"), sale.open(title="Bare one")
    versie = sale.company.act(sale.company.versie)
    for deal, days in ((late, -2), (planned, 2)):
        due = clock.now() + timedelta(days=days)
        assign_task(
            actor=versie, owner_id=versie.id or 0, title="Call", due_at=due, subject_type="deal", subject_id=deal.pk
        )
    Deal.objects.filter(pk=bare.pk).update(account=None)
    names = ("Late one", "Planned one", "Bare one")
    shown = {
        flag: {name for name in names if name in page(seller, f"/deals?view=table&{flag}=1")}
        for flag in ("late", "nostep", "nocustomer")
    }  # fmt: skip
    assert shown == {"late": {"Late one"}, "nostep": {"Bare one"}, "nocustomer": {"Bare one"}}
    assert "can’t be won" in page(seller, f"/deals/{bare.pk}")


def test_few_queries_for_lists_and_record(sale: Sale, seller: Client) -> None:
    deals = [sale.open() for _ in range(12)]
    for url, most in (("/deals", 16), ("/deals?view=table", 17), (f"/deals/{deals[0].pk}", 32)):
        page(seller, url)
        with CaptureQueriesContext(
            connection,
        ) as few:
            page(seller, url)
        more = [sale.open() for _ in range(12)]
        with CaptureQueriesContext(connection) as many:
            page(seller, url)
        assert len(many) <= len(few), url
        assert len(many) <= most, (url, len(many))
        deals += more


def test_a_drop_on_a_stage_moves_and_gives_the_board_back(sale: Sale, seller: Client) -> None:
    deal = sale.open()
    response = seller.post(f"/deals/{deal.pk}/move", {"stage": sale.stage("proposal")}, headers=HTMX)
    assert response.status_code == 200 and "data-board" in response.content.decode()
    assert "toast" in response.headers["HX-Trigger"]
    assert Deal.objects.get().stage.code == "proposal"


@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_drop_on_an_end_asks_first(sale: Sale, seller: Client, end: str) -> None:
    deal = sale.open()
    response = seller.post(f"/deals/{deal.pk}/move", {"stage": end}, headers=HTMX)
    assert (response.status_code, response.headers["HX-Retarget"]) == (200, "#dialog")
    assert 'name="reason"' in response.content.decode()
    assert Deal.objects.get().is_open


def test_winning_and_undoing(sale: Sale, seller: Client) -> None:
    deal = sale.open()
    day = clock.today().isoformat()
    response = seller.post(f"/deals/{deal.pk}/win", {"reason": "price", "note": "Cheaper", "at": day}, headers=HTMX)
    assert response.headers["HX-Redirect"] == f"/deals/{deal.pk}"
    text = page(seller, f"/deals/{deal.pk}")
    assert "Cheaper" in text and f"/deals/{deal.pk}/reopen" in text
    seller.post(f"/deals/{deal.pk}/reopen", headers=HTMX)
    assert Deal.objects.get().is_open


def test_losing_without_reason_is_asked_again_and_keeps_the_words(sale: Sale, seller: Client) -> None:
    deal = sale.open()
    day = clock.today().isoformat()
    response = seller.post(f"/deals/{deal.pk}/lose", {"note": "They vanished", "at": day}, headers=HTMX)
    assert response.status_code == 422
    assert "They vanished" in response.content.decode()
    assert Deal.objects.get().is_open


def test_winning_without_products_says_why_in_the_dialog(sale: Sale, seller: Client) -> None:
    deal = sale.open(lines=[])
    response = seller.post(f"/deals/{deal.pk}/win", {"at": clock.today().isoformat()}, headers=HTMX)
    assert response.status_code == 422 and "no products" in response.content.decode()


def test_a_deal_is_opened_with_customer_and_product(sale: Sale, seller: Client) -> None:
    form = {
        "customer": f"account:{sale.market.pk}", "title": "", "owner": sale.company.versie.pk, "currency": "USD",
        "stage": sale.stage("qualification"), "product": sale.sauerkraut.pk, "quantity": "3", "discount": "10",
    }  # fmt: skip
    response = seller.post("/deals/new", form)
    deal = Deal.objects.get()
    assert response.headers["Location"] == f"/deals/{deal.pk}"
    assert (deal.title, deal.amount) == ("Sauerkraut", Decimal("123.12"))


def test_a_refused_form_keeps_all_and_leaves_nothing_behind(sale: Sale, seller: Client) -> None:
    form = {
        "customer": f"account:{sale.market.pk}", "title": "Keep me", "owner": sale.company.versie.pk,
        "currency": "USD", "stage": sale.stage("qualification"), "product": sale.mystery.pk, "quantity": "3",
    }  # fmt: skip
    response = seller.post("/deals/new", form)
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Keep me" in text and "Save-a-lot Markets" in text and "Enter the price." in text
    assert not Deal.objects.exists()


def test_picking_fills_and_names_what_can_not_be_read(sale: Sale, seller: Client) -> None:
    filled = page(seller, f"/deals/fill?product={sale.sauerkraut.pk}&currency=USD&quantity=2")
    assert 'value="45.6"' in filled and "$91.20" in filled and "data-filled" in filled
    assert "no rate" in page(seller, f"/deals/fill?product={sale.raclette.pk}&currency=USD")
    assert "no price yet" in page(seller, f"/deals/fill?product={sale.mystery.pk}&currency=USD")
    kept = page(
        seller, f"/deals/fill?product={sale.sauerkraut.pk}&filled_for={sale.sauerkraut.pk}&price=9&quantity=2"
    )
    assert 'value="9"' in kept and "18" in kept


def test_pickers_show_only_what_one_may_see(sale: Sale, seller: Client) -> None:
    assert f"account:{sale.market.pk}" in page(seller, "/deals/customers?customer_words=save")
    assert f"account:{sale.pub.pk}" not in page(seller, "/deals/customers?customer_words=hungry")
    assert f'value="{sale.raclette.pk}"' in page(seller, "/deals/products?product_words=racl")


def test_lines_are_added_changed_and_taken_out_in_dialogs(sale: Sale, seller: Client) -> None:
    deal = sale.open()
    url = f"/deals/{deal.pk}/lines"
    assert seller.post(url, {"product": ""}, headers=HTMX).status_code == 422
    seller.post(url, {"product": sale.mystery.pk, "price": "5", "quantity": "2"}, headers=HTMX)
    line = DealLine.objects.get(product=sale.mystery)
    assert "Mystery box" in page(seller, f"{url}/{line.pk}")
    bad = seller.post(f"{url}/{line.pk}", {"quantity": "-1"}, headers=HTMX)
    assert bad.status_code == 422 and "above 0" in bad.content.decode()
    seller.post(f"{url}/{line.pk}", {"quantity": "4"}, headers=HTMX)
    assert Deal.objects.get().amount == Decimal("1844.00")
    seller.post(f"{url}/{line.pk}/remove", headers=HTMX)
    assert Deal.objects.get().amount == Decimal("1824.00")


def test_editing_meets_a_faster_hand(sale: Sale, seller: Client) -> None:
    deal = sale.open()
    form = {
        "customer": f"account:{sale.market.pk}", "title": "Mine", "owner": sale.company.versie.pk, "currency": "USD",
        "probability": "33", "version": deal.version, "bant": ["budget", "need"],
    }  # fmt: skip
    assert seller.post(f"/deals/{deal.pk}/edit", form).status_code == 302
    assert seller.post(f"/deals/{deal.pk}/edit", form | {"title": "Other"}).status_code == 422
    found = Deal.objects.get()
    assert (found.title, found.probability, found.bant) == ("Mine", Decimal(33), {"budget": True, "need": True})


def test_the_timeline_tells_who_did_what(sale: Sale, seller: Client) -> None:
    deal, versie = sale.open(), sale.company.act(sale.company.versie)
    actions.move_deal(actor=versie, deal_id=deal.pk, stage_id=sale.stage("proposal"))
    seller.post(f"/deals/{deal.pk}/log", {"kind": "call", "text": "Wants <b>more</b>", "minutes": "11"}, headers=HTMX)
    raw = seller.get(f"/deals/{deal.pk}").content.decode()
    assert "Wants &lt;b&gt;more&lt;/b&gt;" in raw
    text = unescape(raw)
    assert "opened the deal" in text and "Qualification → Proposal" in text and "called, 11 min" in text
    assert "acted" not in text and "called" not in page(signed_in(sale.company.dustin), "/deals")


def test_russian(sale: Sale) -> None:
    sale.company.versie.language = "ru"
    sale.company.versie.save()
    client, deal = signed_in(sale.company.versie), sale.open()
    text = page(client, f"/deals/{deal.pk}")
    assert "Квалификация" in text and "Добавить" in text and "1 824 $" in text.replace("\xa0", " ")
