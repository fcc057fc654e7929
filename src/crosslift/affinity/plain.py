"""The kernels in NumPy and SciPy: nothing to compile, right for small data and where Numba has no wheel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crosslift.affinity.baskets import Baskets
from crosslift.affinity.counting import Ints, JointCounts, Occurrences, in_order
from crosslift.affinity.margins import MarginModel
from crosslift.affinity.tail import upper_tail

BLOCK_WORK = 8_000_000  # products of one block: at most some 200 MB
BLOCK_CELLS = 2_000_000
MASK = (1 << 64) - 1


def count_pairs(baskets: Baskets, where: Occurrences, min_joint: int, lift_above: float) -> JointCounts:
    """Count how many baskets hold each pair, by a sparse product in blocks of items."""
    shape = (len(baskets), baskets.labels.len())
    held = sparse.csr_array((np.ones(baskets.items.size, np.int32), baskets.items, baskets.ptr), shape=shape)
    holders = held.T.tocsr()
    counts = np.diff(where.starts)
    kept: list[tuple[Ints, Ints, Ints]] = [(np.empty(0, np.int64),) * 3]
    seen = lifted = 0
    for start, stop in _blocks(where.work):
        product = (holders[start:stop] @ held).tocoo()
        above = product.col > product.row + start
        first = (product.row[above] + start).astype(np.int64)
        second, joint = product.col[above].astype(np.int64), product.data[above].astype(np.int64)
        seen += joint.size
        lifted += int((joint * float(shape[0]) > lift_above * (counts[first] * counts[second])).sum())
        often = joint >= min_joint
        kept.append((first[often], second[often], joint[often]))
    columns = [np.concatenate(parts) for parts in zip(*kept, strict=True)]
    return in_order(columns[0], columns[1], columns[2], seen, lifted)


def _blocks(work: Ints) -> Iterator[tuple[int, int]]:
    """Cut the items into runs of about BLOCK_WORK each."""
    total = np.cumsum(work)
    start = 0
    while start < work.size:
        done = int(total[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(total, done + BLOCK_WORK, side="right")))
        yield start, stop
        start = stop


def tails(observed: Ints, first: Ints, second: Ints, model: MarginModel) -> NDArray[np.float64]:
    """Return the exact chance of each joint count or more, for pairs of classes of the model."""
    result = np.ones(observed.size)
    step = max(1, BLOCK_CELLS // max(1, model.sizes.size))
    for start in range(0, observed.size, step):
        part = slice(start, start + step)
        result[part] = upper_tail(observed[part], model.pair_chance(first[part], second[part]), model.trials)
    return result


def trade(baskets: Baskets, trades: int, seed: int) -> NDArray[np.int32]:
    """Return the items after `trades` curveball trades: two baskets swap items that only one of them has."""
    rows = [baskets.items[a:b].tolist() for a, b in zip(baskets.ptr[:-1], baskets.ptr[1:], strict=True)]
    draw = Draws(seed)
    for _ in range(trades):
        left, right = draw(len(rows)), draw(len(rows))
        if left != right:
            _swap(rows, left, right, draw)
    return np.array([item for row in rows for item in sorted(row)], dtype=np.int32)


def _swap(rows: list[list[int]], left: int, right: int, draw: Draws) -> None:
    ours, theirs = set(rows[left]), set(rows[right])
    pool = [item for item in rows[left] if item not in theirs]
    many = len(pool)
    pool += [item for item in rows[right] if item not in ours]
    if not 0 < many < len(pool):
        return
    for place in range(many):
        other = place + draw(len(pool) - place)
        pool[place], pool[other] = pool[other], pool[place]
    given = iter(pool)
    rows[left] = [item if item in theirs else next(given) for item in rows[left]]
    rows[right] = [item if item in ours else next(given) for item in rows[right]]


class Draws:
    """Whole numbers below a bound by splitmix64 (Steele, Lea, Flood 2014): the same in both kernels."""

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    def __call__(self, bound: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        word = self.state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
        return (((word ^ (word >> 31)) >> 33) * bound) >> 31
