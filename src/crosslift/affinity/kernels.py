"""Chooses the kernels: plain NumPy for small work, Numba for large, the same answers from both.

Loading Numba costs about a second, so it is done only where the work is worth it, never on import of
`crosslift.affinity`. CROSSLIFT_NUMBA=0 keeps to NumPy, CROSSLIFT_NUMBA=1 always compiles.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from crosslift.affinity import plain
from crosslift.affinity.baskets import Baskets
from crosslift.affinity.counting import JointCounts, Occurrences, occurrences
from crosslift.affinity.margins import MarginModel, fit_margins

SWITCH = "CROSSLIFT_NUMBA"
COMPILED = "crosslift.affinity.compiled"
log = logging.getLogger(__name__)


class Kernels(Protocol):
    """The three loops that large data make slow."""

    def count_pairs(self, baskets: Baskets, where: Occurrences, min_joint: int, lift_above: float, /) -> JointCounts:
        """Count how many baskets hold each pair of items."""

    def tails(
        self, observed: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], model: MarginModel, /
    ) -> NDArray[np.float64]:
        """Return the exact chance of each joint count or more, for pairs of classes."""

    def trade(self, baskets: Baskets, trades: int, seed: int, /) -> NDArray[np.int32]:
        """Return the items after so many curveball trades."""


def choose(seconds: float) -> Kernels:
    """Return the kernels for work that would take NumPy about so many seconds."""
    wish = os.environ.get(SWITCH, "")
    worth = seconds > 2.0 or COMPILED in sys.modules
    if wish == "0" or (wish != "1" and not worth):
        return cast("Kernels", plain)
    try:
        return cast("Kernels", import_module(COMPILED))
    except (ImportError, RuntimeError, OSError) as problem:
        # No wheel here, or no folder that may be written for the compiled code: slower, never wrong.
        log.warning("Numba can't be used, NumPy does its work: %s", problem)
        return cast("Kernels", plain)


def warm() -> bool:
    """Load every compiled kernel, compiling it if need be; say whether there are any on this machine."""
    kernels = choose(float("inf"))
    baskets = Baskets.from_columns([0, 0, 1, 1, 2], ["a", "b", "a", "b", "a"])
    kernels.count_pairs(baskets, occurrences(baskets), 1, 1.5)
    model = fit_margins(baskets.item_counts, baskets.sizes)
    one = np.array([1], np.int64)
    kernels.tails(one, one - 1, one, model)
    kernels.trade(baskets, 1, 1)
    return kernels is not plain
