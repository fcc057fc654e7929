"""The exact tail of `crosslift.affinity.tail`, compiled: the same formulas, one row at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from crosslift.affinity.margins import CERTAIN
from crosslift.affinity.tail import NEWTON_ENOUGH, NEWTON_ROUNDS, TAIL_EXPONENT, TAIL_MARGIN, TAIL_SIGMAS


@njit("float64(float64, float64[::1], float64[::1])", cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _saddle(observed: float, chance: Any, trials: Any) -> Any:
    mean = 0.0
    for s in range(chance.size):
        mean += chance[s] * trials[s]
    mean = max(mean, 1e-300)
    both = mean + observed
    ratio = (both + np.sqrt(both * both - 4.0 * mean * (observed - 1.0))) / (2.0 * mean)
    theta = np.log(max(ratio, 1.0 + 1e-9))
    low, high = 0.0, np.inf
    for _ in range(NEWTON_ROUNDS):
        grown = np.expm1(theta)
        excess = -observed - 1.0 / grown
        slope = (1.0 + grown) / (grown * grown)
        for s in range(chance.size):
            odds = chance[s] * grown
            tilted = (chance[s] + odds) / (1.0 + odds)
            excess += trials[s] * tilted
            slope += trials[s] * tilted * (1.0 - tilted)
        if excess < 0:
            low = theta
        else:
            high = theta
        moved = theta - excess / slope
        if not low < moved < min(high, 2.0 * theta + 1.0):
            moved = 2.0 * theta + 1.0 if np.isinf(high) else 0.5 * (low + high)
        done = abs(moved - theta) <= NEWTON_ENOUGH * theta
        theta = moved
        if done:
            break
    return theta


@njit(
    "void(float64[::1], int64[::1], float64[::1], float64[::1], float64[::1], float64[::1])",
    cache=True,
    nogil=True,
    fastmath={"reassoc", "contract"},
)
def _characteristic(tilted: Any, trials: Any, cosine: Any, sine: Any, real: Any, imag: Any) -> None:
    """Fill in the product of (1 - q + q e^(i angle)) ** trials over sizes: all powers squared together, by bits."""
    points = cosine.size
    real[:] = 1.0
    imag[:] = 0.0
    bits = 0
    while np.max(trials) >> bits:
        bits += 1
    for bit in range(bits - 1, -1, -1):
        for k in range(points):
            x = real[k] * real[k] - imag[k] * imag[k]
            imag[k] = 2.0 * real[k] * imag[k]
            real[k] = x
        for s in range(tilted.size):
            if (trials[s] >> bit) & 1:
                q = tilted[s]
                for k in range(points):
                    a, b = 1.0 - q + q * cosine[k], q * sine[k]
                    x = real[k] * a - imag[k] * b
                    imag[k] = real[k] * b + imag[k] * a
                    real[k] = x


@njit("float64(float64, float64[::1], int64[::1], float64[::1])", cache=True, nogil=True)
def _tail(observed: float, chance: Any, trials: Any, weights: Any) -> Any:
    theta = _saddle(observed, chance, weights)
    grown = np.expm1(theta)
    log_scale, spread = -theta * observed, 0.0
    tilted = np.empty(chance.size)
    for s in range(chance.size):
        odds = chance[s] * grown
        tilted[s] = (chance[s] + odds) / (1.0 + odds)
        log_scale += weights[s] * np.log1p(odds)
        spread += weights[s] * tilted[s] * (1.0 - tilted[s])
    wide = TAIL_MARGIN + TAIL_SIGMAS * np.sqrt(spread) + TAIL_EXPONENT / theta
    period = 2.0 * np.ceil(wide / 2.0) + 1.0
    reach = np.arccos(1.0 - min(TAIL_EXPONENT / max(spread, 1e-300), 2.0))
    points = int(min(np.ceil(reach / (2.0 * np.pi) * period), (period - 1.0) / 2.0))
    angle = 2.0 * np.pi * np.arange(1, points + 1) / period
    cosine, sine = np.cos(angle), np.sin(angle)
    real, imag = np.empty(points), np.empty(points)
    _characteristic(tilted, trials, cosine, sine, real, imag)
    total, shrink = 1.0 / -np.expm1(-theta), np.exp(-theta)
    for k in range(points):
        turned = observed * angle[k]
        x = real[k] * np.cos(turned) + imag[k] * np.sin(turned)
        y = imag[k] * np.cos(turned) - real[k] * np.sin(turned)
        a, b = 1.0 - shrink * cosine[k], shrink * sine[k]
        total += 2.0 * (x * a + y * b) / (a * a + b * b)
    return min(max(np.exp(log_scale) * total / period, 0.0), 1.0)


@njit("float64(float64, float64, float64[::1], int64[::1], float64[::1])", cache=True, nogil=True)
def _either_side(observed: float, reach: float, chance: Any, trials: Any, weights: Any) -> Any:
    mean = 0.0
    for s in range(chance.size):
        mean += chance[s] * weights[s]
    if observed >= mean:
        return _tail(observed, chance, trials, weights)
    for s in range(chance.size):
        if chance[s] > 0.0:
            chance[s] = 1.0 - chance[s]
    return 1.0 - _tail(reach - observed + 1.0, chance, trials, weights)


@njit("float64(float64[::1], float64[::1])", cache=True, nogil=True)
def _all_of_them(chance: Any, trials: Any) -> Any:
    total = 0.0
    for s in range(chance.size):
        if chance[s] > 0.0:
            total += trials[s] * np.log(chance[s])
    return np.exp(total)


@njit(
    "float64[::1](int64[::1], int64[::1], int64[::1], float64[:, ::1],"
    " float64[::1], float64[::1], boolean[::1], int64[::1])",
    cache=True,
    nogil=True,
)
def tail_batch(
    observed: Any, first: Any, second: Any, chance: Any, together: Any, free: Any, popular: Any, trials: Any
) -> Any:
    """Return the tail of each case; the chance of a pair is that of `MarginModel.pair_chance`."""
    result = np.ones(observed.size)
    weights = trials.astype(np.float64)
    both = np.empty(trials.size)
    for k in range(observed.size):
        reach = 0
        hajek = popular[first[k]] or popular[second[k]]
        for s in range(trials.size):
            one, other, share = chance[first[k], s], chance[second[k], s], together[s]
            if hajek:
                share = max(share, 1.0 - (1.0 - one) * (1.0 - other) / free[s])
            both[s] = min(one * other * share, CERTAIN)
            if both[s] > 0.0:
                reach += trials[s]
        if observed[k] > reach:
            result[k] = 0.0
        elif observed[k] == reach and reach > 0:
            result[k] = _all_of_them(both, weights)
        elif observed[k] > 0:
            result[k] = _either_side(float(observed[k]), float(reach), both, trials, weights)
    return result
