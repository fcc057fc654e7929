"""Picking a price: what is filled, what can't be read and why, and that no rate is ever guessed."""

from datetime import date
from decimal import Decimal

import pytest

from crosslift.catalog import actions, queries
from crosslift.catalog.errors import BaseInUse
from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.core.money import Money
from tests.company import Company

DAY = date(2026, 11, 20)


def test_everything_is_filled(company: Company) -> None:
    product = actions.make_product(
        actor=company.act(company.pavel),
        name="Saw",
        price=Decimal("12.30"),
        currency_id="EUR",
        unit="pcs",
        tax_rate=Decimal(22),
    )
    picked = queries.price_of(product.pk, DAY)
    assert (picked.price, picked.currency, picked.unit, picked.tax_rate, picked.unreadable) == (
        Decimal("12.30"), "EUR", "pcs", Decimal(22), [],
    )  # fmt: skip


def test_what_cannot_be_read_is_named_with_its_reason(company: Company) -> None:
    product = actions.make_product(actor=company.act(company.pavel), name="Saw")
    picked = queries.price_of(product.pk, DAY)
    assert [field for field, _why in picked.unreadable] == ["price", "currency", "unit"]
    assert all(str(why) for _field, why in picked.unreadable)
    assert picked.price is None


def test_a_price_in_another_currency_takes_the_rate_of_the_day_or_says_there_is_none(company: Company) -> None:
    admin = company.act(company.celia)
    product = actions.make_product(actor=admin, name="Saw", price=Decimal(100), currency_id="EUR", unit="pcs")
    assert queries.price_of(product.pk, DAY, "USD").price is None
    assert "EUR" in str(queries.price_of(product.pk, DAY, "USD").unreadable[0][1])
    actions.save_rate(actor=admin, currency="EUR", day=date(2026, 11, 1), rate=Decimal("1.10"))
    actions.save_rate(actor=admin, currency="EUR", day=date(2026, 11, 21), rate=Decimal("2"))
    assert queries.price_of(product.pk, DAY, "USD").price == Decimal("110.00")
    assert queries.price_of(product.pk, date(2026, 10, 1), "USD").price is None


def test_rates_convert_through_the_base(company: Company) -> None:
    admin = company.act(company.celia)
    actions.save_rate(actor=admin, currency="EUR", day=DAY, rate=Decimal("1.10"))
    actions.save_rate(actor=admin, currency="RUB", day=DAY, rate=Decimal("0.0125"))
    assert queries.in_base(Money(Decimal(1000), "RUB"), DAY) == Decimal("12.50")
    assert queries.in_base(Money(Decimal(7), "USD"), DAY) == Decimal("7.00")
    assert queries.in_base(Money(Decimal(7), "GBP"), DAY) is None
    assert queries.converted(Money(Decimal(10), "EUR"), "RUB", DAY) == Decimal("880.00")


def test_a_rate_said_again_replaces_the_first(company: Company) -> None:
    admin = company.act(company.celia)
    actions.save_rate(actor=admin, currency="EUR", day=DAY, rate=Decimal("1.10"))
    actions.save_rate(actor=admin, currency="EUR", day=DAY, rate=Decimal("1.20"))
    assert queries.rate_on("EUR", DAY) == Decimal("1.20")
    assert queries.rates().count() == 1


@pytest.mark.parametrize(
    ("currency", "rate"), [("USD", "1"), ("XXX", "1"), ("EUR", "0"), ("EUR", "-1"), ("EUR", "NaN")]
)
def test_a_bad_rate_is_refused(company: Company, currency: str, rate: str) -> None:
    with pytest.raises(BadInput):
        actions.save_rate(actor=company.act(company.celia), currency=currency, day=DAY, rate=Decimal(rate))
    assert not queries.rates().exists()


def test_sellers_set_no_rates(company: Company) -> None:
    with pytest.raises(NotAllowed):
        actions.save_rate(actor=company.act(company.versie), currency="EUR", day=DAY, rate=Decimal(1))
    assert not queries.rates().exists()


def test_the_base_currency_stays_once_rates_are_said_in_it(company: Company) -> None:
    admin = company.act(company.celia)
    actions.set_base_currency(actor=admin, currency="RUB")
    assert queries.base_currency() == "RUB"
    actions.save_rate(actor=admin, currency="USD", day=DAY, rate=Decimal(80))
    with pytest.raises(BaseInUse):
        actions.set_base_currency(actor=admin, currency="USD")
    assert queries.base_currency() == "RUB"


def test_installing_currencies_again_adds_none(company: Company) -> None:
    before = queries.currencies()
    actions.install_currencies(actor=company.act(company.celia))
    assert queries.currencies() == before
    assert {"USD", "EUR", "RUB", "KZT", "BYN", "CNY", "GBP"} <= set(before)


def test_no_such_product(company: Company) -> None:
    with pytest.raises(NotFound):
        queries.price_of(404, DAY)
