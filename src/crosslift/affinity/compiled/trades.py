"""Curveball trades (Strona and others 2014), compiled; draws and order as in `plain.trade`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint64


@njit("Tuple((uint64, int64))(uint64, int64)", cache=True, nogil=True)
def _draw(state: Any, bound: int) -> Any:
    """Return the next state and a whole number below the bound (splitmix64, as in `plain.Draws`)."""
    state = state + uint64(0x9E3779B97F4A7C15)
    word = (state ^ (state >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> uint64(27))) * uint64(0x94D049BB133111EB)
    word = word ^ (word >> uint64(31))
    return state, np.int64(((word >> uint64(33)) * uint64(bound)) >> uint64(31))


@njit("int64(int32[::1], int8[::1], int8, int32[::1], int64)", cache=True, nogil=True)
def _gather(row: Any, mark: Any, alone: Any, pool: Any, many: int) -> int:
    for item in row:
        if mark[item] == alone:
            pool[many] = item
            many += 1
    return many


@njit("int64(int32[::1], int8[::1], int8, int32[::1], int64)", cache=True, nogil=True)
def _deal(row: Any, mark: Any, alone: Any, pool: Any, many: int) -> int:
    for place in range(row.size):
        if mark[row[place]] == alone:
            row[place] = pool[many]
            many += 1
    return many


@njit("uint64(int32[::1], int64, int64, uint64)", cache=True, nogil=True)
def _mix(pool: Any, many: int, size: int, state: Any) -> Any:
    """Put a random choice of the first `size` of the pool into its first `many` places."""
    for place in range(many):
        state, drawn = _draw(state, size - place)
        pool[place], pool[place + drawn] = pool[place + drawn], pool[place]
    return state


@njit("uint64(int32[::1], int32[::1], int8[::1], int32[::1], uint64)", cache=True, nogil=True)
def _swap(left: Any, right: Any, mark: Any, pool: Any, state: Any) -> Any:
    for item in left:
        mark[item] = 1
    for item in right:
        mark[item] += 2
    many = _gather(left, mark, np.int8(1), pool, 0)
    size = _gather(right, mark, np.int8(2), pool, many)
    mixed = 0 < many < size
    if mixed:
        for k in range(size):
            pool[size + k] = pool[k]
        state = _mix(pool, many, size, state)
        _deal(left, mark, np.int8(1), pool, 0)
        _deal(right, mark, np.int8(2), pool, many)
        for k in range(size):
            mark[pool[size + k]] = 0
    for item in left:
        mark[item] = 0
    for item in right:
        mark[item] = 0
    return state


@njit("void(int64[::1], int32[::1], int8[::1], int32[::1], int64, uint64)", cache=True, nogil=True)
def trade_batch(ptr: Any, items: Any, mark: Any, pool: Any, trades: int, state: Any) -> None:
    """Make the trades in place, then sort each basket. `pool` has room for two of the two largest baskets."""
    n = ptr.size - 1
    for _ in range(trades):
        state, one = _draw(state, n)
        state, other = _draw(state, n)
        if one != other:
            left, right = items[ptr[one] : ptr[one + 1]], items[ptr[other] : ptr[other + 1]]
            state = _swap(left, right, mark, pool, state)
    for basket in range(n):
        items[ptr[basket] : ptr[basket + 1]].sort()
