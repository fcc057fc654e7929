"""Counting pairs, compiled: for each item walk its baskets and count what follows it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

FIRST_ROOM = 4096


@njit("int64[::1](int64[::1], int64)", cache=True, nogil=True)
def _room(column: Any, need: int) -> Any:
    if need <= column.size:
        return column
    wider = np.empty(max(need, 2 * column.size), np.int64)
    wider[: column.size] = column
    return wider


@njit(
    "Tuple((int64[::1], int64[::1], int64[::1], int64, int64))"
    "(int32[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64, int64, float64)",
    cache=True,
    nogil=True,
)
def count_batch(
    items: Any, starts: Any, places: Any, ends: Any, firsts: Any, n: int, min_joint: int, lift_above: float
) -> Any:
    many = starts.size - 1
    counter = np.zeros(many, np.int64)
    touched = np.empty(many, np.int64)
    out_first = np.empty(FIRST_ROOM, np.int64)
    out_second = np.empty(FIRST_ROOM, np.int64)
    out_joint = np.empty(FIRST_ROOM, np.int64)
    written = seen = lifted = 0
    for first in firsts:
        used = 0
        for entry in range(starts[first], starts[first + 1]):
            for place in range(places[entry] + 1, ends[entry]):
                item = items[place]
                if counter[item] == 0:
                    touched[used] = item
                    used += 1
                counter[item] += 1
        seen += used
        out_first = _room(out_first, written + used)
        out_second = _room(out_second, written + used)
        out_joint = _room(out_joint, written + used)
        ours = starts[first + 1] - starts[first]
        for k in range(used):
            item = touched[k]
            joint = counter[item]
            counter[item] = 0
            if joint * float(n) > lift_above * float(ours * (starts[item + 1] - starts[item])):
                lifted += 1
            if joint >= min_joint:
                out_first[written] = first
                out_second[written] = item
                out_joint[written] = joint
                written += 1
    return out_first[:written].copy(), out_second[:written].copy(), out_joint[:written].copy(), seen, lifted
