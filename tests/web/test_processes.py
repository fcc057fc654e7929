"""The pages of processes: the library, what runs, an instance on its drawing, cancelling and trying again."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from crosslift.catalog import actions as catalog
from crosslift.core.queries import waiting_events
from crosslift.deals import actions as deals
from crosslift.flows.jobs import deliver
from crosslift.flows.models import Instance
from crosslift.flows.registry import _steps
from crosslift.offers import actions as offers
from crosslift.offers.models import Suggestion
from tests.company import Company
from tests.deals.sale import Sale, build_sale
from tests.web.browsing import signed_in


@pytest.fixture
def sale(company: Company) -> Sale:
    """Sauerkraut leads to two more products, by the catalogue."""
    made = build_sale(company)
    actor = company.act(company.pavel)
    camembert = catalog.make_product(actor=actor, name="Camembert", price=Decimal(34), currency_id="USD")
    for target in (camembert, made.mystery):
        catalog.link_products(
            actor=actor, source_id=made.sauerkraut.pk, target_id=target.pk, kind="additional", cross=True
        )
    return made


def _deliver() -> None:
    while waiting := list(waiting_events().order_by("pk").values_list("pk", flat=True)):
        for event in waiting:
            deliver(event)


@pytest.fixture
def running(sale: Sale) -> Instance:
    """The cross-sale of a deal won by Versie; it waits for BANT of two products."""
    deal = sale.open()
    deals.win_deal(actor=sale.company.act(sale.company.versie), deal_id=deal.pk)
    _deliver()
    return Instance.objects.get(process="cross_sale")


@pytest.fixture
def broken_step() -> Iterator[None]:
    """Opening follow-up deals fails while it lasts."""
    kept = _steps["offers.open_follow_up"]

    def fail(_context: object) -> None:
        raise RuntimeError("the printer is on fire")

    _steps["offers.open_follow_up"] = fail
    yield
    _steps["offers.open_follow_up"] = kept


def _answer(sale: Sale, product: str, result: str) -> None:
    one = Suggestion.objects.get(product__name=product)
    reason = {"reason": "no_need"} if result == "refused" else {}
    offers.answer_suggestion(
        actor=sale.company.act(sale.company.versie), suggestion_id=one.pk, result=result, **reason
    )


def _text(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def test_the_empty_page_teaches_what_starts_a_process(company: Company) -> None:
    text = _text(signed_in(company.versie).get("/processes").content)
    assert "Nothing has run yet" in text
    assert "Cross-sale" in text


def test_the_library_counts_and_the_list_says_where_each_waits(sale: Sale, running: Instance) -> None:
    text = _text(signed_in(sale.company.versie).get("/processes").content)
    assert re.search(r"Cross-sale 1 · today Deal won 1 – – –", text)
    assert re.search(r"Cross-sale Waiting Ask and answer BANT × 2 VH Versie Hillebrand", text)


def test_filters_narrow_the_list_and_an_empty_one_says_so(sale: Sale, running: Instance) -> None:
    browser = signed_in(sale.company.dustin)
    label = running.label
    assert label in _text(browser.get("/processes?state=waiting&process=cross_sale").content)
    for asked in ("state=failed", "process=undo_win", "tab=mine"):
        text = _text(browser.get(f"/processes?{asked}").content)
        assert label not in text
        assert "Nothing here fits" in text


def test_the_page_says_where_it_waits_for_whom_and_what_comes_next(sale: Sale, running: Instance) -> None:
    response = signed_in(sale.company.versie).get(f"/processes/{running.pk}")
    text = _text(response.content)
    assert re.search(r"Camembert Waits: Ask and answer BANT VH Versie Hillebrand", text)
    assert "Open deal, Register lead, Store refusal, rest" in text
    assert "Remind, tell the head" in text
    assert f'href="/deals/{running.about[5:]}"' in response.content.decode()
    states = response.context["states"]
    assert states["find_products"] == {"state": "done", "text": "✓ 2 found"}
    assert states["ask"] == {"state": "wait", "text": "Waits 0 min, 2 of 2"}
    assert states["open_follow_up"]["state"] == "next"
    assert states["some_found"]["state"] == "path"
    assert "per_product" not in states


def test_answers_show_what_was_opened_only_to_those_who_may_see_it(sale: Sale, running: Instance) -> None:
    _answer(sale, "Camembert", "interested")
    _answer(sale, "Mystery box", "refused")
    opened = Suggestion.objects.get(product__name="Camembert").follow_deal
    assert opened is not None
    html = signed_in(sale.company.versie).get(f"/processes/{running.pk}").content.decode()
    assert f'href="/deals/{opened.pk}"' in html
    text = _text(html.encode())
    assert "Versie Hillebrand answered Camembert: interested" in text
    assert "Mystery box Done" in text
    opened.owner = sale.company.anna
    opened.account = sale.pub
    opened.save()
    html = signed_in(sale.company.dustin).get(f"/processes/{running.pk}").content.decode()
    assert f'href="/deals/{opened.pk}"' not in html
    assert "not yours to see" in html


def test_a_stranger_gets_nothing_and_the_file_is_guarded_alike(sale: Sale, running: Instance) -> None:
    browser = signed_in(sale.company.anna)
    for path in ("", ".bpmn", "/cancel"):
        assert browser.get(f"/processes/{running.pk}{path}").status_code in (403, 404)
    assert browser.get("/processes/no_such").status_code == 404
    assert browser.get("/processes/no_such.bpmn").status_code == 404


def test_the_files_are_in_the_readers_language(sale: Sale, running: Instance) -> None:
    sale.company.versie.language = "ru"
    sale.company.versie.save()
    browser = signed_in(sale.company.versie)
    for path in (f"/processes/{running.pk}.bpmn", "/processes/cross_sale.bpmn"):
        response = browser.get(path)
        assert response.headers["Content-Type"].startswith("application/xml")
        assert "Найти продукты" in response.content.decode()
    with translation.override("ru"):
        assert "Кросс-продажа" in browser.get("/processes/cross_sale").content.decode()


def test_cancelling_needs_a_reason_and_the_right(sale: Sale, running: Instance) -> None:
    address = f"/processes/{running.pk}/cancel"
    assert signed_in(sale.company.versie).post(address, {"reason": "mistake"}).status_code == 403
    head = signed_in(sale.company.dustin)
    assert "Cancel the process about" in _text(head.get(address).content)
    assert head.post(address, {"reason": " "}).status_code == 422
    running.refresh_from_db()
    assert running.state == "waiting"
    assert head.post(address, {"reason": "won by mistake"}).status_code == 302
    text = _text(head.get(f"/processes/{running.pk}").content)
    assert "Cancelled today" in text
    assert "won by mistake" in text
    assert "Camembert Not answered" in text
    assert "Dustin Brinkmann cancelled it" in text


def test_a_failure_is_told_and_tried_again(sale: Sale, running: Instance, broken_step: None) -> None:
    _answer(sale, "Camembert", "interested")
    head = signed_in(sale.company.dustin)
    page = head.get(f"/processes/{running.pk}")
    text = _text(page.content)
    assert "1 answer of 2 is stuck: “Open deal” failed" in text
    assert "the printer is on fire" in text
    assert "offers.open_follow_up" in text
    assert page.context["states"]["open_follow_up"]["state"] == "fail"
    assert re.search(r"Mystery box Waits: Ask and answer BANT", text)
    assert "/retry" not in signed_in(sale.company.versie).get(f"/processes/{running.pk}").content.decode()
    assert signed_in(sale.company.versie).post(f"/processes/{running.pk}/retry").status_code == 403
    head.post(f"/processes/{running.pk}/retry")
    assert "it failed again" in _text(head.get(f"/processes/{running.pk}").content)


def test_trying_again_goes_on_when_the_fault_is_mended(sale: Sale, running: Instance) -> None:
    kept = _steps["offers.open_follow_up"]
    try:
        _steps["offers.open_follow_up"] = lambda _context: 1 / 0  # type: ignore[assignment,return-value]
        _answer(sale, "Camembert", "interested")
    finally:
        _steps["offers.open_follow_up"] = kept
    head = signed_in(sale.company.dustin)
    head.post(f"/processes/{running.pk}/retry")
    running.refresh_from_db()
    assert running.state == "waiting"
    assert Suggestion.objects.get(product__name="Camembert").follow_deal is not None
    text = _text(head.get(f"/processes/{running.pk}").content)
    assert "Tried again: it goes on." in text
    assert "is stuck" not in text
