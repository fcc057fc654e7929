"""What the engine says of real companies."""

from __future__ import annotations

import time

import polars as pl
import pytest

from crosslift.affinity import Baskets, PairSettings, learn_pairs
from crosslift.affinity import settings as words


def test_groceries_keep_148_of_14196(kernels: str, groceries: Baskets) -> None:
    found = learn_pairs(groceries, PairSettings())
    assert (found.baskets, found.items, found.possible, found.seen, found.kept) == (9_835, 169, 14_196, 9_636, 148)
    labels = found.rules.filter(pl.col("antecedent") < pl.col("consequent"))["label"].value_counts()
    assert dict(labels.iter_rows()) == {words.WORTHY: 103, words.CAUTION: 29, words.WEAK: 16}
    herbs = found.rules.filter(antecedent="herbs", consequent="root vegetables").row(0, named=True)
    assert (herbs["joint"], herbs["without_joint"], herbs["without_count"]) == (69, 1_003, 9_675)
    assert herbs["lift_over_size"] == pytest.approx(2.64, abs=0.005)
    assert herbs["lift_over_size_low"] == pytest.approx(2.14, abs=0.005)
    assert herbs["q"] == pytest.approx(2.5e-9, rel=0.01)
    assert (herbs["label"], herbs["reason"]) == (words.WORTHY, words.OK)
    assert found.why_nothing is None


def test_maven_has_nothing_to_associate_and_says_why(maven: Baskets) -> None:
    found = learn_pairs(maven, PairSettings())
    assert (found.items, found.kept, found.rules.height) == (7, 0, 0)
    assert found.why_nothing is not None
    assert found.why_nothing.code == words.ALL_OWN_ALL
    assert found.why_nothing.numbers["items_per_basket"] > 6


def test_northwind_customers_have_nothing(northwind_customers: Baskets) -> None:
    found = learn_pairs(northwind_customers, PairSettings())
    assert found.kept == 0
    assert found.why_nothing is not None
    assert found.why_nothing.code == words.NOTHING_BEATS_NOISE


def test_online_retail_by_customer_in_seconds(online_retail: pl.DataFrame) -> None:
    baskets = Baskets.from_columns(online_retail["CustomerID"], online_retail["StockCode"])
    began = time.perf_counter()
    found = learn_pairs(baskets, PairSettings(min_joint=10))
    assert time.perf_counter() - began < 30  # about 2 s on a quiet machine
    assert (found.baskets, baskets.dropped_null > 100_000) == (4_339, True)
    assert 5_000 < found.kept < 30_000
    assert found.rules["q"].max() <= 0.05
