"""Measures of a rule "who has x also has y", each from whole counts.

a = baskets with x, b = baskets with y, c = baskets with both, n = all baskets; 1 <= c <= a, b <= n. Counts are
64-bit and turned to floats before they are multiplied (a * b leaves 32 bits at 46,341 squared).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE_SIDED = 0.05


def support(c: Ints, n: int) -> Floats:
    """Share of baskets with both: c / n, from 0 to 1 (Agrawal, Imielinski, Swami 1993)."""
    return c / float(n)


def confidence(c: Ints, a: Ints) -> Floats:
    """Share of y among baskets with x: c / a, from 0 to 1, neutral at b / n (Agrawal and others 1993)."""
    return c / a.astype(np.float64)


def wilson(c: Ints, a: Ints, z: float) -> tuple[Floats, Floats]:
    """Bounds of the confidence c / a by Wilson's score interval (1927), within 0 to 1; z is the normal quantile."""
    share, trials = c / a.astype(np.float64), a.astype(np.float64)
    middle = share + z * z / (2.0 * trials)
    half = z * np.sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials))
    scale = 1.0 + z * z / trials
    return np.maximum((middle - half) / scale, 0.0), np.minimum((middle + half) / scale, 1.0)


def base_rate(c: Ints, a: Ints, b: Ints, n: int) -> Floats:
    """Share of y among baskets without x: (b - c) / (n - a); NaN where every basket has x."""
    return _ratio(b - c, n - a)


def lift(c: Ints, a: Ints, b: Ints, n: int) -> Floats:
    """How many times as often as if independent: c n / (a b), from 0 to n / max(a, b), neutral at 1 (Brin 1997)."""
    return c.astype(np.float64) * n / (a.astype(np.float64) * b)


def leverage(c: Ints, a: Ints, b: Ints, n: int) -> Floats:
    """Share of baskets above independence: c / n - a b / n^2, -1/4 to 1/4, neutral at 0 (Piatetsky-Shapiro 1991)."""
    return c / float(n) - (a / float(n)) * (b / float(n))


def conviction(c: Ints, a: Ints, b: Ints, n: int) -> Floats:
    """How much rarer the rule fails than if independent: (1 - b/n) / (1 - c/a), 0 to infinity, neutral at 1.

    NaN where the rule never fails (c = a), where it would be infinite or 0/0 (Brin and others 1997).
    """
    failing, without = a - c, n - b
    return _ratio(without.astype(np.float64) * a, failing.astype(np.float64) * n)


def jaccard(c: Ints, a: Ints, b: Ints) -> Floats:
    """Baskets with both among those with either: c / (a + b - c), from 0 to 1 (Jaccard 1901)."""
    return np.asarray(c / (a + b - c), dtype=np.float64)


def cosine(c: Ints, a: Ints, b: Ints) -> Floats:
    """Geometric mean of both confidences: c / sqrt(a b), from 0 to 1 (Ochiai 1957)."""
    return np.asarray(c / (np.sqrt(a.astype(np.float64)) * np.sqrt(b.astype(np.float64))), dtype=np.float64)


def joint_low(c: Ints) -> Floats:
    """Lower bound of the mean behind a count c: the exact Poisson limit (Garwood 1936), one-sided at 95%.

    It is the mean whose Poisson variable reaches c or more with probability 5%. Divided by the count expected of
    chance it bounds lift over size from below.
    """
    return np.asarray(gammaincinv(np.maximum(c, 1).astype(np.float64), ONE_SIDED), dtype=np.float64)


def _ratio(over: NDArray[np.generic], under: NDArray[np.generic]) -> Floats:
    result = np.full(over.shape, np.nan)
    np.divide(over, under, out=result, where=under != 0)
    return result
