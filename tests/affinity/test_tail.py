"""The exact tail against whole fractions, SciPy and itself in the other kernel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from crosslift.affinity.kernels import choose
from crosslift.affinity.margins import CERTAIN, MarginModel
from crosslift.affinity.screening import normal_with_skew, still_open
from crosslift.affinity.tail import upper_tail
from tests.affinity import oracle

sizes = st.lists(st.tuples(st.floats(1e-6, CERTAIN), st.integers(1, 7)), min_size=1, max_size=4)


@given(sizes)
@settings(max_examples=60, deadline=None)
def test_tail_equals_adding_basket_after_basket(cells: list[tuple[float, int]]) -> None:
    chance, trials = [q for q, _ in cells], [n for _, n in cells]
    observed = np.arange(sum(trials) + 2)
    ours = upper_tail(observed, np.tile(chance, (observed.size, 1)), np.array(trials))
    right = [oracle.tail(int(count), chance, trials) for count in observed]
    assert ours == pytest.approx(right, rel=1e-9, abs=1e-290)


def _model(chance: list[float], trials: list[int]) -> MarginModel:
    row = np.sqrt(np.array([chance]))
    ones = np.ones(row.size)
    return MarginModel(
        np.array([1]), np.arange(2, 2 + row.size), np.array(trials), row, ones, ones, np.array([False])
    )


@given(cells=sizes)
@settings(max_examples=30, deadline=None)
def test_both_kernels_give_the_same_tail(cells: list[tuple[float, int]]) -> None:
    model = _model([q for q, _ in cells], [n * 40 for _, n in cells])
    observed = np.unique(np.linspace(0, model.trials.sum() + 1, 40).astype(np.int64))
    same = np.zeros_like(observed)
    answers = []
    for switch in ("0", "1"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CROSSLIFT_NUMBA", switch)
            answers.append(choose(0.0).tails(observed, same, same, model))
    assert answers[0] == pytest.approx(answers[1], rel=1e-9, abs=1e-290)


@pytest.mark.parametrize(("baskets", "chance"), [(1_000_000, 0.01), (10_000_000, 0.0003), (2_000, 0.6)])
def test_tail_holds_at_size_and_far_out(baskets: int, chance: float) -> None:
    mean, spread = baskets * chance, (baskets * chance * (1 - chance)) ** 0.5
    observed = (mean + spread * np.array([-6.0, -2.0, 0.0, 1.0, 3.0, 8.0, 20.0])).astype(np.int64)
    ours = upper_tail(observed, np.full((observed.size, 1), chance), np.array([baskets]))
    assert ours == pytest.approx(binom.sf(observed - 1, baskets, chance), rel=1e-8)


def test_screen_never_hides_what_the_exact_test_could_keep() -> None:
    mean = np.geomspace(1e-4, 3000, 60)
    for trials in (40, 4_000):
        for share in mean[mean < 0.97 * trials] / trials:
            observed = np.arange(1, trials + 1)[: int(share * trials + 12 * (share * trials) ** 0.5 + 12)]
            row = np.full((observed.size, 1), share)
            exact = upper_tail(observed, row, np.array([trials]))
            left = np.full(observed.size, share * trials)
            third = left * (1 - share) * (1 - 2 * share)
            screen = normal_with_skew(observed, left, left * (1 - share), third)
            for right, quick in zip(exact.tolist(), screen.tolist(), strict=True):
                assert not 1e-12 < right <= 0.05 or quick <= still_open(right)
