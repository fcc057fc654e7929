"""The exact upper tail of a joint count: P(X >= c), X a sum of binomials, one per basket size.

The generating function of X is known in closed form, so its tail is one contour integral. The circle is moved
to the saddle point (exponential tilting), where the integrand neither cancels nor underflows, and the trapezoid
rule over a periodic function converges geometrically: some thirty points give ten right digits or more, at
any count and however small the probability, where a convolution taken from one stops at 1e-16.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Beyond these the neighbouring period and the rest of the circle weigh less than 1e-13 (see `plan`).
TAIL_SIGMAS = 7.8
TAIL_EXPONENT = 30.0
TAIL_MARGIN = 11.0
NEWTON_ROUNDS = 60
NEWTON_ENOUGH = 1e-3
CHUNK_CELLS = 1_500_000


def upper_tail(observed: Ints, chance: Floats, trials: Ints) -> Floats:
    """Return P(X >= observed) for each row, X being the sum over columns s of Binomial(trials[s], chance[:, s]).

    `observed` has one count a row, `chance` one probability in [0, 1) a row and column, `trials` one number of
    baskets a column. Counts of 0 and below give 1; counts above the number of trials give 0.
    """
    result = np.ones(observed.size)
    reach = ((chance > 0) * trials).sum(axis=1)
    result[observed > reach] = 0.0
    full = (observed == reach) & (observed > 0)
    if full.any():
        rows = np.where(chance[full] > 0, chance[full], 1.0)
        result[full] = np.exp((np.log(rows) * trials).sum(axis=1))
    inside = np.flatnonzero((observed > 0) & (observed < reach))
    step = max(1, CHUNK_CELLS // max(1, chance.shape[1] * 48))
    for start in range(0, inside.size, step):
        rows_at = inside[start : start + step]
        result[rows_at] = _either_side(observed[rows_at].astype(np.float64), chance[rows_at], trials)
    return result


def _either_side(observed: Floats, chance: Floats, trials: Ints) -> Floats:
    """Below the mean take one minus the tail of the baskets that miss: the saddle is always above the mean."""
    below = observed < chance @ trials
    sold = chance > 0
    missed = (sold @ trials) - observed + 1.0
    rows = np.where(below[:, None] & sold, 1.0 - chance, chance)
    tail = _inside(np.where(below, missed, observed), rows, trials)
    return np.where(below, 1.0 - tail, tail)


def _inside(observed: Floats, chance: Floats, trials: Ints) -> Floats:
    theta = _saddle(observed, chance, trials)
    odds = chance * np.expm1(theta)[:, None]
    tilted = (chance + odds) / (1.0 + odds)
    log_scale = np.log1p(odds) @ trials - theta * observed
    spread = (tilted * (1.0 - tilted)) @ trials
    period = plan(theta, spread)
    points = int(np.ceil(_points(period, spread).max())) + 1
    angle = 2.0 * np.pi * np.arange(1, points) / period[:, None]
    half = angle < np.pi  # the other half of the circle is the mirror image
    turned = _characteristic(tilted, trials, angle) * np.exp(-1j * angle * observed[:, None])
    terms = (turned / -np.expm1(-theta[:, None] - 1j * angle)).real
    total = 2.0 * np.where(half, terms, 0.0).sum(axis=1) - 1.0 / np.expm1(-theta)
    return np.asarray(np.clip(np.exp(log_scale) * total / period, 0.0, 1.0), dtype=np.float64)


def plan(theta: Floats, spread: Floats) -> Floats:
    """Return how many points of the circle each integral needs: an odd number, so that none falls on -1."""
    wide = TAIL_MARGIN + TAIL_SIGMAS * np.sqrt(spread) + TAIL_EXPONENT / theta
    return np.asarray(2.0 * np.ceil(wide / 2.0) + 1.0, dtype=np.float64)


def _points(period: Floats, spread: Floats) -> Floats:
    # |phi(t)| <= exp(-spread (1 - cos t)) where spread is the tilted variance: beyond this angle it is nothing.
    cosine = 1.0 - np.minimum(TAIL_EXPONENT / np.maximum(spread, 1e-300), 2.0)
    return np.asarray(np.arccos(cosine) / (2.0 * np.pi) * period, dtype=np.float64)


def _characteristic(tilted: Floats, trials: Ints, angle: Floats) -> NDArray[np.complex128]:
    """Return the product of (1 - q + q e^(i angle)) ** trials over sizes: all powers squared together, bit by bit."""
    turn: NDArray[np.complex128] = np.expm1(1j * angle)
    product = np.ones_like(turn)
    for bit in reversed(range(int(trials.max(initial=0)).bit_length())):
        product *= product
        for column in np.flatnonzero((trials >> bit) & 1):
            product *= 1.0 + tilted[:, column, None] * turn
    return np.asarray(product, dtype=np.complex128)


def _saddle(observed: Floats, chance: Floats, trials: Ints) -> Floats:
    """Solve K'(theta) = observed + 1 / (e^theta - 1) for theta > 0, by Newton's steps kept in a bracket."""
    mean = np.maximum(chance @ trials, 1e-300)
    both = mean + observed
    ratio = (both + np.sqrt(both * both - 4.0 * mean * (observed - 1.0))) / (2.0 * mean)
    theta = np.log(np.maximum(ratio, 1.0 + 1e-9))  # right where all chances are small
    low, high = np.zeros_like(theta), np.full_like(theta, np.inf)
    for _ in range(NEWTON_ROUNDS):
        grown = np.expm1(theta)
        odds = chance * grown[:, None]
        tilted = (chance + odds) / (1.0 + odds)
        excess = tilted @ trials - observed - 1.0 / grown
        slope = (tilted * (1.0 - tilted)) @ trials + (1.0 + grown) / (grown * grown)
        low, high = np.where(excess < 0, theta, low), np.where(excess >= 0, theta, high)
        moved = theta - excess / slope
        inside = (moved > low) & (moved < np.minimum(high, 2.0 * theta + 1.0))
        middle = np.where(np.isinf(high), 2.0 * theta + 1.0, 0.5 * (low + high))
        moved = np.where(inside, moved, middle)
        done = np.abs(moved - theta) <= NEWTON_ENOUGH * theta
        theta = moved
        if done.all():
            break
    return theta
