"""The demo's deals, orders and leads as the frames that the intake actions take."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from crosslift.demo import words
from crosslift.demo.history import LEADS, LOST, OPEN, Basket, History

REASONS_LOST = ("price", "competitor", "no_budget", "no_need", "timing")
OPEN_STAGES = ("qualification", "qualification", "presentation", "presentation", "proposal", "contracting")
Ids = dict[str, int]


class Sales:
    """Sales of a drawn history, once customers, products and people have ids."""

    def __init__(self, history: History, accounts: list[int], owners: list[int], products: Ids) -> None:
        self.history, self.accounts, self.owners, self.products = history, accounts, owners, products
        self.draw = history.draw

    def _deal(self, key: str, account: int, stage: str, opened: datetime, **more: Any) -> dict[str, Any]:
        return {
            "external_id": key,
            "account_id": self.accounts[account],
            "owner_id": self._owner(account),
            "stage": stage,
            "opened_at": opened,
            "currency": "EUR",
            "closed_at": None,
            "expected_close": None,
            "reason": "",
            **more,
        }

    def _owner(self, account: int) -> int:
        return self.owners[self.history.seller_of[account]]

    def _lines(self, key: str, codes: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
        return [
            {
                "deal": key,
                "product_id": self.products[code],
                "name": self.history.name_of(code),
                "quantity": float(quantity),
                "price": float(self.history.products[code].price),
                "discount": float(self.draw.choice((0, 0, 0, 5, 10))),
                "position": place,
            }
            for place, (code, quantity) in enumerate(codes, 1)
        ]

    def _title(self, codes: tuple[tuple[str, int], ...]) -> str:
        names = [self.history.name_of(code).split(",")[0] for code, _quantity in codes[:2]]
        return " + ".join(names)

    def deals(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Won, lost and open deals with their lines."""
        deals: list[dict[str, Any]] = []
        lines: list[dict[str, Any]] = []

        def add(deal: dict[str, Any], codes: tuple[tuple[str, int], ...]) -> None:
            deals.append({**deal, "title": self._title(codes)})
            lines.extend(self._lines(deal["external_id"], codes))

        for number, basket in self.history.won():
            opened = basket.at - timedelta(days=self.draw.randint(6, 60))
            deal = self._deal(f"W{number:05}", basket.account, "won", opened, closed_at=basket.at)
            add({**deal, "reason": self.draw.choice(("price", "product", "delivery", "relation"))}, basket.lines)
        for number in range(LOST):
            add(*self._lost(number))
        for number in range(OPEN):
            add(*self._open(number))
        shown = pl.DataFrame(deals, infer_schema_length=None).with_columns(pl.col("expected_close").cast(pl.Date))
        return shown, pl.DataFrame(lines)

    def _lost(self, number: int) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
        account = self.draw.randrange(len(self.accounts))
        closed = self.history.today - timedelta(days=self.draw.randint(2, 720))
        opened = closed - timedelta(days=self.draw.randint(4, 70))
        reason = self.draw.choice(REASONS_LOST)
        return self._deal(f"L{number:05}", account, "lost", opened, closed_at=closed, reason=reason), self._some(
            account
        )

    def _open(self, number: int) -> tuple[dict[str, Any], tuple[tuple[str, int], ...]]:
        account = self.draw.randrange(len(self.accounts))
        opened = self.history.today - timedelta(days=self.draw.randint(0, 20), hours=self.draw.randint(1, 9))
        close = (self.history.today + timedelta(days=self.draw.randint(3, 60))).date()
        stage = self.draw.choice(OPEN_STAGES)
        return self._deal(f"O{number:05}", account, stage, opened, expected_close=close), self._some(account)

    def _some(self, account: int) -> tuple[tuple[str, int], ...]:
        """One to three products that the customer does not own."""
        owned = set(self.history.owned[account])
        free = [product for product in words.PRODUCTS if product.code not in owned] or list(words.PRODUCTS)
        picked = self.draw.sample(free, min(len(free), self.draw.randint(1, 3)))
        return tuple((product.code, product.quantity) for product in picked)

    def orders(self, deals: Ids) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Every basket as an order; those that were won as deals carry the deal."""
        orders = [self._order(number, basket, deals) for number, basket in enumerate(self.history.baskets)]
        lines = [
            {
                "order": f"B{number:05}",
                "product_id": self.products[code],
                "quantity": float(quantity),
                "price": float(self.history.products[code].price),
            }
            for number, basket in enumerate(self.history.baskets)
            for code, quantity in basket.lines
        ]
        return pl.DataFrame(orders, infer_schema_length=None), pl.DataFrame(lines)

    def _order(self, number: int, basket: Basket, deals: Ids) -> dict[str, Any]:
        return {
            "external_id": f"B{number:05}",
            "number": f"D-{number + 1:05}",
            "account_id": self.accounts[basket.account],
            "owner_id": self._owner(basket.account),
            "deal_id": deals.get(f"W{number:05}"),
            "at": basket.at,
            "currency": "EUR",
        }

    def leads(self) -> pl.DataFrame:
        """Needs that are not yet sales."""
        rows = []
        for number in range(LEADS):
            account = self.draw.randrange(len(self.accounts))
            code, _quantity = self._some(account)[0]
            rows.append(
                {
                    "external_id": f"N{number:04}",
                    "need": f"{self.history.word(self.draw.choice(words.NEEDS))}: {self.history.name_of(code)}",
                    "account_id": self.accounts[account],
                    "owner_id": self._owner(account),
                    "product_id": self.products[code],
                    "stage": self.draw.choice(("new", "qualification", "qualification", "distribution", "handoff")),
                    "maturity": self.draw.choice(("cold", "cold", "warm", "hot")),
                    "channel": self.draw.choice(("site", "phone", "fair", "partner")),
                    "made_at": self.history.today - timedelta(days=self.draw.randint(0, 40)),
                }
            )
        return pl.DataFrame(rows)
