"""Control of false discoveries by Benjamini and Hochberg (1995), over more tests than were worth computing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def adjusted(p: Floats, tests: int) -> Floats:
    """Return q, the smallest level at which each p is kept, among `tests` tests.

    The tests not in `p` count with p = 1. Keeping q <= level bounds the expected share of false ones among those
    kept by `level`. Raises ValueError if there are fewer tests than p values.
    """
    if tests < p.size:
        raise ValueError(f"{p.size} p values of only {tests} tests")
    order = np.argsort(p, kind="stable")
    raw = p[order] * tests / np.arange(1, p.size + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q


def threshold(p: Floats, many: NDArray[np.int64], tests: int, level: float) -> float:
    """Return the largest p kept at `level` where p[k] stands for many[k] tests of `tests`, or 0.0 if none."""
    order = np.argsort(p, kind="stable")
    kept = np.flatnonzero(p[order] * tests <= level * np.cumsum(many[order]))
    return float(p[order[kept[-1]]]) if kept.size else 0.0
