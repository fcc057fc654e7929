"""A company with a history in which raclette leads to camembert, and products to offer."""

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from crosslift.catalog import actions as catalog
from crosslift.catalog.models import Product
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.jobs import run_now
from crosslift.core.queries import waiting_events
from crosslift.customers import actions as customers
from crosslift.customers.actions.intake import import_accounts
from crosslift.customers.models import Account
from crosslift.deals import actions as deals
from crosslift.deals.actions import LineInput
from crosslift.deals.models import Deal
from crosslift.flows.jobs import deliver
from crosslift.offers import actions
from crosslift.offers.models import RuleSet
from crosslift.orders.actions.intake import import_orders
from tests.company import Company

BUYERS = 160
SYSTEM = the_system("demo", "tests")
# name: price, cost, unit step
GOODS = {
    "Raclette": ("55", "40", "5"),
    "Camembert": ("34", "20", "6"),
    "Gnocchi": ("38", "30", "1"),
    "Manchego": ("38", None, "1"),
    "Sauerkraut": ("45.60", "40", "1"),
    "Mystery": (None, None, "1"),
    **{f"Filler {n}": ("10", "8", "1") for n in range(1, 9)},
}


@dataclass(frozen=True)
class World:
    """Versie's market owns nothing yet; 160 other customers bought what the rules are learned from."""

    company: Company
    market: Account
    goods: dict[str, Product]
    buyers: list[int]

    def id(self, name: str) -> int:
        """A product's id."""
        return self.goods[name].pk

    def learn(self, basis: str = "owned") -> RuleSet:
        """Learn now."""
        version = actions.begin_learning(actor=SYSTEM, basis=basis)
        run_now("offers.learn", ruleset_id=version.pk)
        version.refresh_from_db()
        return version

    def open(self, *names: str, account_id: int | None = None) -> Deal:
        """A deal of Versie's with the market over these products."""
        return deals.open_deal(
            actor=self.company.act(self.company.versie),
            account_id=account_id or self.market.pk,
            lines=[LineInput(product_id=self.id(name), quantity=Decimal(2)) for name in names],
        )

    def win(self, deal: Deal) -> Deal:
        """Win it and deliver what follows."""
        won = deals.win_deal(actor=self.company.act(self.company.versie), deal_id=deal.pk)
        settle()
        return won

    def own(self, account_id: int, *names: str) -> None:
        """The customer bought these by an imported order."""
        number = f"own-{account_id}-{len(names)}-{names[0]}"
        give([(number, account_id, self.id(name), 10) for name in names])

    def link(self, source: str, target: str, **values: Any) -> None:
        """A cross link of the catalogue."""
        given = {"kind": "additional", "cross": True} | values
        catalog.link_products(actor=SYSTEM, source_id=self.id(source), target_id=self.id(target), **given)


def settle() -> None:
    """Deliver every waiting event, and those that follow from them."""
    for _ in range(300):
        row = waiting_events().first()
        if row is None:
            return
        deliver(row.pk)
    raise AssertionError("events follow from events without end")


def build_world(company: Company, *, buyers: int = BUYERS) -> World:
    """Products, customers and two years of orders, through the actions; the same every time."""
    goods = {name: _product(name, *terms) for name, terms in GOODS.items()}
    market = customers.make_account(actor=company.act(company.versie), name="Save-a-lot Markets")
    people = _buyers(buyers)
    give(_history(people, goods))
    return World(company, market, goods, people)


def _product(name: str, price: str | None, cost: str | None, step: str) -> Product:
    values: dict[str, Any] = {"name": name, "unit": "kg", "unit_step": Decimal(step)}
    if price:
        values |= {"price": Decimal(price), "currency_id": "USD"}
    if cost:
        values["cost"] = Decimal(cost)
    return catalog.make_product(actor=SYSTEM, **values)


def _buyers(count: int) -> list[int]:
    frame = pl.DataFrame(
        {"external_id": [f"b{n}" for n in range(count)], "name": [f"Buyer {n}" for n in range(count)]}
    )
    taken = import_accounts(actor=SYSTEM, run_id=None, source="tests", accounts=frame)
    return taken.ids["id"].to_list()


def _history(people: list[int], goods: dict[str, Product]) -> list[tuple[str, int, int, int]]:
    """Every third buyer has raclette and mostly camembert too; of the others few do. Fillers fall as they may."""
    dice = random.Random(7)
    lines: list[tuple[str, int, int, int]] = []
    for at, buyer in enumerate(people):
        names = {f"Filler {n}" for n in range(1, 9) if dice.random() < 0.35}
        if at % 3 == 0:
            names.add("Raclette")
        if dice.random() < (0.8 if at % 3 == 0 else 0.06):
            names.add("Camembert")
        if at % 8 == 0:
            names.add("Gnocchi")
        if at % 8 == 0 and dice.random() < 0.7:
            names.add("Manchego")
        lines += [(f"o{at}", buyer, goods[name].pk, 12 if name == "Camembert" else 3) for name in sorted(names)]
    return lines


def give(lines: list[tuple[str, int, int, int]]) -> None:
    """Import orders: (number, account, product, quantity) a line."""
    frame = pl.DataFrame(lines, schema=["order", "account_id", "product_id", "quantity"], orient="row")
    heads = frame.select(pl.col("order").alias("external_id"), pl.col("order").alias("number"), "account_id").unique()
    heads = heads.with_columns(pl.lit(clock.now() - timedelta(days=30)).alias("at"))
    rows = frame.select(
        "order", "product_id", pl.col("quantity").cast(pl.Decimal(14, 3)), pl.lit(Decimal(10)).alias("price")
    )
    import_orders(actor=SYSTEM, run_id=None, source="tests", orders=heads, lines=rows)
