"""Products in a deal: what is filled, what may be overridden, and currencies that are never mixed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crosslift.catalog.actions import save_rate
from crosslift.core.errors import BadInput, Conflict, NotFound
from crosslift.deals import actions
from crosslift.deals.actions import LineInput
from crosslift.deals.errors import NoRate, PriceUnknown
from crosslift.deals.models import Deal, DealLine
from tests.deals.sale import Sale


def _of_versie(sale: Sale) -> Any:
    return sale.company.act(sale.company.versie)


def test_picking_fills_price_unit_and_tax(sale: Sale) -> None:
    line = sale.open().lines.get()
    assert (line.name, line.price, line.unit, line.tax_rate, line.sum) == (
        "Sauerkraut", Decimal("45.60"), "can", Decimal(10), Decimal("1824.00"),
    )  # fmt: skip


def test_each_value_may_be_overridden_and_the_sum_follows(sale: Sale) -> None:
    deal = sale.open()
    line = deal.lines.get()
    actions.change_line(
        actor=_of_versie(sale), deal_id=deal.pk, line_id=line.pk, quantity=Decimal(3), price=Decimal("9.99"),
        discount=Decimal("12.5"), tax_rate=Decimal(20), unit="box",
    )  # fmt: skip
    line.refresh_from_db()
    deal.refresh_from_db()
    assert (line.sum, line.unit) == (Decimal("26.22"), "box")
    assert (deal.amount, deal.tax) == (Decimal("26.22"), Decimal("5.24"))


def test_a_price_in_another_currency_needs_a_rate_of_the_deals_day(sale: Sale) -> None:
    deal = sale.open()
    add = {"actor": _of_versie(sale), "deal_id": deal.pk, "line": LineInput(product_id=sale.raclette.pk)}
    with pytest.raises(NoRate) as refused:
        actions.add_line(**add)
    assert "EUR" in str(refused.value) and "USD" in str(refused.value)
    assert DealLine.objects.count() == 1
    admin = sale.company.act(sale.company.celia)
    save_rate(actor=admin, currency="EUR", day=date(2020, 1, 1), rate=Decimal("1.10"))
    actions.add_line(**add)
    assert DealLine.objects.get(product=sale.raclette).price == Decimal("60.50")


def test_an_unknown_price_is_asked_for_and_a_given_one_is_taken(sale: Sale) -> None:
    deal = sale.open()
    with pytest.raises(PriceUnknown) as refused:
        actions.add_line(actor=_of_versie(sale), deal_id=deal.pk, line=LineInput(product_id=sale.mystery.pk))
    assert "Mystery box" in str(refused.value) and "price" in refused.value.fields
    given = LineInput(product_id=sale.mystery.pk, price=Decimal(7))
    deal = actions.add_line(actor=_of_versie(sale), deal_id=deal.pk, line=given)
    assert deal.amount == Decimal("1831.00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", "0"), ("quantity", "-1"), ("quantity", "1000000000"), ("quantity", "0.0001"),
        ("quantity", "NaN"),
        ("price", "-0.01"), ("price", "Infinity"), ("discount", "100.01"), ("discount", "-1"), ("tax_rate", "101"),
    ],
)  # fmt: skip
def test_values_that_no_sale_has_are_named(sale: Sale, field: str, value: str) -> None:
    deal = sale.open()
    line = deal.lines.get()
    with pytest.raises(BadInput) as refused:
        actions.change_line(actor=_of_versie(sale), deal_id=deal.pk, line_id=line.pk, **{field: Decimal(value)})
    assert set(refused.value.fields) == {field}
    line.refresh_from_db()
    assert line.sum == Decimal("1824.00")


def test_replacing_and_removing_all(sale: Sale) -> None:
    deal = sale.open()
    lines = [LineInput(product_id=sale.sauerkraut.pk, quantity=Decimal(n)) for n in (1, 2)]
    deal = actions.set_lines(actor=_of_versie(sale), deal_id=deal.pk, lines=lines)
    assert deal.amount == Decimal("136.80")
    for line in list(deal.lines.all()):
        deal = actions.remove_line(actor=_of_versie(sale), deal_id=deal.pk, line_id=line.pk)
    assert (deal.amount, deal.tax, deal.lines.count()) == (0, 0, 0)


def test_a_line_of_another_deal_is_not_found(sale: Sale) -> None:
    one, other = sale.open(), sale.open()
    with pytest.raises(NotFound):
        actions.remove_line(actor=_of_versie(sale), deal_id=one.pk, line_id=other.lines.get().pk)
    assert DealLine.objects.count() == 2


def test_the_sum_comes_from_the_products_while_there_are_any(sale: Sale) -> None:
    deal = sale.open()
    with pytest.raises(BadInput):
        actions.change_deal(actor=_of_versie(sale), deal_id=deal.pk, amount=Decimal(5))
    bare = sale.open(lines=[], amount=Decimal(5))
    assert actions.change_deal(actor=_of_versie(sale), deal_id=bare.pk, amount=Decimal(9)).amount == Decimal(9)


def test_another_currency_recalculates_at_the_rate_of_the_opening_day(sale: Sale) -> None:
    deal = sale.open()
    with pytest.raises(NoRate):
        actions.change_deal(actor=_of_versie(sale), deal_id=deal.pk, currency_id="EUR")
    save_rate(actor=sale.company.act(sale.company.celia), currency="EUR", day=date(2020, 1, 1), rate=Decimal("1.20"))
    deal = actions.change_deal(actor=_of_versie(sale), deal_id=deal.pk, currency_id="EUR")
    assert (deal.currency_id, deal.lines.get().price, deal.amount) == ("EUR", Decimal("38.00"), Decimal("1520.00"))


def test_who_was_slower_is_told(sale: Sale) -> None:
    deal = sale.open()
    actions.change_deal(actor=_of_versie(sale), deal_id=deal.pk, title="Summer range", version=deal.version)
    with pytest.raises(Conflict):
        actions.change_deal(actor=_of_versie(sale), deal_id=deal.pk, title="Autumn range", version=deal.version)
    assert Deal.objects.get(pk=deal.pk).title == "Summer range"
