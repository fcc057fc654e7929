"""The demo's two years as plain frames: deterministic, and with the planted associations in what customers own."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from crosslift.demo import words

SELLERS = sum(person[3] == "seller" for person in words.PEOPLE)
ACCOUNTS, WON, LOST, OPEN, LEADS, YEARS = 440, 980, 420, 84, 46, 2
REASONS_LOST = ("price", "competitor", "no_budget", "no_need", "timing")
OPEN_STAGES = ("qualification", "presentation", "proposal", "contracting")


@dataclass(frozen=True, slots=True)
class Basket:
    """What one customer takes at one moment: product codes with quantities."""

    account: int
    at: datetime
    lines: tuple[tuple[str, int], ...]
    by_deal: bool


class History:
    """Everything drawn from one seed, relative to `today`; `language` picks the words, never the numbers."""

    def __init__(self, today: datetime, language: str, seed: int = 20240901) -> None:
        self.today, self.second = today, 1 if language == "ru" else 0
        self.draw = random.Random(seed)  # noqa: S311 - a believable company, not a secret
        self.products = {product.code: product for product in words.PRODUCTS}
        self.seller_of = [self.draw.randrange(SELLERS) for _ in range(ACCOUNTS)]
        self.owned = [self._owned() for _ in range(ACCOUNTS)]
        self.baskets = self._baskets()

    def word(self, pair: tuple[str, ...]) -> str:
        """The pair's word in the demo's language."""
        return pair[self.second]

    def _owned(self) -> list[str]:
        """What a customer comes to own: some by popularity, then what the planted pairs add."""
        taste = self.draw.uniform(0.35, 1.35)
        owned = [p.code for p in words.PRODUCTS if self.draw.random() < p.popularity * taste]
        for first, second, chance in words.PLANTED:
            if first in owned and second not in owned and self.draw.random() < chance:
                owned.append(second)
        self.draw.shuffle(owned)
        return owned

    def _baskets(self) -> list[Basket]:
        """First purchases of everything owned in a few visits, then repeats of what is used up."""
        baskets: list[Basket] = []
        for account, owned in enumerate(self.owned):
            left = list(owned)
            while left:
                size = self.draw.randint(1, 5)
                baskets.append(self._basket(account, left[:size], by_deal=True))
                left = left[size:]
            used_up = [code for code in owned if self.products[code].quantity > 1]
            for _ in range(self.draw.randint(0, 6) if used_up else 0):
                again = self.draw.sample(used_up, min(len(used_up), self.draw.randint(1, 4)))
                baskets.append(self._basket(account, again, by_deal=False))
        return sorted(baskets, key=lambda basket: (basket.at, basket.account))

    def _basket(self, account: int, codes: list[str], *, by_deal: bool) -> Basket:
        at = self._moment(3, 365 * YEARS)
        lines = tuple(
            (code, max(1, round(self.products[code].quantity * self.draw.uniform(0.5, 1.6)))) for code in codes
        )
        return Basket(account, at, lines, by_deal)

    def _moment(self, latest: int, earliest: int) -> datetime:
        day = self.today - timedelta(days=self.draw.randint(latest, earliest))
        return day.replace(hour=self.draw.randint(8, 17), minute=self.draw.randrange(60), second=0, microsecond=0)

    def accounts(self, owners: list[int]) -> pl.DataFrame:
        """The customers, each of one owner."""
        rows = []
        for number in range(ACCOUNTS):
            place, name = words.PLACES[number % len(words.PLACES)], words.NAMES[(number * 7) % len(words.NAMES)]
            city = words.CITIES[(number // len(words.PLACES)) % len(words.CITIES)]
            branch = number // (len(words.PLACES) * len(words.NAMES)) + 1
            label = (
                f"{self.word(place)} «{self.word(name)}»" if self.second else f"{self.word(name)} {self.word(place)}"
            )
            rows.append(
                {
                    "external_id": f"A{number:04}",
                    "name": f"{label}, {city[self.second]}" + (f" {branch}" if branch > 1 else ""),
                    "sector": self.word(place),
                    "city": city[self.second],
                    "country": city[2 + self.second],
                    "employees": self.draw.choice((4, 8, 12, 20, 35, 60, 120)),
                    "owner_id": owners[self.seller_of[number]],
                    "made_at": self.today - timedelta(days=365 * YEARS + 5),
                }
            )
        return pl.DataFrame(rows)

    def contacts(self, account_ids: list[int], owners: list[int]) -> pl.DataFrame:
        """One person to talk to at each customer."""
        rows = []
        for number, account_id in enumerate(account_ids):
            first, last = words.FIRST[number % len(words.FIRST)], words.LAST[(number * 5) % len(words.LAST)]
            rows.append(
                {
                    "external_id": f"C{number:04}",
                    "name": f"{self.word(first)} {self.word(last)}",
                    "position": self.word(self.draw.choice(words.POSITIONS)),
                    "account_id": account_id,
                    "owner_id": owners[self.seller_of[number]],
                    "email": f"c{number:04}@customer.example",
                    "phone": f"+372 55{number:05}",
                }
            )
        return pl.DataFrame(rows)

    def catalogue(self) -> pl.DataFrame:
        """The products with line, unit, price and cost."""
        return pl.DataFrame(
            [
                {
                    "external_id": p.code,
                    "code": p.code,
                    "name": p.ru if self.second else p.en,
                    "line": self.word(words.LINES[p.line]),
                    "unit": p.unit[self.second],
                    "price": float(p.price),
                    "cost": float(p.cost),
                    "currency": "EUR",
                    "rank": rank,
                }
                for rank, p in enumerate(words.PRODUCTS)
            ]
        )

    def won(self) -> list[tuple[int, Basket]]:
        """The latest first purchases, with their numbers: these were won as deals."""
        first = [(number, basket) for number, basket in enumerate(self.baskets) if basket.by_deal]
        return first[-WON:]

    def name_of(self, code: str) -> str:
        """The product's name in the demo's language."""
        product = self.products[code]
        return product.ru if self.second else product.en
