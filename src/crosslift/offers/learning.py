"""From order lines to a finished version of rules: read, learn, and swap it in by COPY in one transaction."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from crosslift.core import bulk, clock
from crosslift.offers.models import ProductShare, Rule, RuleSet
from crosslift.offers.thresholds import OWNED, Thresholds
from crosslift.orders import queries as orders

if TYPE_CHECKING:
    from crosslift.affinity import Baskets, PairSettings

Progress = Callable[[int], None]
MEASURES = (
    "joint", "antecedent_count", "consequent_count", "baskets", "support", "confidence", "confidence_low",
    "confidence_high", "lift", "expected", "lift_over_size", "lift_over_size_low", "p", "q", "label",
)  # fmt: skip
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, eq=False)
class Learned:
    """What learning gave: rows of rules by product id, and the facts that the version keeps."""

    rules: pl.DataFrame
    shares: Sequence[tuple[int, int]]
    window_from: datetime | None
    window_to: datetime
    baskets: int
    lines: int
    possible: int
    kept: int
    why_nothing: str
    facts: dict[str, Any]
    seconds: float


def window(months: int) -> tuple[datetime, datetime]:
    """From when to when history counts, ending now."""
    until = clock.now()
    return until - timedelta(days=round(months * DAYS_A_MONTH)), until


def pair_settings(limits: Thresholds) -> "PairSettings":
    """The thresholds as the engine wants them."""
    from crosslift.affinity import PairSettings

    values = asdict(limits)
    values.pop("months")
    return PairSettings(**values)


def baskets_of(basis: str, since: datetime, until: datetime) -> tuple["Baskets", int]:
    """The baskets of a basis and the lines read: what each customer bought in the window, or each order.

    Returns are no purchase. Orders without customer count only for what is bought together.
    """
    from crosslift.affinity import Baskets

    frame = orders.order_lines_frame(since, until).filter(pl.col("quantity") > 0)
    if basis == OWNED:
        customer = (
            pl.when(pl.col("account_id").is_not_null())
            .then(pl.col("account_id") * 2)
            .otherwise(pl.col("contact_id") * 2 + 1)
        )
        frame = frame.with_columns(customer.alias("basket")).filter(pl.col("basket").is_not_null())
    else:
        frame = frame.with_columns(pl.col("order_id").alias("basket"))
    return Baskets.from_columns(frame["basket"], frame["product_id"]), frame.height


def learn(basis: str, limits: Thresholds, said: Progress) -> Learned:
    """Learn pairs of a basis now. Reads alone; writes nothing. `said` hears the percentage."""
    from crosslift.affinity import learn_pairs

    began = time.perf_counter()
    since, until = window(limits.months)
    baskets, lines = baskets_of(basis, since, until)
    said(40)
    found = learn_pairs(baskets, pair_settings(limits), lambda stage, share: said(40 + round(50 * share)))
    labels, counts = baskets.labels.to_list(), baskets.item_counts.tolist()
    sizes = baskets.sizes
    facts = {
        "products": len(labels),
        "median_size": float(np.median(sizes)) if len(baskets) else 0.0,
        "largest_size": int(sizes.max()) if len(baskets) else 0,
        "seen": found.seen,
        "lifted": found.lifted,
        "why": dict(found.why_nothing.numbers) if found.why_nothing else {},
    }
    return Learned(
        rules=found.rules,
        shares=[(int(label), int(count)) for label, count in zip(labels, counts, strict=True)],
        window_from=since,
        window_to=until,
        baskets=len(baskets),
        lines=lines,
        possible=int(found.possible),
        kept=int(found.kept),
        why_nothing=found.why_nothing.code if found.why_nothing else "",
        facts=facts,
        seconds=time.perf_counter() - began,
    )


def store(version: RuleSet, learned: Learned, muted: set[tuple[int, int]]) -> None:
    """Write the rules and shares of a version by COPY. The caller has the transaction and swaps the state."""
    silent = pl.DataFrame(
        sorted(muted), schema={"antecedent": pl.Int64, "consequent": pl.Int64}, orient="row"
    ).with_columns(pl.lit(True).alias("muted"))
    rules = (
        learned.rules.with_columns(pl.col("antecedent").cast(pl.Int64), pl.col("consequent").cast(pl.Int64))
        .join(silent, on=["antecedent", "consequent"], how="left")
        .select(
            pl.lit(version.pk).alias("ruleset_id"),
            pl.col("antecedent").alias("antecedent_id"),
            pl.col("consequent").alias("consequent_id"),
            *MEASURES,
            pl.col("reason").alias("why"),
            pl.col("muted").fill_null(value=False),
        )
    )
    bulk.copy_rows(Rule, rules)
    shares = pl.DataFrame(learned.shares, schema={"product_id": pl.Int64, "count": pl.Int64}, orient="row")
    bulk.copy_rows(ProductShare, shares.with_columns(pl.lit(version.pk).alias("ruleset_id")))
