"""Shuffle my data: what the same settings find where chance alone put the baskets together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from crosslift.affinity.baskets import Baskets
from crosslift.affinity.kernels import choose
from crosslift.affinity.margins import fit_margins
from crosslift.affinity.pairs import PLAIN_SECONDS_A_PAIR, Progress, count_joint, judge
from crosslift.affinity.settings import PairSettings

TRADES_PER_BASKET = 5
PLAIN_SECONDS_A_TRADED_ITEM = 2e-6


@dataclass(frozen=True)
class ShuffleCheck:
    """Pairs kept in your data and in each shuffled table; and those that lift above 1.5 alone would show.

    `moved` is the share of entries that a shuffle took to another basket. Even with none kept in B tables, up to
    `at_most` of such tables (95% sure: 3 / B) might show some.
    """

    yours: int
    noise: tuple[int, ...]
    naive_yours: int
    naive_noise: tuple[int, ...]
    moved: float
    seed: int

    @cached_property
    def mean(self) -> float:
        """Mean number of pairs kept in noise."""
        return float(np.mean(self.noise)) if self.noise else 0.0

    @cached_property
    def at_most(self) -> float:
        """Upper bound, 95% sure, of the share of shuffled tables that would show a pair, if none of these did."""
        return float(1.0 - 0.05 ** (1.0 / len(self.noise))) if self.noise else 1.0


def shuffle(baskets: Baskets, seed: int, trades_per_basket: int = TRADES_PER_BASKET) -> Baskets:
    """Return baskets of the same sizes in which every item sells as often as before, otherwise at random.

    Curveball trades (Strona and others 2014): two baskets drawn at random swap, at random, items that only one of
    them has. The same seed gives the same result on every machine. Raises ValueError for negative trades.
    """
    if trades_per_basket < 0:
        raise ValueError(f"trades_per_basket is negative: {trades_per_basket}")
    if len(baskets) < 2:
        return baskets
    kernels = choose(_seconds(baskets, trades_per_basket))
    return replace(baskets, items=kernels.trade(baskets, trades_per_basket * len(baskets), seed))


def moved_share(before: Baskets, after: Baskets) -> float:
    """Return the share of entries of `before` that stand in another basket in `after` (same items and sizes)."""
    width = max(1, before.labels.len())
    there = before.owners * width + before.items
    here = after.owners * width + after.items
    return 1.0 - float(np.isin(there, here, assume_unique=True).mean()) if there.size else 0.0


def shuffle_check(
    baskets: Baskets,
    settings: PairSettings | None = None,
    tables: int = 20,
    seed: int = 1,
    progress: Progress | None = None,
) -> ShuffleCheck:
    """Learn pairs with the same settings from your data and from `tables` independent shuffles of it.

    `progress`, if given, is called with 'shuffle' and the share done; what it raises stops the work.
    """
    settings = settings or PairSettings()
    # All tables together decide whether compiling pays.
    choose(tables * (_seconds(baskets, TRADES_PER_BASKET) + _count_seconds(baskets)))
    yours, naive_yours = _found(baskets, settings)
    kept, naive, moved = [], [], []
    for number, table_seed in enumerate(_seeds(seed, tables)):
        if progress:
            progress("shuffle", number / tables)
        noise = shuffle(baskets, table_seed)
        found, lifted = _found(noise, settings)
        kept.append(found)
        naive.append(lifted)
        moved.append(moved_share(baskets, noise))
    mean = float(np.mean(moved)) if moved else 0.0
    return ShuffleCheck(yours, tuple(kept), naive_yours, tuple(naive), mean, seed)


def _found(baskets: Baskets, settings: PairSettings) -> tuple[int, int]:
    joint = count_joint(baskets, settings.min_joint)
    model = fit_margins(baskets.item_counts, baskets.sizes)
    return judge(joint, baskets, model, settings).joint.size, joint.lifted


def _seeds(seed: int, tables: int) -> Iterator[int]:
    return map(int, np.random.SeedSequence(seed).generate_state(tables, np.uint64))


def _seconds(baskets: Baskets, trades_per_basket: int) -> float:
    return PLAIN_SECONDS_A_TRADED_ITEM * trades_per_basket * baskets.items.size


def _count_seconds(baskets: Baskets) -> float:
    return PLAIN_SECONDS_A_PAIR * float((baskets.sizes.astype(np.float64) ** 2).sum())
