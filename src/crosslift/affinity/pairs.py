"""Learning pairs: which goods stand together more often than both margins explain, and how sure that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from crosslift.affinity import settings as words
from crosslift.affinity.baskets import Baskets
from crosslift.affinity.counting import Ints, JointCounts, occurrences
from crosslift.affinity.discoveries import adjusted
from crosslift.affinity.kernels import choose
from crosslift.affinity.margins import MarginModel, fit_margins
from crosslift.affinity.rules import Kept, rules_of
from crosslift.affinity.screening import chances
from crosslift.affinity.settings import PairSettings

Progress = Callable[[str, float], None]

NAIVE_LIFT = 1.5
PLAIN_SECONDS_A_PAIR = 2e-8
ALMOST_ALL = 0.8


@dataclass(frozen=True)
class WhyNothing:
    """Why no rule is shown: a code of `settings.WHY_NOTHING` and the numbers that a sentence about it needs."""

    code: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PairRules:
    """What was learned.

    `rules` has a row per directed pair (see `rules.rules_of`), surest first. `possible` pairs of goods sold were
    tested, of which `reachable` have both goods in `min_joint` baskets or more, `seen` stood together at least
    once, `lifted` of these have lift above 1.5, and `kept` passed the test; pairs have no direction.
    """

    rules: pl.DataFrame
    possible: int
    reachable: int
    baskets: int
    items: int
    seen: int
    lifted: int
    kept: int
    seconds: float
    why_nothing: WhyNothing | None
    settings: PairSettings


def learn_pairs(
    baskets: Baskets, settings: PairSettings | None = None, progress: Progress | None = None
) -> PairRules:
    """Return the pairs that beat chance, given how often each item sells and how large each basket is.

    Every pair of goods sold counts as tested, seen together or not; those seen in fewer than `min_joint` baskets
    count with p = 1. `progress`, if given, is called with a stage ('count', 'fit', 'test', 'rules', 'done') and
    the share done; what it raises stops the work.
    """
    began = time.perf_counter()
    settings = settings or PairSettings()
    tell = progress or _silent
    tell("count", 0.0)
    joint = count_joint(baskets, settings.min_joint)
    tell("fit", 0.4)
    model = fit_margins(baskets.item_counts, baskets.sizes)
    tell("test", 0.5)
    kept = judge(joint, baskets, model, settings)
    tell("rules", 0.9)
    rules = rules_of(kept, baskets, settings)
    items = baskets.labels.len()
    reach = int((baskets.item_counts >= settings.min_joint).sum())
    reachable = reach * (reach - 1) // 2
    why = None if rules.height else _why(baskets, settings, reachable, kept.joint.size)
    tell("done", 1.0)
    return PairRules(
        rules=rules,
        possible=possible_pairs(baskets),
        reachable=reachable,
        baskets=len(baskets),
        items=items,
        seen=joint.seen,
        lifted=joint.lifted,
        kept=kept.joint.size,
        seconds=time.perf_counter() - began,
        why_nothing=why,
        settings=settings,
    )


def possible_pairs(baskets: Baskets) -> int:
    """Return how many pairs the margins admit: all pairs of goods sold."""
    items = baskets.labels.len()
    return items * (items - 1) // 2


def count_joint(baskets: Baskets, min_joint: int) -> JointCounts:
    """Return the pairs in `min_joint` baskets or more, with the count of all seen and of those of high lift."""
    if not baskets.items.size:
        none = np.empty(0, np.int64)
        return JointCounts(none, none, none, 0, 0)
    work = float((baskets.sizes.astype(np.float64) ** 2).sum())
    kernels = choose(work * PLAIN_SECONDS_A_PAIR)
    return kernels.count_pairs(baskets, occurrences(baskets), min_joint, NAIVE_LIFT)


def judge(joint: JointCounts, baskets: Baskets, model: MarginModel, settings: PairSettings) -> Kept:
    """Return the pairs kept at the level, with what chance would make of them, p and q.

    A good in every basket stands with each other good as often as that sells: such pairs have p = 1.
    """
    counts = baskets.item_counts
    joint = joint.only((counts[joint.first] < len(baskets)) & (counts[joint.second] < len(baskets)))
    one, other = model.class_of(counts[joint.first]), model.class_of(counts[joint.second])
    first, second = np.minimum(one, other), np.maximum(one, other)
    cases, back, many = _cases(first, second, joint.joint)
    tests = possible_pairs(baskets)
    p = chances(cases[2], cases[0], cases[1], many, model, tests, settings.fdr)[back]
    q = adjusted(p, tests)
    kept = q <= settings.fdr
    expected = model.moments(cases[0], cases[1])[0][back]
    return Kept(joint.first[kept], joint.second[kept], joint.joint[kept], expected[kept], p[kept], q[kept])


def _cases(first: Ints, second: Ints, joint: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints, Ints]:
    """Return the distinct (class, class, joint count), for each pair its case, and how many pairs share each.

    Goods that sell equally often have equal chances, so the costly test is made once for all of them.
    """
    order = np.lexsort((joint, second, first))
    columns = np.stack([first[order], second[order], joint[order]])
    fresh = np.ones(order.size, np.bool_)
    fresh[1:] = (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    back = np.empty(order.size, np.int64)
    back[order] = np.cumsum(fresh) - 1
    distinct = columns[:, fresh]
    many = np.bincount(back, minlength=distinct.shape[1]).astype(np.int64)
    return (distinct[0], distinct[1], distinct[2]), back, many


def _why(baskets: Baskets, settings: PairSettings, reachable: int, kept: int) -> WhyNothing:
    items, many = baskets.labels.len(), len(baskets)
    mean = baskets.items.size / many if many else 0.0
    numbers: dict[str, float] = {"baskets": many, "items": items, "items_per_basket": mean}
    if not many:
        return WhyNothing(words.NO_BASKETS, numbers)
    if kept:
        return WhyNothing(words.BELOW_CONFIDENCE, {"kept": kept, "min_confidence": settings.min_confidence})
    if not reachable:
        return WhyNothing(words.NOTHING_POSSIBLE, {**numbers, "min_joint": settings.min_joint})
    if mean >= ALMOST_ALL * items:
        return WhyNothing(words.ALL_OWN_ALL, numbers)
    return WhyNothing(words.NOTHING_BEATS_NOISE, {**numbers, "tested": possible_pairs(baskets), "fdr": settings.fdr})


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""
