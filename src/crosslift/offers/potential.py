"""What a version expects of every customer and of every product: the order in which whitespace shows them."""

from collections.abc import Collection

import polars as pl

from crosslift.core import bulk
from crosslift.offers import evidence
from crosslift.offers.models import Potential, RuleSet
from crosslift.offers.worth import Terms, comparable, terms_of
from crosslift.orders import queries as orders

OF_CUSTOMER = ("account_id", "contact_id")


def weights(terms: Collection[Terms]) -> pl.DataFrame:
    """What one sale of each product brings: consequent, each. In base currency, or in the only one there is."""
    alike = comparable(terms)
    rows = [(one.product.pk, one.whole if alike else one.base) for one in terms]
    known = [(pk, float(amount)) for pk, amount in rows if amount is not None]
    return pl.DataFrame(known, schema={"consequent": pl.Int64, "each": pl.Float64}, orient="row")


def keep_potential(version: RuleSet) -> None:
    """Sum over all empty cells what the version expects, and write the sums by COPY."""
    cells = _cells(version)
    people = cells.group_by(OF_CUSTOMER).agg(pl.col("worth").sum(), pl.len().alias("cells"))
    goods = cells.group_by("product_id").agg(pl.col("worth").sum(), pl.len().alias("cells"))
    for frame in (people, goods):
        rounded = frame.with_columns(pl.col("worth").round(2), pl.lit(version.pk).alias("ruleset_id"))
        bulk.copy_rows(Potential, rounded)


def _cells(version: RuleSet) -> pl.DataFrame:
    held = _held()
    found = evidence.about(held["product"].unique().to_list(), version)
    terms = terms_of(found["consequent"].unique().to_list())
    sold = [one for one in terms.values() if one.product.active]
    best = evidence.best(held, found).join(
        held.select("customer", pl.col("product").alias("consequent")), on=["customer", "consequent"], how="anti"
    )
    return (
        best.join(weights(sold), on="consequent")
        .filter(pl.col("confidence").is_not_null() & (pl.col("each") > 0))
        .with_columns((pl.col("confidence") * pl.col("each")).alias("worth"))
        .join(held.select("customer", *OF_CUSTOMER).unique(), on="customer")
        .rename({"consequent": "product_id"})
    )


def _held() -> pl.DataFrame:
    rows = orders.all_holdings().values_list("account_id", "contact_id", "product_id")
    schema = {"account_id": pl.Int64, "contact_id": pl.Int64, "product": pl.Int64}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    customer = pl.when(pl.col("account_id").is_not_null()).then(pl.col("account_id") * 2)
    return frame.with_columns(customer.otherwise(pl.col("contact_id") * 2 + 1).alias("customer"))
