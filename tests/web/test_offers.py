"""The pages of offers: rules, the panel on a deal, whitespace and its file; what is said, and what is refused."""

import csv
import io

import pytest
from django.test import Client

from crosslift.deals.models import Deal
from crosslift.offers import actions, jobs
from crosslift.offers.models import OfferRefusal, Rule, RuleSet, Suggestion
from crosslift.web.whitespace_file import harmless
from tests.company import Company
from tests.offers.world import SYSTEM, World, build_world
from tests.web.browsing import signed_in

HTMX = {"HX-Request": "true"}
NONSENSE = "joint=x&confidence=nan&fdr=-3&page=0&rule=z&sort=drop"


@pytest.fixture
def world(company: Company) -> World:
    """A history with rules learned from it."""
    made = build_world(company)
    made.learn()
    made.learn("orders")
    return made


def _text(client: Client, url: str, status: int = 200, **extra: str) -> str:
    response = client.get(url, **extra)  # type: ignore[arg-type]
    assert response.status_code == status, response.content[:400]
    return response.content.decode()


def test_before_anything_is_learned_the_page_teaches(company: Company) -> None:
    page = _text(signed_in(company.nadia), "/offers")
    assert "No rules yet" in page and "Learn from the orders" in page
    assert "Learn from the orders" not in _text(signed_in(company.versie), "/offers")


def test_the_rules_page_shows_the_version_the_table_and_one_rule(world: World) -> None:
    page = _text(signed_in(world.company.nadia), "/offers?basis=owned&sort=-joint")
    for words in (
        "Raclette",
        "Camembert",
        "Version 1",
        "of 158 customers",
        "pairs possible, all tested",
        "Why worthy:",
    ):
        assert words in page, words
    assert 'style="' not in page and "<script>" not in page


def test_filters_narrow_and_nonsense_counts_as_not_asked(world: World) -> None:
    nadia = signed_in(world.company.nadia)
    assert "No rule passes these filters" in _text(nadia, "/offers?basis=owned&joint=5000")
    assert "No rule passes" not in _text(nadia, f"/offers?basis=owned&{NONSENSE}")


def test_a_rule_is_muted_with_undo_by_who_may(world: World) -> None:
    rule = Rule.objects.get(ruleset__basis="owned", antecedent=world.id("Raclette"), consequent=world.id("Camembert"))
    assert signed_in(world.company.versie).post(f"/offers/rules/{rule.pk}/mute").status_code == 403
    nadia = signed_in(world.company.nadia)
    assert nadia.post(f"/offers/rules/{rule.pk}/mute", headers=HTMX).status_code == 204
    rule.refresh_from_db()
    assert rule.muted
    nadia.post(f"/offers/rules/{rule.pk}/unmute", headers=HTMX)
    rule.refresh_from_db()
    assert not rule.muted


def test_learn_again_is_queued_and_the_present_version_stays(world: World) -> None:
    nadia = signed_in(world.company.nadia)
    assert nadia.post("/offers/learn", {"basis": "owned"}).status_code == 302
    assert RuleSet.objects.filter(basis="owned", state="learning").count() == 1
    page = _text(nadia, "/offers?basis=owned")
    assert "Learning a new version" in page and "Version 1" in page
    assert nadia.post("/offers/learn", {"basis": "owned"}, headers=HTMX).status_code == 409
    assert "0% done" in _text(nadia, "/offers/progress?basis=owned")


def test_settings_keep_what_was_typed_and_name_the_field(world: World) -> None:
    nadia = signed_in(world.company.nadia)
    values = {"months": "24", "fdr": "a lot", "min_joint": "3", "min_confidence": "0", "worthy_joint": "20",
              "worthy_lift": "1,2", "caution_joint": "5", "basis": "owned"}  # fmt: skip
    response = nadia.post("/offers/settings", values, headers=HTMX)
    assert response.status_code == 422 and "a lot" in response.content.decode()
    assert nadia.post("/offers/settings", values | {"fdr": "10"}, headers=HTMX).status_code == 204


def test_a_shuffle_says_what_it_means(world: World) -> None:
    nadia = signed_in(world.company.nadia)
    assert "Shuffling" in nadia.post("/offers/shuffle", {"basis": "owned"}).content.decode()
    check = RuleSet.objects.get(basis="owned", state="current").checks.get()
    check.tables = 4
    check.save()
    jobs.shuffle(check.pk)
    card = _text(nadia, "/offers/shuffled?basis=owned")
    assert "pairs in your data" in card and "in noise" in card and "<circle" in card


def test_where_nothing_is_associated_the_page_says_why(world: World) -> None:
    for buyer in world.buyers:
        world.own(buyer, *world.goods)
    world.learn()
    page = _text(signed_in(world.company.nadia), "/offers?basis=owned")
    assert "Nothing to associate here" in page and "nearly everybody has nearly everything" in page


def test_orders_behind_a_rule_are_those_one_may_see(world: World) -> None:
    rule = Rule.objects.get(
        ruleset__basis="orders", antecedent=world.id("Raclette"), consequent=world.id("Camembert")
    )
    everything = _text(signed_in(world.company.celia), f"/offers/rules/{rule.pk}/orders")
    assert f"of {rule.joint}" in everything
    assert "yours to see" in _text(signed_in(world.company.versie), f"/offers/rules/{rule.pk}/orders")


