"""A quick look at all pairs before the exact test of those that could be kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from crosslift.affinity.counting import Ints
from crosslift.affinity.discoveries import threshold
from crosslift.affinity.kernels import choose
from crosslift.affinity.margins import MarginModel

Floats = NDArray[np.float64]

SCREEN_ABOVE = 1_000  # cases; below, all are tested exactly
TRUSTED, POWER = 2.0, 0.8  # see `still_open`
PLAIN_SECONDS_A_CELL = 2e-6


def normal_with_skew(observed: Ints, mean: Floats, variance: Floats, third: Floats) -> Floats:
    """Return about P(X >= observed) by a normal with the first Edgeworth term, for screening only."""
    spread = np.sqrt(np.maximum(variance, 1e-300))
    x = (observed - 0.5 - mean) / spread
    skew = third / spread**3
    density = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return np.asarray(np.clip(ndtr(-x) + skew * (x * x - 1.0) * density / 6.0, 0.0, 1.0), dtype=np.float64)


def chances(
    observed: Ints, first: Ints, second: Ints, many: Ints, model: MarginModel, tests: int, level: float
) -> Floats:
    """Return the chance of each case (a joint count or more, for a pair of classes): exact where it matters.

    `many[k]` pairs share case k, `tests` pairs are tested in all. Where there are many cases, those that no
    control at `level` could keep carry the screen's value; every one that could be kept is exact.
    """
    if observed.size <= SCREEN_ABOVE:
        return _exact(observed, first, second, model)
    result = normal_with_skew(observed, *model.moments(first, second))
    screen = result.copy()
    done = np.zeros(observed.size, np.bool_)
    bound = still_open(max(threshold(screen, many, tests, level), level / tests))
    while True:
        now = (screen <= bound) & ~done
        result[now] = _exact(observed[now], first[now], second[now], model)
        done |= now
        kept = threshold(np.where(done, result, 1.0), many, tests, level)
        if still_open(kept) <= bound or done.all():
            return result
        bound = still_open(2.0 * kept)


def still_open(p: float) -> float:
    """Return a bound of the screen for every case whose exact chance is p or less (1e-12 to 5%).

    A binomial's far tail may be much lighter than the normal's, so the bound is loose there: p to a power.
    """
    return float(TRUSTED * p**POWER)


def _exact(observed: Ints, first: Ints, second: Ints, model: MarginModel) -> Floats:
    cells = observed.size * model.sizes.size
    return choose(cells * PLAIN_SECONDS_A_CELL).tails(observed, first, second, model)
