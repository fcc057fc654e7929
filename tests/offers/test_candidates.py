"""What is offered, in what order, with what reasons; and what is left out, by why."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from crosslift.catalog import actions as catalog
from crosslift.offers import actions, queries
from crosslift.offers.models import Rule
from crosslift.offers.worth import stepped
from tests.offers.world import SYSTEM, World


def _names(found: Any) -> list[str]:
    return [one.product.name for one in found.offers]


def _named(name: str, found: Any) -> Any:
    return next(one for one in found.offers if one.product.name == name)


def _for(world: World, **values: Any) -> Any:
    return queries.candidates(account_id=world.market.pk, contact_id=None, **values)


def _oracle(world: World, owned: set[int]) -> list[tuple[float, str]]:
    """By hand: every rule of trust from what is owned, the best bound of each product, times margin and quantity."""
    usual = {"Camembert": 12}
    best: dict[str, float] = {}
    for rule in Rule.objects.filter(ruleset__state="current", ruleset__basis="owned").select_related("consequent"):
        if rule.label == "weak" or rule.antecedent_id not in owned or rule.consequent_id in owned:
            continue
        name = rule.consequent.name
        best[name] = max(best.get(name, 0.0), rule.confidence_low)
    scored = []
    for name, low in best.items():
        product = world.goods[name]
        if product.price is None:
            continue
        each = product.price - product.cost if product.cost is not None else product.price
        quantity = stepped(Decimal(usual.get(name, 3)), product.unit_step)
        scored.append((float(each * quantity) * low, name))
    return sorted(scored, reverse=True)


def test_candidates_are_those_of_a_plain_count_in_the_same_order(learned: World) -> None:
    learned.own(learned.market.pk, "Raclette", "Gnocchi")
    owned = {learned.id("Raclette"), learned.id("Gnocchi")}
    found = _for(learned, limit=50)
    assert _names(found) == [name for _score, name in _oracle(learned, owned)]
    assert "Camembert" in _names(found)


def test_worth_is_share_times_margin_times_usual_quantity_in_whole_steps(learned: World) -> None:
    one = next(
        one for one in _for(learned, anchors=[learned.id("Raclette")]).offers if one.product.name == "Camembert"
    )
    assert one.terms.quantity == Decimal(12)  # the usual 12 is two steps of 6
    assert one.worth == round(Decimal(repr(one.confidence)) * Decimal(14) * 12, 2)
    assert (one.label, one.terms.is_) == ("worthy", "margin")


def test_without_cost_it_ranks_by_revenue_and_says_so(learned: World) -> None:
    one = next(one for one in _for(learned, anchors=[learned.id("Gnocchi")]).offers if one.product.name == "Manchego")
    assert one.terms.is_ == "revenue"
    assert one.worth == round(Decimal(repr(one.confidence)) * Decimal(38) * 3, 2)


def test_owned_in_work_refused_and_retired_are_left_out_and_counted(learned: World) -> None:
    for name in ("Camembert", "Manchego", "Sauerkraut", "Mystery"):
        learned.link("Raclette", name) if name != "Camembert" else None
    learned.own(learned.market.pk, "Camembert")
    learned.open("Manchego")
    actions.refuse_product(
        actor=SYSTEM, account_id=learned.market.pk, product_id=learned.id("Sauerkraut"), reason="supplier"
    )
    catalog.retire_product(actor=SYSTEM, product_id=learned.id("Mystery"))
    found = _for(learned, anchors=[learned.id("Raclette")], limit=50)
    left = {one.product.name: one.why for one in found.left_out}
    assert left == {"Camembert": "owned", "Manchego": "in_work", "Sauerkraut": "refused", "Mystery": "inactive"}
    assert not set(left) & set(_names(found))
    refused = next(one for one in found.left_out if one.why == "refused")
    assert refused.until is not None and refused.at is not None and refused.reason == "supplier"


def test_a_refusal_that_has_rested_is_offered_again(learned: World) -> None:
    refusal = actions.refuse_product(
        actor=SYSTEM, account_id=learned.market.pk, product_id=learned.id("Camembert"), reason="no_need"
    )
    anchors = [learned.id("Raclette")]
    assert "Camembert" not in _names(_for(learned, anchors=anchors))
    actions.end_refusal(actor=SYSTEM, refusal_id=refusal.pk)
    assert "Camembert" in _names(_for(learned, anchors=anchors))


def test_muted_and_weak_rules_feed_nothing(learned: World) -> None:
    rule = Rule.objects.get(antecedent=learned.id("Raclette"), consequent=learned.id("Camembert"))
    anchors = [learned.id("Raclette")]
    actions.mute_rule(actor=SYSTEM, rule_id=rule.pk)
    assert "Camembert" not in _names(_for(learned, anchors=anchors))
    actions.unmute_rule(actor=SYSTEM, rule_id=rule.pk)
    assert "Camembert" in _names(_for(learned, anchors=anchors))
    Rule.objects.filter(pk=rule.pk).update(label="weak")
    assert "Camembert" not in _names(_for(learned, anchors=anchors))


def test_a_link_of_the_catalogue_leads_on_without_any_rule(world: World) -> None:
    world.link("Sauerkraut", "Gnocchi", note="for the winter menu")
    world.link("Sauerkraut", "Manchego", cross=False)
    found = _for(world, anchors=[world.id("Sauerkraut")])
    assert _names(found) == ["Gnocchi"]
    one = found.offers[0]
    assert (one.confidence, one.worth, one.label) == (None, None, "")
    assert "The catalogue proposes it with Sauerkraut. for the winter menu" in queries.plain(one.reasons[0])
    assert "not yet known" in queries.plain(one.reasons[0])


def test_a_link_counts_as_many_as_own_it_anyway(learned: World) -> None:
    learned.link("Sauerkraut", "Gnocchi")
    one = _for(learned, anchors=[learned.id("Sauerkraut")]).offers[0]
    assert one.confidence == pytest.approx(20 / 158)
    assert one.low is not None and one.low < one.confidence
    assert "20 of 158 customers have it" in queries.plain(one.reasons[0])


def test_a_premium_link_shows_both_routes(learned: World) -> None:
    learned.link("Raclette", "Gnocchi", kind="premium")
    found = _for(learned, anchors=[learned.id("Raclette")], limit=50)
    one = next(one for one in found.offers if one.product.name == "Gnocchi")
    assert [reason["kind"] for reason in one.reasons[:2]] == ["premium", "unit_step"]
    assert one.reasons[1]["quantity"] == "5"
    assert "better version of Raclette" in queries.plain(one.reasons[0])
    assert "5 kg more is the next step" in queries.plain(one.reasons[1])


def test_unlike_currencies_are_ranked_after_unless_a_rate_is_stored(learned: World) -> None:
    gnocchi = learned.goods["Gnocchi"]
    catalog.change_product(
        actor=SYSTEM, product_id=gnocchi.pk, currency_id="EUR", price=Decimal(90000), cost=Decimal(1)
    )
    learned.link("Raclette", "Gnocchi")
    anchors = [learned.id("Raclette")]
    found = _for(learned, anchors=anchors, limit=50)
    assert _names(found)[0] == "Camembert" and found.unlike == ("EUR",)
    last = next(one for one in found.offers if one.product.name == "Gnocchi")
    assert (last.compared, last.terms.currency) == (False, "EUR")
    catalog.save_rate(actor=SYSTEM, currency="EUR", day=date(2020, 1, 1), rate=Decimal("1.1"))
    found = _for(learned, anchors=anchors, limit=50)
    assert _names(found)[0] == "Gnocchi" and found.unlike == ()


REASON = {
    "kind": "rule", "source_name": "Raclette <b>", "joint": 71, "count": 312, "without_joint": 148,
    "without_count": 1389, "times": 2.1, "times_low": 1.7, "times_high": 2.6, "label": "worthy",
}  # fmt: skip


def test_the_sentence_in_english_and_russian() -> None:
    assert queries.plain(REASON) == (
        "Bought with Raclette <b> by 71 of 312 customers like this one; "
        "2.1 times as often as chance, after correction."
    )
    assert "Raclette &lt;b&gt;" in queries.sentence(REASON)
    with translation.override("ru"):
        told = queries.plain(REASON)
    assert (
        told == "Вместе с «Raclette <b>» его берут 71 из 312 похожих контрагентов: "
        "в 2,1 раза чаще случайного, с поправкой."
    )


def test_few_cases_tell_their_likely_range() -> None:
    few = REASON | {"joint": 14, "count": 41, "times": 2.6, "times_low": 1.2, "times_high": 4.9}
    assert queries.plain(few).endswith("Likely 1.2 to 4.9 times. Only 14 cases: ask, don’t promise.")
    with translation.override("ru"):
        assert "вероятно, от 1,2 до 4,9 раза" in queries.plain(few).lower()
