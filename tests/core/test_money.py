"""Money is rounded at the line and never added across currencies."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crosslift.core.money import Money, by_currency, line_sum

amounts = st.decimals(0, 10**7, places=2)


@given(amounts, amounts, st.decimals(0, 100, places=2))
def test_a_line_is_within_half_a_cent_of_the_truth(quantity: Decimal, price: Decimal, discount: Decimal) -> None:
    exact = quantity * price * (100 - discount) / 100
    assert abs(line_sum(quantity, price, discount) - exact) <= Decimal("0.005")


@given(st.lists(st.tuples(amounts, st.sampled_from(["USD", "EUR", "RUB"]))))
def test_currencies_stay_apart(pairs: list[tuple[Decimal, str]]) -> None:
    sums = {money.currency: money.amount for money in by_currency(Money(*pair) for pair in pairs)}
    for currency in ("USD", "EUR", "RUB"):
        assert sums.get(currency, Decimal(0)) == sum((a for a, c in pairs if c == currency), Decimal(0))
