"""The company of a fault run: sellers, products that lead to others, a customer and an open deal for each part."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from proofs._script import Part, part_of

if TYPE_CHECKING:
    import polars as pl

SELLERS, FIRST, SECOND, EACH = 4, 20, 30, 3
BARREN = 2  # so many of the first products lead to nothing


def build(deals: int, seed: int) -> list[Part]:
    """Build it through the actions in one transaction; returns what is to happen to each deal."""
    from django.db import transaction

    from crosslift.core.actor import the_system
    from crosslift.site.company import install
    from crosslift.staff.actions import invite_user

    system = the_system("demo", "a proof")
    with transaction.atomic():
        install()
        owners = [
            invite_user(
                actor=system, email=f"seller{n}@example.com", name=f"Seller {n}", roles=["seller"],
                password=f"a long password {n}",
            ).pk
            for n in range(SELLERS)
        ]  # fmt: skip
        leads_to = _catalogue()
        return _deals(deals, seed, owners, leads_to)


def _catalogue() -> dict[int, list[int]]:
    """Product id of each first product → the products that are to be proposed after it."""
    import polars as pl

    from crosslift.catalog.actions import link_products
    from crosslift.catalog.actions.intake import import_products
    from crosslift.core.actor import the_system

    system = the_system("demo", "a proof")
    names = [f"First {n}" for n in range(FIRST)] + [f"Second {n}" for n in range(SECOND)]
    frame = pl.DataFrame({"external_id": names, "name": names, "price": [Decimal(10 + n) for n in range(len(names))]})
    frame = frame.with_columns(pl.lit("USD").alias("currency"), (pl.col("price") / 2).alias("cost"))
    ids = _ids(import_products(actor=system, run_id=None, source="proof", products=frame).ids)
    leads_to: dict[int, list[int]] = {}
    for n in range(FIRST):
        targets = [] if n < BARREN else [ids[f"Second {(n * EACH + k) % SECOND}"] for k in range(EACH)]
        leads_to[ids[f"First {n}"]] = targets
        for target in targets:
            link_products(actor=system, source_id=ids[f"First {n}"], target_id=target, kind="additional", cross=True)
    return leads_to


def _deals(count: int, seed: int, owners: list[int], leads_to: dict[int, list[int]]) -> list[Part]:
    import polars as pl

    from crosslift.core import clock
    from crosslift.core.actor import the_system
    from crosslift.customers.actions.intake import import_accounts
    from crosslift.deals.actions.intake import import_deals
    from crosslift.funnels import queries as funnels

    system = the_system("demo", "a proof")
    names = [f"d{n}" for n in range(count)]
    owner_of = [owners[n % len(owners)] for n in range(count)]
    sold = [list(leads_to)[n % len(leads_to)] for n in range(count)]
    accounts = pl.DataFrame({"external_id": names, "name": [f"Customer {n}" for n in names], "owner_id": owner_of})
    ids = _ids(import_accounts(actor=system, run_id=None, source="proof", accounts=accounts).ids)
    deals = pl.DataFrame({
        "external_id": names, "title": [f"Deal {n}" for n in names], "owner_id": owner_of,
        "account_id": [ids[name] for name in names],
    }).with_columns(
        pl.lit(funnels.stages()[0].code).alias("stage"),
        pl.lit(clock.now() - timedelta(minutes=1)).alias("opened_at"),
        pl.lit("USD").alias("currency"),
    )  # fmt: skip
    lines = pl.DataFrame({"deal": names, "product_id": sold}).with_columns(
        pl.lit("First").alias("name"),
        pl.lit(Decimal(2)).cast(pl.Decimal(14, 3)).alias("quantity"),
        pl.lit(Decimal(20)).cast(pl.Decimal(14, 2)).alias("price"),
    )
    taken = _ids(import_deals(actor=system, run_id=None, source="proof", deals=deals, lines=lines).ids)
    return [part_of(seed, n, taken[f"d{n}"], owner_of[n], leads_to[sold[n]]) for n in range(count)]


def _ids(frame: "pl.DataFrame") -> dict[str, int]:
    return dict(frame.select("external_id", "id").iter_rows())
