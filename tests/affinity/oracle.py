"""Slow and plain: what the engine must equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

Lines = list[tuple[int, str]]

# Few baskets and items, so that most tables hold repeats, full baskets and goods nobody shares.
lines = st.lists(st.tuples(st.integers(0, 11), st.sampled_from("abcdefg")), max_size=70)


def joint_counts(table: Lines) -> tuple[Counter[str], Counter[tuple[str, str]], int]:
    """Return item counts, pair counts (in alphabetical order) and the number of baskets."""
    baskets: dict[int, set[str]] = {}
    for basket, item in table:
        baskets.setdefault(basket, set()).add(item)
    single = Counter(item for held in baskets.values() for item in held)
    pair = Counter(two for held in baskets.values() for two in combinations(sorted(held), 2))
    return single, pair, len(baskets)


def tail(observed: int, chance: Sequence[float], trials: Sequence[int]) -> float:
    """Return P(X >= observed) by adding one basket after another, in whole fractions."""
    row = [Fraction(1)]
    for share, many in zip(chance, trials, strict=True):
        p = Fraction(share)
        for _ in range(many):
            longer = [Fraction(0)] * (len(row) + 1)
            for count, mass in enumerate(row):
                longer[count] += mass * (1 - p)
                longer[count + 1] += mass * p
            row = longer
    return float(sum(row[observed:], Fraction(0)))


def kept(p: Sequence[float], tests: int, level: float) -> int:
    """Return how many Benjamini and Hochberg keep, as their paper says it."""
    ordered = sorted(p)
    passing = [rank for rank, value in enumerate(ordered, 1) if value <= level * rank / tests]
    return max(passing, default=0)
