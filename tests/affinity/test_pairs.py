"""Learning pairs against an oracle, on generated tables."""

from __future__ import annotations

import math
import random

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from crosslift.affinity import Baskets, PairSettings, learn_pairs
from crosslift.affinity import settings as words
from crosslift.affinity.discoveries import adjusted
from crosslift.affinity.margins import fit_margins
from crosslift.affinity.pairs import count_joint, judge
from tests.affinity import oracle

ALL = PairSettings(fdr=0.999999, min_joint=1)
generated = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def encoded(table: oracle.Lines) -> Baskets:
    return Baskets.from_columns(
        pl.Series([basket for basket, _ in table], dtype=pl.Int64),
        pl.Series([item for _, item in table], dtype=pl.String),
    )


@given(table=oracle.lines)
@generated
def test_counts_equal_the_oracle(kernels: str, table: oracle.Lines) -> None:
    baskets = encoded(table)
    single, pair, many = oracle.joint_counts(table)
    found = count_joint(baskets, 1)
    names = baskets.labels.to_list()
    listed = {(names[i], names[j]): c for i, j, c in zip(found.first, found.second, found.joint, strict=True)}
    assert listed == dict(pair)
    assert dict(zip(names, baskets.item_counts.tolist(), strict=True)) == dict(single)
    assert (len(baskets), found.seen) == (many, len(pair))
    assert found.lifted == sum(c * many > 1.5 * single[i] * single[j] for (i, j), c in pair.items())
    often = count_joint(baskets, 2)
    assert sorted(often.joint.tolist()) == sorted(c for c in pair.values() if c > 1)
    assert often.seen == found.seen


@given(table=oracle.lines)
@generated
def test_measures_equal_their_formulas(table: oracle.Lines) -> None:
    single, pair, n = oracle.joint_counts(table)
    for row in learn_pairs(encoded(table), ALL).rules.iter_rows(named=True):
        x, y = row["antecedent"], row["consequent"]
        a, b, c = single[x], single[y], pair[min(x, y), max(x, y)]
        assert (row["antecedent_count"], row["consequent_count"], row["joint"], row["baskets"]) == (a, b, c, n)
        assert row["support"] == pytest.approx(c / n)
        assert row["confidence"] == pytest.approx(c / a)
        assert row["confidence_low"] <= c / a <= row["confidence_high"]
        assert row["base_rate"] == (pytest.approx((b - c) / (n - a)) if n > a else None)
        assert (row["without_joint"], row["without_count"]) == (b - c, n - a)
        assert row["lift"] == pytest.approx(c * n / (a * b))
        assert row["leverage"] == pytest.approx(c / n - a * b / n**2, abs=1e-12)
        assert row["conviction"] == (pytest.approx((1 - b / n) / (1 - c / a)) if c < a else None)
        assert row["jaccard"] == pytest.approx(c / (a + b - c))
        assert row["cosine"] == pytest.approx(c / math.sqrt(a * b))
        assert row["lift_over_size"] == pytest.approx(c / row["expected"])
        assert row["lift_over_size_low"] < row["lift_over_size"]


@given(table=oracle.lines)
@generated
def test_kept_are_those_of_the_exact_test_over_all_possible_pairs(kernels: str, table: oracle.Lines) -> None:
    baskets = encoded(table)
    found = learn_pairs(baskets, PairSettings(fdr=0.3, min_joint=2))
    model = fit_margins(baskets.item_counts, baskets.sizes)
    counts, joint = baskets.item_counts, count_joint(baskets, 2)
    joint = joint.only((counts[joint.first] < len(baskets)) & (counts[joint.second] < len(baskets)))
    classes = model.class_of(counts)
    chance = model.pair_chance(classes[joint.first], classes[joint.second])
    p = [oracle.tail(int(c), q.tolist(), model.trials.tolist()) for c, q in zip(joint.joint, chance, strict=True)]
    items = baskets.labels.len()
    assert found.possible == items * (items - 1) // 2
    assert found.kept == oracle.kept(p, found.possible, 0.3)
    assert found.rules.height == 2 * found.kept
    assert (found.rules["q"] <= 0.3).all()


