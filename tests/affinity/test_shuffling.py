"""Shuffling keeps both margins, and noise shows nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from crosslift.affinity import Baskets, PairSettings, learn_pairs, moved_share, shuffle, shuffle_check
from tests.affinity import oracle
from tests.affinity.test_pairs import encoded


@given(table=oracle.lines)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shuffle_keeps_both_margins(kernels: str, table: oracle.Lines) -> None:
    before = encoded(table)
    after = shuffle(before, seed=len(table), trades_per_basket=3)
    assert after.sizes.tolist() == before.sizes.tolist()
    assert after.item_counts.tolist() == before.item_counts.tolist()
    for start, stop in zip(after.ptr[:-1], after.ptr[1:], strict=True):
        held = after.items[start:stop].tolist()
        assert held == sorted(set(held))


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
def test_both_kernels_shuffle_alike(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    draw = np.random.default_rng(3)
    baskets = Baskets.from_columns(draw.integers(0, 300, 2_000), draw.integers(0, 60, 2_000))
    answers = []
    for switch in ("0", "1"):
        monkeypatch.setenv("CROSSLIFT_NUMBA", switch)
        answers.append(shuffle(baskets, seed).items.tolist())
    assert answers[0] == answers[1]
    assert answers[0] != baskets.items.tolist()


def test_trades_mix_as_chance_would() -> None:
    """Two goods in half of 400 baskets of two, of four goods: any pair is as likely after many trades."""
    baskets = Baskets.from_columns(np.repeat(np.arange(400), 2), np.array(["a", "b"] * 200 + ["c", "d"] * 200))
    together = []
    for seed in range(40):
        held = shuffle(baskets, seed, trades_per_basket=8).items.reshape(-1, 2)
        together.append(int(((held[:, 0] == 0) & (held[:, 1] == 1)).sum()))
    assert np.mean(together) == pytest.approx(400 / 6, abs=4)


def test_moved_share_counts_entries_in_another_basket() -> None:
    before = Baskets.from_columns([0, 0, 1, 1], ["a", "b", "c", "d"])
    after = Baskets.from_columns([0, 0, 1, 1], ["a", "c", "b", "d"])
    assert moved_share(before, before) == 0.0
    assert moved_share(before, after) == 0.5


def test_groceries_shuffled_keep_nothing(groceries: Baskets) -> None:
    check = shuffle_check(groceries, PairSettings(), tables=10, seed=20)
    assert check.yours == 148
    assert check.noise == (0,) * 10
    assert (check.mean, round(check.at_most, 2)) == (0.0, 0.26)
    assert check.naive_yours == 5796
    assert 5_300 < min(check.naive_noise) < max(check.naive_noise) < 6_100
    assert check.moved > 0.8


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.98])
def test_popular_good_makes_no_false_pairs(kernels: str, share: float) -> None:
    """A carrier bag in most of many small baskets goes with everything, and that is no news."""
    draw = np.random.default_rng(1)
    sizes = draw.geometric(0.4, 5_000)
    owners, items = np.repeat(np.arange(5_000), sizes), np.maximum(2, draw.zipf(1.6, sizes.sum()) % 60)
    bag = np.flatnonzero(draw.random(5_000) < share)
    both = Baskets.from_columns(np.concatenate([owners, bag]), np.concatenate([items, np.full(bag.size, 99)]))
    assert sum(shuffle_check(both, tables=4, seed=1).noise) <= 1


def test_planted_pairs_are_found_and_little_else(groceries: Baskets) -> None:
    """30 pairs, each put into 20 more baskets of a noise with real margins: half are found, little else is."""
    found = wrong = planted = 0
    for seed in range(3):
        noise, pairs = shuffle(groceries, seed), set()
        draw = np.random.default_rng(seed)
        popular = np.flatnonzero((noise.item_counts >= 100) & (noise.item_counts <= 900))
        while len(pairs) < 30:
            pairs.add(tuple(sorted(draw.choice(popular, 2, replace=False).tolist())))
        chosen = [draw.choice(len(noise), 20, replace=False) for _ in pairs]
        owners = np.concatenate([noise.owners, *(np.repeat(baskets, 2) for baskets in chosen)])
        items = np.concatenate([noise.items, *(np.tile(pair, 20) for pair in pairs)])
        rules = learn_pairs(Baskets.from_columns(owners, items)).rules
        kept = {tuple(sorted(pair)) for pair in rules.select("antecedent", "consequent").iter_rows()}
        found, wrong, planted = found + len(kept & pairs), wrong + len(kept - pairs), planted + 30
    assert found >= planted / 2
    assert wrong <= 0.1 * (found + wrong)
