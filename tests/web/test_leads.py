"""Pages of leads: the list, the card, and what is done there."""

from html import unescape

import pytest
from django.test import Client

from crosslift.deals.models import Deal
from crosslift.leads import actions
from crosslift.leads.models import Lead
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


def test_a_need_is_noted_listed_and_shown(sale: Sale, seller: Client) -> None:
    form = {
        "need": "Cheese for winter", "customer": f"account:{sale.market.pk}", "maturity": "warm",
        "owner": sale.company.versie.pk, "product": sale.raclette.pk,
    }  # fmt: skip
    seller.post("/leads/new", form)
    lead = Lead.objects.get()
    assert "Cheese for winter" in page(seller, "/leads?maturity=warm")
    assert "Cheese for winter" not in page(seller, "/leads?maturity=hot")
    text = page(seller, f"/leads/{lead.pk}")
    assert "Raclette" in text and "Save-a-lot Markets" in text and "registered the need" in text
    page(signed_in(sale.company.anna), f"/leads/{lead.pk}", 404)


def test_an_empty_need_is_asked_again(seller: Client) -> None:
    response = seller.post("/leads/new", {"need": "", "maturity": "cold", "channel": "fair"})
    assert response.status_code == 422 and "fair" in response.content.decode()
    assert not Lead.objects.exists()


def test_from_stage_to_deal(sale: Sale, seller: Client) -> None:
    versie = sale.company.act(sale.company.versie)
    lead = actions.register_lead(actor=versie, account_id=sale.market.pk, product_ids=[sale.sauerkraut.pk])
    seller.post(f"/leads/{lead.pk}/move?stage=qualification", headers=HTMX)
    assert Lead.objects.get().stage == "qualification"
    response = seller.post(f"/leads/{lead.pk}/convert", headers=HTMX)
    assert response.headers["HX-Redirect"] == f"/deals/{Deal.objects.get().pk}"
    assert "It became a deal." in page(seller, f"/leads/{lead.pk}")


def test_closing_asks_why_and_can_be_undone(sale: Sale, seller: Client) -> None:
    lead = actions.register_lead(actor=sale.company.act(sale.company.versie), need="Cheese")
    assert "Until one is chosen" in page(seller, f"/leads/{lead.pk}")
    url = f"/leads/{lead.pk}/close"
    assert seller.post(url, {"stage": "disqualified", "reason": ""}, headers=HTMX).status_code == 422
    assert Lead.objects.get().is_open
    seller.post(url, {"stage": "disqualified", "reason": "Spam"}, headers=HTMX)
    assert "Spam" in page(seller, f"/leads/{lead.pk}")
    assert "Cheese" in page(seller, "/leads?state=closed") and "Cheese" not in page(seller, "/leads")
    seller.post(f"/leads/{lead.pk}/reopen", headers=HTMX)
    assert Lead.objects.get().stage == "new"


def test_products_notes_and_edits(sale: Sale, seller: Client) -> None:
    lead = actions.register_lead(actor=sale.company.act(sale.company.versie), need="Cheese")
    seller.post(f"/leads/{lead.pk}/products", {"product": sale.raclette.pk}, headers=HTMX)
    assert lead.products.count() == 1
    seller.post(f"/leads/{lead.pk}/products/{sale.raclette.pk}/remove", headers=HTMX)
    assert lead.products.count() == 0
    seller.post(f"/leads/{lead.pk}/log", {"kind": "call", "text": "Call back"}, headers=HTMX)
    assert "Call back" in page(seller, f"/leads/{lead.pk}")
    form = {"need": "Wine", "maturity": "hot", "customer": f"contact:{sale.jose.pk}", "owner": lead.owner_id}
    assert seller.post(f"/leads/{lead.pk}/edit", form).status_code == 302
    found = Lead.objects.get()
    assert (found.need, found.maturity, found.contact_id) == ("Wine", "hot", sale.jose.pk)
