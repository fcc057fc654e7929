"""From a won deal to the next sale: asked once, answered once, and never twice."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crosslift.core.errors import BadInput, NotFound
from crosslift.deals import actions as deals
from crosslift.deals.errors import NoRate, PriceUnknown
from crosslift.deals.models import Deal
from crosslift.flows.models import Instance
from crosslift.leads.models import Lead
from crosslift.offers import actions, queries
from crosslift.offers.errors import AlreadyAnswered, NotAskedNow, ReasonNeeded
from crosslift.offers.models import OfferRefusal, Suggestion
from crosslift.staff import actions as staff
from tests.offers.world import SYSTEM, World, settle


@pytest.fixture
def won(learned: World) -> Deal:
    """A won deal over raclette and gnocchi; camembert and manchego fit."""
    return learned.win(learned.open("Raclette", "Gnocchi"))


def _of(deal: Deal, world: World, name: str) -> Suggestion:
    return Suggestion.objects.get(deal=deal, product_id=world.id(name))


def _say(world: World, one: Suggestion, result: str, **values: Any) -> Suggestion:
    actor = world.company.act(world.company.versie)
    return actions.answer_suggestion(actor=actor, suggestion_id=one.pk, result=result, **values)


def test_a_win_asks_about_what_fits_and_the_panel_shows_it(won: Deal, learned: World) -> None:
    shown = queries.deal_offers(learned.company.act(learned.company.versie), won.pk)
    assert shown.state == "asked" and shown.answered == 0 and shown.may_answer
    names = [one.product.name for one in shown.suggestions]
    assert {"Camembert", "Manchego"} <= set(names)
    first = _of(won, learned, "Camembert")
    assert first.reasons[0]["source_name"] == "Raclette" and first.label == "worthy"
    assert Instance.objects.get(about=f"deal:{won.pk}", process="cross_sale").state == "waiting"


def test_interested_opens_one_follow_up_and_the_next_product_joins_it(won: Deal, learned: World) -> None:
    one = _say(learned, _of(won, learned, "Camembert"), "interested", bant={"need": True, "budget": {"ok": True}})
    other = _say(learned, _of(won, learned, "Manchego"), "interested")
    follow = Deal.objects.get(source="cross_sale", source_deal=won)
    assert one.follow_deal_id == other.follow_deal_id == follow.pk
    assert {line.product.name for line in follow.lines.all()} == {"Camembert", "Manchego"}
    assert follow.bant == {"need": True, "budget": True}
    assert (follow.account_id, follow.owner_id) == (won.account_id, won.owner_id)


def test_nurture_registers_a_lead_and_no_keeps_the_reason_and_rests(won: Deal, learned: World) -> None:
    nurtured = _say(learned, _of(won, learned, "Camembert"), "nurture", note="after Christmas")
    refused = _say(learned, _of(won, learned, "Manchego"), "refused", reason="supplier", rest_months=6)
    lead = Lead.objects.get(source_deal=won)
    assert nurtured.follow_lead_id == lead.pk
    assert [one.product_id for one in lead.products.all()] == [learned.id("Camembert")]
    kept = OfferRefusal.objects.get(suggestion=refused)
    assert (kept.reason, kept.until, kept.account_id) == ("supplier", refused.rest_until, won.account_id)
    found = queries.candidates(account_id=won.account_id, contact_id=None, anchors=[learned.id("Gnocchi")])
    assert "refused" in {one.why for one in found.left_out}


def test_when_all_are_answered_the_process_is_over(won: Deal, learned: World) -> None:
    for one in Suggestion.objects.filter(deal=won):
        _say(learned, one, "refused", reason="no_need")
    assert Instance.objects.get(about=f"deal:{won.pk}", process="cross_sale").state == "done"


def test_nothing_found_ends_the_process_and_says_so(learned: World) -> None:
    won = learned.win(learned.open("Sauerkraut"))
    assert not Suggestion.objects.filter(deal=won).exists()
    shown = queries.deal_offers(learned.company.act(learned.company.versie), won.pk)
    assert shown.state == "none"
    assert Instance.objects.get(about=f"deal:{won.pk}", process="cross_sale").state == "done"


def test_before_the_worker_came_the_panel_waits(learned: World) -> None:
    deal = learned.open("Raclette")
    versie = learned.company.act(learned.company.versie)
    deals.win_deal(actor=versie, deal_id=deal.pk)
    assert queries.deal_offers(versie, deal.pk).state == "waiting"
    settle()
    assert queries.deal_offers(versie, deal.pk).state == "asked"


def test_a_second_answer_is_refused_and_changes_nothing(won: Deal, learned: World) -> None:
    one = _of(won, learned, "Camembert")
    _say(learned, one, "interested")
    with pytest.raises(AlreadyAnswered):
        _say(learned, one, "refused", reason="no_need")
    one.refresh_from_db()
    assert one.state == "interested" and not OfferRefusal.objects.exists()
    assert Deal.objects.filter(source="cross_sale").count() == 1


def test_steps_called_again_change_nothing(won: Deal, learned: World) -> None:
    one = _say(learned, _of(won, learned, "Camembert"), "interested")
    again = actions.finish_suggestion(actor=SYSTEM, suggestion_id=one.pk, opening="deal")
    assert (again.follow_deal_id, again.done_at) == (one.follow_deal_id, one.done_at)
    before = list(Suggestion.objects.order_by("pk").values_list("pk", "state", "instance_id"))
    still = actions.suggest_products(actor=SYSTEM, deal_id=won.pk, instance_id=one.instance_id)
    assert list(Suggestion.objects.order_by("pk").values_list("pk", "state", "instance_id")) == before
    assert one.pk not in {each.pk for each in still}
    assert Deal.objects.filter(source="cross_sale").count() == 1


def test_the_database_keeps_one_suggestion_a_deal_and_product(won: Deal, learned: World) -> None:
    one = _of(won, learned, "Camembert")
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


def test_an_undone_win_withdraws_and_a_second_win_asks_only_the_rest(won: Deal, learned: World) -> None:
    _say(learned, _of(won, learned, "Camembert"), "refused", reason="expensive")
    versie = learned.company.act(learned.company.versie)
    deals.reopen_deal(actor=versie, deal_id=won.pk)
    settle()
    left = _of(won, learned, "Manchego")
    assert left.state == "withdrawn"
    with pytest.raises(NotAskedNow):
        _say(learned, left, "interested")
    learned.win(won)
    states = dict(Suggestion.objects.filter(deal=won).values_list("product__name", "state"))
    assert (states["Camembert"], states["Manchego"]) == ("refused", "open")
    assert _say(learned, _of(won, learned, "Manchego"), "interested").follow_deal_id
    assert Suggestion.objects.filter(deal=won).count() == len(states)


def test_bought_meanwhile_it_is_not_asked_again(won: Deal, learned: World) -> None:
    deals.reopen_deal(actor=learned.company.act(learned.company.versie), deal_id=won.pk)
    settle()
    learned.own(won.account_id or 0, "Camembert")
    learned.win(won)
    assert _of(won, learned, "Camembert").state == "withdrawn"
    assert _of(won, learned, "Manchego").state == "open"


def test_a_refusal_needs_its_reason_and_a_known_one(won: Deal, learned: World) -> None:
    one = _of(won, learned, "Camembert")
    with pytest.raises(ReasonNeeded):
        _say(learned, one, "refused")
    with pytest.raises(BadInput):
        _say(learned, one, "refused", reason="mood")
    with pytest.raises(BadInput):
        _say(learned, one, "refused", reason="no_need", rest_months=9000)
    with pytest.raises(BadInput):
        _say(learned, one, "perhaps")
    with pytest.raises(BadInput):
        _say(learned, one, "interested", bant={"mood": True})
    one.refresh_from_db()
    assert one.state == "open"


def test_without_price_or_rate_the_answer_is_refused_before_it_is_kept(won: Deal, learned: World) -> None:
    one = _of(won, learned, "Camembert")
    Suggestion.objects.filter(pk=one.pk).update(currency="EUR")
    with pytest.raises(NoRate):
        _say(learned, one, "interested")
    Suggestion.objects.filter(pk=one.pk).update(price=None, product_id=learned.id("Mystery"))
    with pytest.raises(PriceUnknown):
        _say(learned, one, "interested")
    one.refresh_from_db()
    assert one.state == "open"


def test_who_may_see_all_offers_sees_those_of_others_too(won: Deal, learned: World) -> None:
    for user in (learned.company.celia, learned.company.nadia):
        assert queries.deal_offers(learned.company.act(user), won.pk).state == "asked"


def test_who_may_answer(won: Deal, learned: World) -> None:
    company, one = learned.company, _of(won, learned, "Camembert")
    with pytest.raises(NotFound):
        actions.answer_suggestion(actor=company.act(company.anna), suggestion_id=one.pk, result="interested")
    with pytest.raises(NotFound):
        actions.answer_suggestion(actor=company.act(company.moses), suggestion_id=one.pk, result="interested")
    one.refresh_from_db()
    assert one.state == "open" and not Deal.objects.filter(source="cross_sale").exists()
    staff.change_user(actor=SYSTEM, user_id=company.versie.pk, deputy_id=company.moses.pk)
    answered = actions.answer_suggestion(actor=company.act(company.moses), suggestion_id=one.pk, result="interested")
    assert answered.answered_by_id == company.moses.pk and answered.follow_deal_id
    head = actions.answer_suggestion(
        actor=company.act(company.dustin), suggestion_id=_of(won, learned, "Manchego").pk, result="nurture"
    )
    assert head.follow_lead_id


def test_on_an_open_deal_what_fits_is_shown_and_added(learned: World) -> None:
    versie = learned.company.act(learned.company.versie)
    deal = learned.open("Raclette")
    shown = queries.deal_offers(versie, deal.pk)
    assert shown.state == "open" and shown.found is not None
    assert "Camembert" in [one.product.name for one in shown.found.offers]
    actions.add_to_deal(actor=versie, deal_id=deal.pk, product_id=learned.id("Camembert"))
    line = Deal.objects.get(pk=deal.pk).lines.get(product_id=learned.id("Camembert"))
    assert line.quantity == 12
    after = queries.deal_offers(versie, deal.pk)
    assert after.found is not None and "Camembert" not in [one.product.name for one in after.found.offers]
