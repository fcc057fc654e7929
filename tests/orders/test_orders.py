"""Orders and holdings: one order a won deal, and what a customer owns counted as by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.customers.models import Account
from crosslift.deals import actions as deals
from crosslift.flows.registry import StepContext
from crosslift.orders import actions, queries, steps
from crosslift.orders.actions import OrderLineInput
from crosslift.orders.errors import AlreadyCancelled, AlreadyOrdered, NoOrderCustomer, NoOrderLines, NotWon
from crosslift.orders.models import Holding, Order
from tests.deals.sale import Sale


def _context(deal_id: int) -> StepContext:
    system = the_system("process", "cross_sale")
    return StepContext(
        instance_id=1, process="cross_sale", about=f"deal:{deal_id}", subject_id=deal_id, data={}, item=None,
        actor=system, at=clock.now(),
    )  # fmt: skip


def _order(sale: Sale, quantity: int | str, **values: Any) -> Order:
    line = OrderLineInput(product_id=sale.sauerkraut.pk, quantity=Decimal(quantity), price=Decimal(5))
    given = {"actor": sale.company.act(sale.company.versie), "account_id": sale.market.pk, "lines": [line]}
    return actions.open_order(**(given | values))


def test_a_won_deal_becomes_one_order_however_often_the_step_runs(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    deal = deals.win_deal(actor=versie, deal_id=sale.open().pk)
    first, second = steps.open_order(_context(deal.pk)), steps.open_order(_context(deal.pk))
    assert first == second
    order = Order.objects.get()
    assert (order.number, order.amount, order.state, order.at) == (
        f"ORD-{1000 + order.pk}", Decimal("1824.00"), "draft", deal.closed_at,
    )  # fmt: skip
    assert queries.owned(sale.market.pk) == {sale.sauerkraut.pk}
    assert Account.objects.get(pk=sale.market.pk).kind == "existing"
    with pytest.raises(AlreadyOrdered):
        actions.open_order_of_deal(actor=versie, deal_id=deal.pk)


def test_the_database_itself_keeps_one_order_a_deal(sale: Sale) -> None:
    deal = deals.win_deal(actor=sale.company.act(sale.company.versie), deal_id=sale.open().pk)
    order = actions.open_order_of_deal(actor=sale.company.act(sale.company.versie), deal_id=deal.pk)
    order.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


def test_an_open_deal_gives_no_order(sale: Sale) -> None:
    deal = sale.open()
    with pytest.raises(NotWon):
        actions.open_order_of_deal(actor=sale.company.act(sale.company.versie), deal_id=deal.pk)
    assert not Order.objects.exists()


def test_an_undone_win_cancels_its_draft_and_a_new_win_makes_a_new_one(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    deal = deals.win_deal(actor=versie, deal_id=sale.open().pk)
    steps.open_order(_context(deal.pk))
    deals.reopen_deal(actor=versie, deal_id=deal.pk)
    assert steps.cancel_order(_context(deal.pk))["cancelled_order"].startswith("ORD-")
    assert steps.cancel_order(_context(deal.pk)) == {"cancelled_order": ""}
    assert queries.owned(sale.market.pk) == set()
    deals.win_deal(actor=versie, deal_id=deal.pk)
    steps.open_order(_context(deal.pk))
    assert sorted(Order.objects.values_list("state", flat=True)) == ["cancelled", "draft"]


def test_won_again_before_the_undoing_was_worked_off_the_order_is_that_of_the_last_win(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    deal = deals.win_deal(actor=versie, deal_id=sale.open().pk)
    steps.open_order(_context(deal.pk))
    deals.reopen_deal(actor=versie, deal_id=deal.pk)
    deals.change_line(actor=versie, deal_id=deal.pk, line_id=deal.lines.get().pk, quantity=Decimal(1))
    deals.win_deal(actor=versie, deal_id=deal.pk)
    steps.open_order(_context(deal.pk))
    assert steps.cancel_order(_context(deal.pk)) == {"cancelled_order": ""}
    assert Order.objects.get(state="draft").amount == Decimal("45.60")


def test_holdings_are_what_counting_by_hand_gives(sale: Sale) -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 6)]
    for day, quantity in zip(days, (5, 3, -2, 4, -1), strict=True):
        _order(sale, quantity, at=day)
    held = Holding.objects.get()
    assert (held.times, held.quantity, held.first_at, held.last_at) == (3, Decimal(9), days[0], days[3])
    before = list(Holding.objects.values_list("account_id", "product_id", "times", "quantity"))
    actions.rebuild_holdings(actor=the_system("cli", "test"))
    assert list(Holding.objects.values_list("account_id", "product_id", "times", "quantity")) == before
    for order in Order.objects.filter(lines__quantity__gt=0):
        actions.cancel_order(actor=sale.company.act(sale.company.versie), order_id=order.pk)
    assert not Holding.objects.exists()


def test_all_returned_is_not_owned_and_a_lone_contact_owns_too(sale: Sale) -> None:
    _order(sale, 2)
    _order(sale, -2)
    _order(sale, 1, account_id=None, contact_id=sale.jose.pk)
    assert queries.owned(sale.market.pk) == set()
    assert queries.owned(None, sale.jose.pk) == {sale.sauerkraut.pk}
    assert queries.owned_counts([sale.market.pk]) == {}


def test_the_frame_for_learning_leaves_returns_and_cancelled_out(sale: Sale) -> None:
    day = datetime(2026, 5, 1, tzinfo=UTC)
    kept = _order(sale, 5, at=day)
    _order(sale, -1, at=day)
    _order(sale, 7, at=day + timedelta(days=40))
    gone = _order(sale, 9, at=day)
    actions.cancel_order(actor=sale.company.act(sale.company.versie), order_id=gone.pk)
    frame = queries.order_lines_frame(day - timedelta(days=1), day + timedelta(days=30))
    assert frame.rows() == [(kept.pk, sale.market.pk, None, sale.sauerkraut.pk, 5.0, day)]
    empty = queries.order_lines_frame(day - timedelta(days=9), day - timedelta(days=8))
    assert empty.schema == frame.schema and empty.height == 0


def test_usual_is_the_middle_of_what_was_bought(sale: Sale) -> None:
    for quantity in (1, 100, 6, -50):
        _order(sale, quantity)
    assert queries.usual_quantity([sale.sauerkraut.pk, sale.raclette.pk]) == {sale.sauerkraut.pk: Decimal(6)}


@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"account_id": None}, NoOrderCustomer), ({"lines": []}, NoOrderLines)],
)
def test_an_order_is_somebodys_and_of_something(sale: Sale, values: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        _order(sale, 1, **values)
    assert not Order.objects.exists()


def test_rights_and_repeats(sale: Sale) -> None:
    company, order = sale.company, _order(sale, 1)
    with pytest.raises(NotFound):
        actions.cancel_order(actor=company.act(company.anna), order_id=order.pk)
    with pytest.raises(NotAllowed):
        actions.cancel_order(actor=company.act(company.nadia), order_id=order.pk)
    actions.cancel_order(actor=company.act(company.versie), order_id=order.pk)
    with pytest.raises(AlreadyCancelled):
        actions.cancel_order(actor=company.act(company.versie), order_id=order.pk)
    with pytest.raises(BadInput):
        _order(sale, 1, account_id=sale.pub.pk)
