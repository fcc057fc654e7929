"""Money: Decimal with its currency, rounded half up at the line; unlike currencies are never added."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MAX = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and the currency it is in (ISO 4217)."""

    amount: Decimal
    currency: str


def rounded(amount: Decimal) -> Decimal:
    """To cents, half up, as invoices are."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def line_sum(quantity: Decimal, price: Decimal, discount: Decimal) -> Decimal:
    """Quantity times price less the discount in percent, rounded once, at the line."""
    return rounded(quantity * price * (Decimal(100) - discount) / Decimal(100))


def by_currency(amounts: Iterable[Money]) -> list[Money]:
    """Sums kept apart by currency, the largest first."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return [Money(amount, currency) for currency, amount in sorted(sums.items(), key=lambda pair: -pair[1])]