@given(table=oracle.lines)
@generated
def test_order_repeats_and_names_change_nothing(table: oracle.Lines) -> None:
    mixed = table + table[: len(table) // 2]
    random.Random(len(table)).shuffle(mixed)
    renamed = [(97 - basket, item.upper()) for basket, item in mixed]
    first = learn_pairs(encoded(table), ALL).rules
    again = learn_pairs(encoded(renamed), ALL).rules
    lower = again.with_columns(pl.col("antecedent", "consequent").str.to_lowercase())
    assert lower.sort("antecedent", "consequent").equals(first.sort("antecedent", "consequent"))


@given(table=oracle.lines)
@generated
def test_margins_hold_in_the_model(table: oracle.Lines) -> None:
    baskets = encoded(table)
    if not len(baskets):
        return
    model = fit_margins(baskets.item_counts, baskets.sizes)
    often = baskets.item_counts[baskets.item_counts < len(baskets)]
    counts, many = np.unique(often, return_counts=True)
    assert model.counts.tolist() == counts.tolist()
    assert many @ model.chance == pytest.approx(model.sizes, rel=0.02)


def test_screening_keeps_exactly_what_testing_all_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(8)
    size = 40_000
    baskets = Baskets.from_columns(draw.integers(0, 4_000, size), (200 * draw.beta(0.6, 2, size)).astype(int))
    model, joint = fit_margins(baskets.item_counts, baskets.sizes), count_joint(baskets, 2)
    for level in (0.05, 0.6):
        kept = []
        for limit in (0, 10**9):
            monkeypatch.setattr("crosslift.affinity.screening.SCREEN_ABOVE", limit)
            kept.append(judge(joint, baskets, model, PairSettings(fdr=level, min_joint=2)))
        assert kept[0].first.tolist() == kept[1].first.tolist()
        assert kept[0].p == pytest.approx(kept[1].p, rel=1e-9)
        assert kept[0].q == pytest.approx(kept[1].q, rel=1e-9)


def test_labels_say_why() -> None:
    together = [(basket, item) for basket in range(60) for item in "ab"]
    some = [(basket, item) for basket in range(100, 108) for item in "cd"]
    few = [(basket, item) for basket in range(200, 204) for item in "ef"]
    other = [(basket, "ghi"[basket % 3]) for basket in range(300, 900)]
    rules = learn_pairs(encoded(together + some + few + other), PairSettings()).rules
    said = {
        (row["antecedent"], row["consequent"]): (row["label"], row["reason"]) for row in rules.iter_rows(named=True)
    }
    assert said["a", "b"] == (words.WORTHY, words.OK)
    assert said["d", "c"] == (words.CAUTION, words.FEW_JOINT)
    assert said["e", "f"] == (words.WEAK, words.VERY_FEW_JOINT)
    assert not any({"g", "h", "i"} & set(pair) for pair in said)
    strict = learn_pairs(encoded(together + other), PairSettings(worthy_lift=1e6)).rules
    assert set(strict["reason"]) == {words.LOW_LIFT}


def test_confidence_hides_rules_but_tests_the_same() -> None:
    table = [(basket, item) for basket in range(40) for item in "ab"] + [(basket, "a") for basket in range(40, 400)]
    table += [(basket, "c") for basket in range(400, 900)]
    every = learn_pairs(encoded(table))
    sure = learn_pairs(encoded(table), PairSettings(min_confidence=0.5))
    none = learn_pairs(encoded(table), PairSettings(min_confidence=1.0, min_joint=40, fdr=0.05))
    assert (every.rules.height, sure.rules.height, sure.kept) == (2, 1, every.kept)
    assert sure.rules["q"][0] == every.rules["q"][0]
    assert none.rules["antecedent"].to_list() == ["b"]
    with pytest.raises(ValueError, match="min_confidence"):
        PairSettings(min_confidence=1.5)


def test_adjusted_is_the_level_at_which_each_is_kept() -> None:
    p = np.array([0.001, 0.04, 0.012, 0.9, 0.0001])
    q = adjusted(p, 20)
    for level in (0.01, 0.02, 0.1, 0.2):
        assert (q <= level).sum() == oracle.kept(p.tolist(), 20, level)
    with pytest.raises(ValueError, match="only 3"):
        adjusted(p, 3)
