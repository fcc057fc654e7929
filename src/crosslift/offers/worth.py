"""What selling a product brings: unit margin times the usual quantity, in its own and in the base currency."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.money import rounded
from crosslift.orders import queries as orders

if TYPE_CHECKING:
    from crosslift.catalog.models import Product

MARGIN, REVENUE, UNKNOWN = "margin", "revenue", "unknown"


@dataclass(frozen=True)
class Terms:
    """A product as it would be offered. `each` is the margin of one unit, the price where the cost is unknown.

    `is_` says which of the two, or "unknown" without a price. `base` is the worth of the usual quantity in base
    currency, None where no rate is stored.
    """

    product: "Product"
    quantity: Decimal
    price: Decimal | None
    currency: str
    each: Decimal | None
    is_: str
    base: Decimal | None

    @property
    def whole(self) -> Decimal | None:
        """Unit worth times quantity, in the product's own currency."""
        return None if self.each is None else self.each * self.quantity


def terms_of(products: Collection[int]) -> dict[int, Terms]:
    """Terms of each product, retired ones too."""
    rows = catalog.products_by_id(products)
    usual = orders.usual_quantity(products)
    rates = catalog.rates_on({row.currency_id or "" for row in rows.values()}, clock.today())
    return {pk: _terms(row, usual.get(pk), rates) for pk, row in rows.items()}


def _terms(row: "Product", usual: Decimal | None, rates: Mapping[str, Decimal | None]) -> Terms:
    quantity = stepped(usual or Decimal(1), row.unit_step)
    currency = row.currency_id or ""
    if row.price is None or not currency:
        return Terms(row, quantity, None, currency, None, UNKNOWN, None)
    each = row.price if row.cost is None else row.price - row.cost
    rate = rates.get(currency)
    base = None if rate is None else each * quantity * rate
    return Terms(row, quantity, row.price, currency, each, REVENUE if row.cost is None else MARGIN, base)


def stepped(quantity: Decimal, step: Decimal) -> Decimal:
    """The quantity, up to the next whole number of unit steps, at least one step."""
    if step <= 0:
        return quantity
    steps = max(Decimal(1), (quantity / step).to_integral_value(rounding=ROUND_CEILING))
    return (steps * step).quantize(Decimal("0.001"))


def expected(terms: Terms, share: float | None) -> Decimal | None:
    """What offering it to one customer brings on average, in the product's own currency."""
    if share is None or terms.whole is None:
        return None
    return rounded(terms.whole * Decimal(repr(share)))


def comparable(terms: Iterable[Terms]) -> bool:
    """Whether all amounts are in one currency, so that no rate is needed to rank them."""
    return len({one.currency for one in terms if one.each is not None}) <= 1
