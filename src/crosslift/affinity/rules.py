"""Rules as a table: both directions of each kept pair, with every measure and its label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crosslift.affinity import measures
from crosslift.affinity import settings as words
from crosslift.affinity.baskets import Baskets
from crosslift.affinity.counting import Ints
from crosslift.affinity.settings import PairSettings

Floats = NDArray[np.float64]
Column = pl.Series | NDArray[np.generic]

COLUMNS = (
    "antecedent", "consequent", "joint", "antecedent_count", "consequent_count", "baskets", "support",
    "confidence", "confidence_low", "confidence_high", "base_rate", "without_joint", "without_count",
    "lift", "leverage", "conviction", "jaccard", "cosine",
    "expected", "lift_over_size", "lift_over_size_low", "p", "q", "label", "reason",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Kept:
    """Pairs that passed the test (first < second): joint count, what chance would make of it, p and q."""

    first: Ints
    second: Ints
    joint: Ints
    expected: Floats
    p: Floats
    q: Floats

    def both_ways(self) -> Kept:
        """Return each pair in both directions, first being the antecedent."""
        twice = [np.concatenate([column, column]) for column in (self.joint, self.expected, self.p, self.q)]
        first = np.concatenate([self.first, self.second])
        second = np.concatenate([self.second, self.first])
        return Kept(first, second, twice[0], twice[1], twice[2], twice[3])


def rules_of(kept: Kept, baskets: Baskets, settings: PairSettings) -> pl.DataFrame:
    """Return a row per directed pair of confidence `min_confidence` or more, surest first.

    Columns: antecedent, consequent; the counts joint, antecedent_count, consequent_count, baskets; support;
    confidence with its Wilson bounds confidence_low, confidence_high; base_rate, the share of the consequent in
    baskets without the antecedent, with its counts without_joint of without_count (null if there are none);
    lift, leverage, conviction (null where the rule never fails), jaccard, cosine; expected, the joint count that
    the margins make by chance; lift_over_size = joint / expected and its lower bound lift_over_size_low (one-sided
    95%, the exact Poisson limit of the joint count over expected); p, q; label and reason.
    """
    pairs = kept.both_ways()
    counts, n = baskets.item_counts, len(baskets)
    a, b = counts[pairs.first], counts[pairs.second]
    columns = (
        _counted(pairs, baskets, a, b) | _measured(pairs.joint, a, b, max(n, 1), settings) | _tested(pairs, settings)
    )
    frame = pl.DataFrame({name: pl.Series(name, column) for name, column in columns.items()})
    order = np.lexsort((pairs.second, pairs.first, -frame["confidence_low"].to_numpy()))
    order = order[frame["confidence"].to_numpy()[order] >= settings.min_confidence]
    return frame[order].with_columns(pl.col("base_rate", "conviction").fill_nan(None)).select(COLUMNS)


def _counted(pairs: Kept, baskets: Baskets, a: Ints, b: Ints) -> dict[str, Column]:
    n = len(baskets)
    return {
        "antecedent": baskets.labels.gather(pairs.first),
        "consequent": baskets.labels.gather(pairs.second),
        "joint": pairs.joint,
        "antecedent_count": a,
        "consequent_count": b,
        "baskets": np.full(a.size, n, np.int64),
        "without_joint": b - pairs.joint,
        "without_count": n - a,
    }


def _measured(c: Ints, a: Ints, b: Ints, n: int, settings: PairSettings) -> dict[str, Column]:
    low, high = measures.wilson(c, a, settings.z)
    return {
        "support": measures.support(c, n),
        "confidence": measures.confidence(c, a),
        "confidence_low": low,
        "confidence_high": high,
        "base_rate": measures.base_rate(c, a, b, n),
        "lift": measures.lift(c, a, b, n),
        "leverage": measures.leverage(c, a, b, n),
        "conviction": measures.conviction(c, a, b, n),
        "jaccard": measures.jaccard(c, a, b),
        "cosine": measures.cosine(c, a, b),
    }


def _tested(pairs: Kept, settings: PairSettings) -> dict[str, Column]:
    over_low = measures.joint_low(pairs.joint) / pairs.expected
    label, reason = labelled(pairs.joint, over_low, settings)
    return {
        "expected": pairs.expected,
        "lift_over_size": pairs.joint / pairs.expected,
        "lift_over_size_low": over_low,
        "p": pairs.p,
        "q": pairs.q,
        "label": label,
        "reason": reason,
    }


def labelled(joint: Ints, lift_low: Floats, settings: PairSettings) -> tuple[pl.Series, pl.Series]:
    """Return label and reason of kept pairs: worthy, caution (few cases) or weak (very few, or little lift)."""
    many = joint >= settings.worthy_joint
    strong = lift_low >= settings.worthy_lift
    some = joint >= settings.caution_joint
    cases = [many & strong, many, some]
    label = np.select(cases, [words.WORTHY, words.WEAK, words.CAUTION], words.WEAK)
    reason = np.select(cases, [words.OK, words.LOW_LIFT, words.FEW_JOINT], words.VERY_FEW_JOINT)
    return pl.Series("label", label.tolist(), pl.String), pl.Series("reason", reason.tolist(), pl.String)
