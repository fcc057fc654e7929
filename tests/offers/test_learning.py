"""A version is learned by a worker, swapped in whole, and says why when it holds nothing or fails."""

import pytest

from crosslift.core.errors import BadInput, NotAllowed
from crosslift.offers import actions, jobs, queries
from crosslift.offers.errors import AlreadyLearning
from crosslift.offers.models import Potential, ProductShare, Rule, RuleSet
from tests.offers.world import SYSTEM, World


def test_the_planted_rule_is_found_with_all_its_counts(learned: World) -> None:
    rule = Rule.objects.get(antecedent=learned.id("Raclette"), consequent=learned.id("Camembert"))
    assert rule.label == "worthy"
    assert rule.baskets == 158
    assert rule.antecedent_count == 54
    assert rule.joint + rule.without_joint == rule.consequent_count
    assert rule.without_count == 158 - 54
    assert rule.confidence_low < rule.joint / rule.antecedent_count < rule.confidence_high
    fillers = [learned.id(f"Filler {n}") for n in range(1, 9)]
    assert not Rule.objects.filter(antecedent__in=fillers, consequent__in=fillers).exists()


def test_a_new_version_takes_the_place_of_the_old_one_and_keeps_its_mutes(learned: World) -> None:
    rule = Rule.objects.get(antecedent=learned.id("Raclette"), consequent=learned.id("Camembert"))
    actions.mute_rule(actor=SYSTEM, rule_id=rule.pk)
    second = learned.learn()
    assert [(one.number, one.state) for one in RuleSet.objects.order_by("number")] == [(1, "past"), (2, "current")]
    assert second.rules.get(antecedent=rule.antecedent_id, consequent=rule.consequent_id).muted
    assert ProductShare.objects.filter(ruleset=second, product=learned.id("Raclette")).get().count == 54
    assert Potential.objects.filter(ruleset=second, product=learned.id("Raclette")).get().cells > 0


def test_orders_and_customers_are_learned_apart(learned: World) -> None:
    version = learned.learn("orders")
    assert {(one.basis, one.number) for one in RuleSet.objects.filter(state="current")} == {
        ("owned", 1),
        ("orders", 1),
    }
    assert version.baskets == 158


def test_who_learns_twice_at_once_is_refused_and_nothing_changes(world: World) -> None:
    actions.begin_learning(actor=SYSTEM, basis="owned")
    with pytest.raises(AlreadyLearning):
        actions.begin_learning(actor=SYSTEM, basis="owned")
    assert RuleSet.objects.count() == 1


def test_a_job_delivered_twice_learns_once(learned: World) -> None:
    version = queries.current()
    assert version is not None
    before = (version.learned_at, version.rules.count())
    jobs.learn_rules(version.pk)
    version.refresh_from_db()
    assert (version.learned_at, version.rules.count()) == before


def test_a_failure_is_told_and_the_version_before_stays(learned: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("no memory left")

    monkeypatch.setattr(jobs, "learn", broken)
    second = learned.learn()
    assert (second.state, second.said) == ("failed", "no memory left")
    current = queries.current()
    assert current is not None and current.number == 1


def test_where_nothing_survives_it_says_why(world: World) -> None:
    for buyer in world.buyers:
        world.own(buyer, *world.goods)
    version = world.learn()
    assert (version.kept, version.why_nothing) == (0, "all_own_all")


def test_only_who_may_change_rules_learns_mutes_and_sets(learned: World) -> None:
    versie = learned.company.act(learned.company.versie)
    rule = Rule.objects.first()
    assert rule is not None
    with pytest.raises(NotAllowed):
        actions.begin_learning(actor=versie, basis="owned")
    with pytest.raises(NotAllowed):
        actions.mute_rule(actor=versie, rule_id=rule.pk)
    with pytest.raises(NotAllowed):
        actions.change_rule_settings(actor=versie, fdr=0.1)
    assert RuleSet.objects.count() == 1 and not Rule.objects.filter(muted=True).exists()
    assert queries.thresholds().fdr == 0.05


def test_settings_are_checked_and_used_by_the_next_version(learned: World) -> None:
    nadia = learned.company.act(learned.company.nadia)
    with pytest.raises(BadInput) as refused:
        actions.change_rule_settings(actor=nadia, fdr=7, worthy_joint="many", colour="red")
    assert set(refused.value.fields) == {"fdr", "worthy_joint", "colour"}
    assert queries.thresholds().worthy_joint == 20
    actions.change_rule_settings(actor=nadia, worthy_joint=1000, caution_joint=5)
    version = learned.learn()
    rule = version.rules.get(antecedent=learned.id("Raclette"), consequent=learned.id("Camembert"))
    assert (rule.label, rule.why) == ("caution", "few_joint")
    assert version.settings["worthy_joint"] == 1000


def test_a_shuffle_finds_less_in_noise_than_in_the_data(learned: World) -> None:
    check = actions.begin_shuffle(actor=SYSTEM, basis="owned", tables=5)
    jobs.shuffle(check.pk)
    check.refresh_from_db()
    version = queries.current()
    assert version is not None
    assert check.state == "done" and len(check.kept) == 5
    assert max(check.kept) < version.kept


def test_the_night_learns_every_basis(world: World) -> None:
    jobs.learn_nightly(0)
    assert set(RuleSet.objects.values_list("basis", flat=True)) == {"owned", "orders"}
    jobs.learn_nightly(0)
    assert RuleSet.objects.count() == 2
