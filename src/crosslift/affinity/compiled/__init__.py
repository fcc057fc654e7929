"""The kernels in Numba, for large data: the same answers as `plain`, some ten times as fast.

Importing this module imports Numba and loads (the first time compiles) every kernel, so only `kernels.choose`
does. Explicit signatures compile one variant each; no kernel calls itself, since a cached recursive one crashes
the process that loads it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crosslift.affinity.baskets import Baskets
from crosslift.affinity.compiled.counts import count_batch
from crosslift.affinity.compiled.tails import tail_batch
from crosslift.affinity.compiled.trades import trade_batch
from crosslift.affinity.counting import Ints, JointCounts, Occurrences, in_order
from crosslift.affinity.margins import MarginModel

Floats = NDArray[np.float64]
BATCH = 2048


def count_pairs(baskets: Baskets, where: Occurrences, min_joint: int, lift_above: float) -> JointCounts:
    """Count how many baskets hold each pair: walk the baskets of each item, count what follows it."""
    items = where.starts.size - 1
    parts = max(1, min(_cores(), items))

    def one(part: int) -> Any:
        firsts = np.arange(part, items, parts, dtype=np.int64)
        n = len(baskets)
        return count_batch(baskets.items, where.starts, where.places, where.ends, firsts, n, min_joint, lift_above)

    done = _spread(one, range(parts))
    first, second, joint = (np.concatenate([result[k] for result in done]) for k in range(3))
    seen, lifted = (sum(int(result[k]) for result in done) for k in (3, 4))
    return in_order(first, second, joint, seen, lifted)


def tails(observed: Ints, first: Ints, second: Ints, model: MarginModel) -> Floats:
    """Return the exact chance of each joint count or more, for pairs of classes of the model."""

    fitted = (model.chance, model.together, model.free, model.popular, model.trials)

    def batch(start: int) -> Floats:
        part = slice(start, start + BATCH)
        case, one, other = (np.ascontiguousarray(column[part]) for column in (observed, first, second))
        return np.asarray(tail_batch(case, one, other, *fitted))

    done = _spread(batch, range(0, observed.size, BATCH))
    return np.concatenate([*done, np.empty(0)])


def trade(baskets: Baskets, trades: int, seed: int) -> NDArray[np.int32]:
    """Return the items after `trades` curveball trades: two baskets swap items that only one of them has."""
    items = baskets.items.copy()
    mark = np.zeros(baskets.labels.len(), np.int8)
    pool = np.empty(4 * int(baskets.sizes.max(initial=1)), np.int32)
    trade_batch(baskets.ptr, items, mark, pool, trades, np.uint64(seed & ((1 << 64) - 1)))
    return items


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(one: Callable[[int], Any], parts: range) -> list[Any]:
    # Threads over kernels that let go of the interpreter; Numba's own `prange` aborts when two threads enter it.
    with ThreadPoolExecutor(max_workers=_cores()) as pool:
        return list(pool.map(one, parts))
