"""Products brought in many at once, and taken back: one action, audit row and event a batch."""

import polars as pl

from crosslift.catalog import access
from crosslift.catalog.models import Currency, Product, ProductLine
from crosslift.core import bulk, clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.core.text import sort_key
from crosslift.staff.access import require

TEXTS = ("code", "description", "customer_value", "category", "unit")
FACTS = ("price", "cost", "rank", "active", "tax_rate", "unit_step", "made_at")


@action
def import_products(
    *, actor: Actor, run_id: int | None, source: str, products: pl.DataFrame, historical: bool = True
) -> bulk.Taken:
    """Add the products that this source did not bring before, with their lines.

    Columns: external_id, name; optional code, line (its name, made where missing), category, description, unit,
    price, currency, cost, rank, active, tax_rate, unit_step, made_at. A code that is taken is left empty.
    Raises NotAllowed.
    """
    access.check_can_add(actor)
    keys = pl.col("name").map_elements(lambda name: sort_key(name)[:200], return_dtype=pl.String)
    columns: list[pl.Expr | pl.Series] = [
        pl.col("external_id").fill_null(""),
        pl.col("name").str.slice(0, 200),
        keys.alias("name_key"),
    ]
    for text in TEXTS:
        columns.append(pl.col(text).fill_null("") if text in products.columns else pl.lit("").alias(text))
    columns += [pl.col(name) for name in FACTS if name in products.columns]
    columns += [_line_ids(products).alias("line_id"), _currencies(products).alias("currency_id")]
    rows = _free_codes(products.select(columns), source)
    defaults = {
        "active": True, "rank": 0, "tax_rate": 0, "unit_step": 1, "version": 1, "made_at": clock.now(),
    }  # fmt: skip
    taken = bulk.take(Product, rows, source=source, run_id=run_id, defaults=defaults)
    record(
        actor=actor,
        action="catalog.import_products",
        event=BatchWritten(id=run_id or 0, kind="product", count=taken.new),
        label=source,
        count=taken.new,
        historical=historical,
    )
    return taken


def _line_ids(products: pl.DataFrame) -> pl.Series:
    if "line" not in products.columns:
        return pl.Series([None] * products.height, dtype=pl.Int64)
    names = [name for name in products["line"].unique(maintain_order=True).to_list() if name]
    there = ProductLine.objects.count()
    ProductLine.objects.bulk_create(
        [ProductLine(name=name[:120], rank=there + number) for number, name in enumerate(names)],
        ignore_conflicts=True,
    )
    ids = dict(ProductLine.objects.filter(name__in=[name[:120] for name in names]).values_list("name", "pk"))
    return pl.Series([ids.get((name or "")[:120]) for name in products["line"].to_list()], dtype=pl.Int64)


def _currencies(products: pl.DataFrame) -> pl.Series:
    if "currency" not in products.columns:
        return pl.Series([None] * products.height, dtype=pl.String)
    there = set(Currency.objects.values_list("code", flat=True))
    return pl.Series([code if code in there else None for code in products["currency"].to_list()], dtype=pl.String)


def _free_codes(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Codes name one product: one that belongs to a product of another source, or comes twice, is left empty."""
    codes = [code for code in rows["code"].unique().to_list() if code]
    taken = Product.objects.filter(code__in=codes).exclude(external_source=source).values_list("code", flat=True)
    again = pl.col("code").is_duplicated() & ~pl.col("code").is_first_distinct()
    free = ~pl.col("code").is_in(list(taken)) & ~again
    return rows.with_columns(pl.when(free).then("code").otherwise(pl.lit("")).alias("code"))


@action
def remove_imported_products(*, actor: Actor, run_id: int) -> bulk.Removed:
    """Take back the products of an import, and lines left empty, but those that something else hangs on."""
    require(actor, "import", "change")
    lines = set(Product.objects.filter(import_run=run_id).values_list("line_id", flat=True))
    removed = bulk.remove(Product, run_id)
    ProductLine.objects.filter(pk__in=lines - {None}).exclude(pk__in=Product.objects.values("line_id")).delete()
    record(
        actor=actor,
        action="catalog.remove_imported_products",
        event=BatchWritten(id=run_id, kind="product", count=removed.gone),
        count=removed.gone,
        historical=True,
    )
    return removed
