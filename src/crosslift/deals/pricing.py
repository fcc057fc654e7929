"""What a line costs: the catalogue's values where the person gave none, in the deal's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import queries as catalog
from crosslift.core.errors import BadInput
from crosslift.core.money import Money, line_sum, rounded
from crosslift.deals.errors import NoRate, PriceUnknown
from crosslift.deals.models import DealLine

LARGEST = Decimal("999999999")


@dataclass(frozen=True, slots=True)
class LineInput:
    """A product picked for a deal. What is None comes from the catalogue; `currency` is the given price's."""

    product_id: int
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    tax_rate: Decimal | None = None
    unit: str | None = None
    currency: str | None = None


def priced(line: LineInput, *, currency: str, day: date) -> DealLine:
    """The line with every value known, not yet saved. Raises BadInput, PriceUnknown, NoRate, NotFound."""
    product = catalog.price_of(line.product_id, day)
    quantity = product.unit_step if line.quantity is None else line.quantity
    price, own = (product.price, product.currency) if line.price is None else (line.price, line.currency)
    if price is None:
        raise PriceUnknown(product=product.name, fields={"price": _("Enter the price.")})
    price = in_currency(price, own or currency, currency, day=day, product=product.name)
    tax_rate = product.tax_rate if line.tax_rate is None else line.tax_rate
    check_values(quantity, price, line.discount, tax_rate)
    return DealLine(
        product_id=line.product_id,
        name=product.name,
        unit=product.unit if line.unit is None else line.unit,
        quantity=quantity,
        price=price,
        discount=line.discount,
        tax_rate=tax_rate,
        sum=line_sum(quantity, price, line.discount),
    )


def in_currency(price: Decimal, one: str, other: str, *, day: date, product: str) -> Decimal:
    """The price in another currency by the rates stored for that day. Raises NoRate."""
    if one == other:
        return price
    found = catalog.converted(Money(price, one), other, day)
    if found is None:
        raise NoRate(product=product, one=one, other=other, day=day.isoformat())
    return found


def check_values(quantity: Decimal, price: Decimal, discount: Decimal, tax_rate: Decimal) -> None:
    """Refuse values that no sale has, each at its field. Raises BadInput."""
    wrong: dict[str, object] = {}
    if not quantity.is_finite() or not 0 < quantity <= LARGEST or quantity != round(quantity, 3):
        wrong["quantity"] = _("A quantity is above 0, with at most three decimals.")
    if not price.is_finite() or not 0 <= price <= LARGEST:
        wrong["price"] = _("A price is 0 or more.")
    if not discount.is_finite() or not 0 <= discount <= 100:
        wrong["discount"] = _("A discount lies between 0 and 100 percent.")
    if not tax_rate.is_finite() or not 0 <= tax_rate <= 100:
        wrong["tax_rate"] = _("A tax rate lies between 0 and 100 percent.")
    if wrong:
        raise BadInput(fields=wrong)


def totals(lines: list[DealLine]) -> Mapping[str, Decimal]:
    """Amount and tax of a deal from its lines, each rounded at the line."""
    return {
        "amount": sum((line.sum for line in lines), Decimal(0)),
        "tax": sum((rounded(line.sum * line.tax_rate / 100) for line in lines), Decimal(0)),
    }
