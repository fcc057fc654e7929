"""What chance alone would put together: a model of baskets that keeps how often each item sells and each size.

P(item i in a basket of size s) = w_i c_s / (1 + w_i c_s), with w and c fitted so that both margins hold: the
distribution of largest entropy with these margins (a Rasch model). Items that sell equally often have equal w,
and baskets of one size equal c, so the model is a table of distinct counts x distinct sizes: small whatever
the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 400
CLOSE_ENOUGH = 1e-10
BLOCK_CELLS = 4_000_000
POPULAR = 0.5
CERTAIN = 1.0 - 1e-12  # a chance of exactly one has no logarithm of its complement


@dataclass(frozen=True, eq=False)
class MarginModel:
    """The fitted model. `chance[c, s]`: of an item of class c being in one basket of size `sizes[s]`.

    `counts` are the distinct item counts (class c sells in counts[c] baskets), `trials[s]` the number of baskets
    of each size, `together[s]` the correction for drawing without repeat. Sizes below two are left out: they
    hold no pair.

    One correction for all pairs is right within a few percent while no item is in most baskets; with an item in
    90% of small baskets it would expect a quarter too little of it. So pairs with a `popular` class take Hajek's
    (1964) approximation where that expects more: 1 - (1 - P_i)(1 - P_j) / free[s], free[s] being the sum of
    P (1 - P) over items.
    """

    counts: Ints
    sizes: Ints
    trials: Ints
    chance: Floats
    together: Floats
    free: Floats
    popular: NDArray[np.bool_]

    def class_of(self, item_counts: Ints) -> Ints:
        """Return the class of items that sell in `item_counts` baskets (each count must be one fitted)."""
        return np.searchsorted(self.counts, item_counts).astype(np.int64)

    def pair_chance(self, first: Ints, second: Ints) -> Floats:
        """Return, for pairs of classes, the chance that one basket of each size holds both (rows x sizes)."""
        one, other = self.chance[first], self.chance[second]
        hajek = 1.0 - (1.0 - one) * (1.0 - other) / self.free
        popular = (self.popular[first] | self.popular[second])[:, None]
        together = np.where(popular, np.maximum(hajek, self.together), self.together)
        return np.minimum(one * other * together, CERTAIN)

    def expected(self, first: Ints, second: Ints) -> Floats:
        """Return the joint count that chance alone would make, for pairs of classes."""
        return self.moments(first, second)[0]

    def moments(self, first: Ints, second: Ints) -> tuple[Floats, Floats, Floats]:
        """Return mean, variance and third central moment of the joint count, for pairs of classes (first ascending).

        Sums over sizes of q, q^2 and q^3 are products of matrices, made for a block of first classes at a time.
        """
        sums = np.empty((3, first.size))
        self._by_products(first, second, sums)
        popular = np.flatnonzero(self.popular[first] | self.popular[second])
        step = max(1, BLOCK_CELLS // max(1, self.sizes.size))
        for start in range(0, popular.size, step):
            rows = popular[start : start + step]
            chance = self.pair_chance(first[rows], second[rows])
            sums[:, rows] = [chance ** (k + 1) @ self.trials for k in range(3)]
        one, two, three = sums
        return one, one - two, one - 3.0 * two + 2.0 * three

    def _by_products(self, first: Ints, second: Ints, sums: Floats) -> None:
        step = max(1, BLOCK_CELLS // max(1, self.counts.size))
        for start in range(0, self.counts.size, step):
            low, high = np.searchsorted(first, (start, start + step))
            if low == high:
                continue
            place = (first[low:high] - start, second[low:high])
            for k in range(3):
                weight = self.trials * self.together ** (k + 1)
                power = self.chance ** (k + 1)
                sums[k, low:high] = ((power[start : start + step] * weight) @ power.T)[place]


def fit_margins(item_counts: Ints, basket_sizes: Ints) -> MarginModel:
    """Fit the model to how often each item sells and how many items each basket holds (all at least one).

    Items in every basket are left out, and not counted in sizes: where they stand is certain, and says nothing.
    """
    always = item_counts == basket_sizes.size
    item_counts, basket_sizes = item_counts[~always], basket_sizes - int(always.sum())
    basket_sizes = basket_sizes[basket_sizes > 0]
    counts, many = np.unique(item_counts, return_counts=True)
    sizes, trials = np.unique(basket_sizes, return_counts=True)
    weight = counts / max(1, basket_sizes.size)
    scale = sizes / max(1e-300, float(weight @ many))
    chance = _chance(weight, scale)
    for _ in range(ROUNDS):
        weight = weight * counts / (chance @ trials)
        chance = _chance(weight, scale)
        scale = scale * sizes / (many @ chance)
        chance = _chance(weight, scale)
        if np.abs(chance @ trials / counts - 1.0).max(initial=0.0) < CLOSE_ENOUGH:
            break
    squares = many @ (chance * chance)
    free = np.maximum(many @ (chance * (1.0 - chance)), 1e-9)
    pairs = sizes >= 2
    left = np.maximum(sizes.astype(np.float64) ** 2 - squares, 1e-9)
    together = sizes * (sizes - 1.0) / left
    return MarginModel(
        counts=counts.astype(np.int64),
        sizes=sizes[pairs].astype(np.int64),
        trials=trials[pairs].astype(np.int64),
        chance=np.ascontiguousarray(chance[:, pairs]),
        together=together[pairs],
        free=free[pairs],
        popular=counts >= POPULAR * max(1, basket_sizes.size),
    )


def _chance(weight: Floats, scale: Floats) -> Floats:
    odds = np.outer(weight, scale)
    return np.asarray(odds / (1.0 + odds), dtype=np.float64)
