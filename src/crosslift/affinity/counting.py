"""What counting takes and gives, the same for both kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crosslift.affinity.baskets import Baskets

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class JointCounts:
    """Pairs of items (first < second) and how many baskets hold both, ascending by first, then second.

    Only pairs with the joint count asked for are listed; `seen` counts all with one or more, `lifted` those of
    them whose lift exceeds the one asked for.
    """

    first: Ints
    second: Ints
    joint: Ints
    seen: int
    lifted: int

    def only(self, chosen: NDArray[np.bool_]) -> JointCounts:
        """Return the chosen pairs; what was seen in all stays."""
        return JointCounts(self.first[chosen], self.second[chosen], self.joint[chosen], self.seen, self.lifted)


@dataclass(frozen=True, eq=False)
class Occurrences:
    """Where each item stands: entries `starts[i]:starts[i + 1]` of `places` are its places in `Baskets.items`.

    `ends[k]` is the end of the basket around places[k]; `work[i]` the length of the baskets that hold item i.
    """

    starts: Ints
    places: Ints
    ends: Ints
    work: Ints


def occurrences(baskets: Baskets) -> Occurrences:
    """Turn baskets round: for each item the places where it stands."""
    places = np.argsort(baskets.items, kind="stable").astype(np.int64)
    starts = np.zeros(baskets.labels.len() + 1, np.int64)
    np.cumsum(baskets.item_counts, out=starts[1:])
    ends = np.repeat(baskets.ptr[1:], baskets.sizes)[places]
    length = np.zeros(places.size + 1, np.int64)
    np.cumsum(np.repeat(baskets.sizes, baskets.sizes)[places], out=length[1:])
    return Occurrences(starts, places, ends, np.diff(length[starts]))


def in_order(first: Ints, second: Ints, joint: Ints, seen: int, lifted: int) -> JointCounts:
    """Sort counted pairs by first, then second."""
    order = np.lexsort((second, first))
    return JointCounts(first[order], second[order], joint[order], seen, lifted)
