"""The exact upper tail of a joint count: P(X >= c), X a sum of binomials, one per basket size.

The generating function of X is known in closed form, so its tail is one contour integral. The circle is moved
to the saddle point (exponential tilting), where the integrand neither cancels nor underflows, and the trapezoid
rule over a periodic function converges geometrically: some forty points give about twelve right digits at
any count and however small the probability, where a convolution from 1 downwards stops at 1e-16.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Beyond these the neighbouring period and the rest of the circle weigh less than 1e-16 (see `plan`).
TAIL_SIGMAS = 9.0
TAIL_EXPONENT = 38.0
TAIL_MARGIN = 13.0
NEWTON_ROUNDS = 60
NEWTON_ENOUGH = 1e-6
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
        result[rows_at] = _inside(observed[rows_at].astype(np.float64), chance[rows_at], trials)
    return result


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
    log_size, phase = _characteristic(tilted, trials, angle)
    whole = np.exp(log_size + 1j * (phase - angle * observed[:, None]))
    terms = (whole / -np.expm1(-theta[:, None] - 1j * angle)).real
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


def _characteristic(tilted: Floats, trials: Ints, angle: Floats) -> tuple[Floats, Floats]:
    """Return logarithm of the modulus and the phase of the tilted characteristic function at each angle."""
    log_size = np.zeros_like(angle)
    phase = np.zeros_like(angle)
    cosine, sine = np.cos(angle), np.sin(angle)
    for column in np.flatnonzero((tilted > 0).any(axis=0)):
        q = tilted[:, column, None]
        log_size += 0.5 * trials[column] * np.log1p(-2.0 * q * (1.0 - q) * (1.0 - cosine))
        phase += trials[column] * np.arctan2(q * sine, 1.0 - q + q * cosine)
    return log_size, phase


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
        inside = (moved > low) & (moved < high)
        middle = np.where(np.isinf(high), 2.0 * theta, 0.5 * (low + high))
        moved = np.where(inside, moved, middle)
        done = np.abs(moved - theta) <= NEWTON_ENOUGH * theta
        theta = moved
        if done.all():
            break
    return theta
