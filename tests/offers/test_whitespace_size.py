"""Whitespace stays smooth at 5,000 customers x 4,000 products: counted in the database, scored for one page."""

import random
import time

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosslift.catalog.actions.intake import import_products
from crosslift.core import bulk, clock
from crosslift.customers.actions.intake import import_accounts
from crosslift.offers import queries
from crosslift.offers.models import Potential, ProductShare, Rule, RuleSet
from crosslift.offers.queries import Asked
from tests.company import Company
from tests.offers.world import SYSTEM, give

CUSTOMERS, GOODS, RULES_EACH = 5000, 4000, 6


@pytest.fixture
def large(company: Company) -> Company:
    """Twenty products a customer, and six rules from each product, written by COPY."""
    dice = random.Random(3)
    numbers = [f"c{n}" for n in range(CUSTOMERS)]
    frame = pl.DataFrame({"external_id": numbers, "name": numbers})
    buyers = import_accounts(actor=SYSTEM, run_id=None, source="large", accounts=frame).ids["id"].to_list()
    names = [f"p{n}" for n in range(GOODS)]
    products = pl.DataFrame(
        {"external_id": names, "name": names, "line": [f"L{n % 40}" for n in range(GOODS)]}
    ).with_columns(
        pl.lit("12.50").cast(pl.Decimal(14, 2)).alias("price"),
        pl.lit("8.00").cast(pl.Decimal(14, 2)).alias("cost"),
        pl.lit("USD").alias("currency"),
    )
    goods = import_products(actor=SYSTEM, run_id=None, source="large", products=products).ids["id"].to_list()
    give([(f"o{buyer}", buyer, product, 3) for buyer in buyers for product in dice.sample(goods, 20)])
    _rules(goods, buyers, dice)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_holding, offers_rule, offers_potential, catalog_product, customers_account")
    return company


def _rules(goods: list[int], buyers: list[int], dice: random.Random) -> None:
    version = RuleSet.objects.create(
        basis="owned", number=1, state="current", baskets=CUSTOMERS, learned_at=clock.now(), kept=GOODS * RULES_EACH
    )
    pairs = [(a, b) for a in goods for b in dice.sample(goods, RULES_EACH) if a != b]
    share = 0.3
    rows = pl.DataFrame(pairs, schema=["antecedent_id", "consequent_id"], orient="row").with_columns(
        pl.lit(version.pk).alias("ruleset_id"), pl.lit(25).alias("joint"), pl.lit(80).alias("antecedent_count"),
        pl.lit(90).alias("consequent_count"), pl.lit(CUSTOMERS).alias("baskets"), pl.lit(0.005).alias("support"),
        pl.lit(share).alias("confidence"), pl.lit(0.2).alias("confidence_low"), pl.lit(0.4).alias("confidence_high"),
        pl.lit(4.0).alias("lift"), pl.lit(6.0).alias("expected"), pl.lit(3.5).alias("lift_over_size"),
        pl.lit(2.0).alias("lift_over_size_low"), pl.lit(0.0).alias("p"), pl.lit(0.0).alias("q"),
        pl.lit("worthy").alias("label"), pl.lit("ok").alias("why"), pl.lit(value=False).alias("muted"),
    )  # fmt: skip
    bulk.copy_rows(Rule, rows)
    named = pl.lit(version.pk).alias("ruleset_id")
    shares = pl.DataFrame({"product_id": goods}).with_columns(pl.lit(90).alias("count"), named)
    bulk.copy_rows(ProductShare, shares)
    sums = [pl.lit(100.5).alias("worth"), pl.lit(3).alias("cells"), named]
    bulk.copy_rows(Potential, pl.DataFrame({"account_id": buyers}).with_columns(*sums))
    bulk.copy_rows(Potential, pl.DataFrame({"product_id": goods}).with_columns(*sums))


@pytest.mark.slow
def test_a_page_of_a_large_matrix_takes_few_queries_and_little_time(large: Company) -> None:
    celia = large.act(large.celia)
    queries.whitespace(celia, Asked())
    few = Asked(owns_from=1, owns_to=2)
    for asked in (Asked(), Asked(page=60, columns_page=80), few, Asked(sort="owns", columns=40)):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked_for:
            matrix = queries.whitespace(celia, asked)
        seconds = time.perf_counter() - began
        assert len(asked_for) <= 15, [query["sql"][:90] for query in asked_for]
        assert seconds < 1.5, f"{seconds:.2f} s"
        assert matrix.customers.total == (0 if asked.owns_to == 2 else CUSTOMERS)
    worth = [cell for row in queries.whitespace(celia, Asked()).rows for cell in row.cells if cell.state == "worth"]
    assert worth and all(cell.worth is not None for cell in worth)