def test_the_panel_is_answered_and_shows_what_was_opened(world: World) -> None:
    won = world.win(world.open("Raclette", "Gnocchi"))
    versie = signed_in(world.company.versie)
    panel = _text(versie, f"/offers/deals/{won.pk}")
    assert "0 of 2 answered" in panel and "Camembert" in panel and "customers like this one" in panel
    first, second = Suggestion.objects.filter(deal=won).order_by("rank")
    refused = versie.post(f"/offers/suggestions/{first.pk}/answer", {"answer": "no"}, headers=HTMX)
    assert refused.status_code == 422 and Suggestion.objects.get(pk=first.pk).state == "open"
    answered = versie.post(
        f"/offers/suggestions/{first.pk}/answer", {"answer": "interested", "need": "on"}, headers=HTMX
    )
    follow = Deal.objects.get(source_deal=won)
    assert answered.status_code == 200 and f"/deals/{follow.pk}" in answered.content.decode()
    versie.post(
        f"/offers/suggestions/{second.pk}/answer", {"answer": "no", "reason": "supplier", "rest": "6"}, headers=HTMX
    )
    panel = _text(versie, f"/offers/deals/{won.pk}")
    assert "2 of 2 answered" in panel and "No: Has a supplier" in panel
    assert (
        versie.post(f"/offers/suggestions/{first.pk}/answer", {"answer": "nurture"}, headers=HTMX).status_code == 409
    )
    assert _text(signed_in(world.company.anna), f"/offers/deals/{won.pk}", 404)


def test_an_open_deal_takes_what_fits(world: World) -> None:
    deal = world.open("Raclette")
    versie = signed_in(world.company.versie)
    assert "Add to this deal" in _text(versie, f"/offers/deals/{deal.pk}")
    assert versie.post(f"/offers/deals/{deal.pk}/add/{world.id('Camembert')}", headers=HTMX).status_code == 204
    assert deal.lines.filter(product_id=world.id("Camembert")).exists()


def test_whitespace_cell_deal_refusal_and_undo(world: World) -> None:
    world.own(world.market.pk, "Raclette")
    versie = signed_in(world.company.versie)
    page = _text(versie, "/whitespace")
    cell = f"account={world.market.pk}&product={world.id('Camembert')}"
    assert "Save-a-lot Markets" in page and f"/whitespace/cell?{cell.replace('&', '&amp;')}" in page
    assert "customers like this one" in _text(versie, f"/whitespace/cell?{cell}")
    assert versie.post(f"/whitespace/refuse?{cell}", {"rest": "6"}, headers=HTMX).status_code == 422
    assert (
        versie.post(f"/whitespace/refuse?{cell}", {"reason": "no_need", "rest": "6"}, headers=HTMX).status_code == 204
    )
    refusal = OfferRefusal.objects.get()
    assert versie.post(f"/whitespace/refusals/{refusal.pk}/end", headers=HTMX).status_code == 204
    opened = versie.post(f"/whitespace/open?{cell}", headers=HTMX)
    deal = Deal.objects.get(source="whitespace")
    assert opened.headers["HX-Redirect"] == f"/deals/{deal.pk}"
    assert versie.post(f"/whitespace/undo/{deal.pk}", headers=HTMX).status_code == 204
    assert Deal.objects.get(pk=deal.pk).outcome == "lost"
    anna = signed_in(world.company.anna)
    assert anna.post(f"/whitespace/open?{cell}", headers=HTMX).status_code == 404
    assert _text(anna, f"/whitespace/cell?{cell}", 404)


def test_filters_and_empty_states_of_whitespace(world: World) -> None:
    celia = signed_in(world.company.celia)
    assert "Buyer" in _text(celia, "/whitespace?from=1&to=2")
    assert "No customer passes these filters" in _text(celia, "/whitespace?q=zzzzzzzz&from=999")
    assert "No customers yet" in _text(signed_in(world.company.anna), "/whitespace")
    _text(celia, "/whitespace?from=x&to=-1&line=a&sort=drop&page=999999&cpage=0&columns=7&whose=all&kind=robots")


def test_the_file_holds_what_one_may_see_and_no_formulas(world: World) -> None:
    world.own(world.market.pk, "Raclette")
    from crosslift.customers import actions as customers

    customers.change_account(actor=SYSTEM, account_id=world.market.pk, name='=HYPERLINK("http://x")')
    versie = signed_in(world.company.versie)
    response = versie.get("/whitespace/export?format=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][0] == '\'=HYPERLINK("http://x")'
    assert "bought 1×" in rows[1]
    assert versie.get("/whitespace/export?format=xlsx").content[:2] == b"PK"
    assert len(signed_in(world.company.celia).get("/whitespace/export").content.splitlines()) == 162


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1"])
def test_every_beginning_of_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Camembert - Pierrot") == "Camembert - Pierrot"


def test_pages_speak_russian(world: World) -> None:
    from crosslift.staff import actions as staff

    for user in (world.company.celia,):
        staff.change_user(actor=SYSTEM, user_id=user.pk, language="ru")
    celia = signed_in(world.company.celia)
    assert "Покупают вместе" in _text(celia, "/offers")
    assert "Белые пятна" in _text(celia, "/whitespace")


def test_a_customers_own_panel(world: World) -> None:
    world.own(world.market.pk, "Raclette")
    actions.refuse_product(
        actor=SYSTEM, account_id=world.market.pk, product_id=world.id("Manchego"), reason="supplier"
    )
    panel = _text(signed_in(world.company.versie), f"/offers/customer?account={world.market.pk}")
    assert "Camembert" in panel and "Refused, resting" in panel and "Open deal" in panel
