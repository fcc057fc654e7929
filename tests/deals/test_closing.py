"""Winning, losing and reopening, and what each refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crosslift.core import clock
from crosslift.core.errors import BadInput
from crosslift.core.models import Outbox
from crosslift.deals import actions
from crosslift.deals.errors import AlreadyClosed, NoCustomer, NoLines, NotClosed, ReasonNeeded
from crosslift.deals.models import Deal
from tests.deals.sale import Sale


def _won(deal: Deal) -> list[Outbox]:
    return list(Outbox.objects.filter(name="DealWon", key=f"deal:{deal.pk}"))


def test_a_win_keeps_day_reason_and_sum_and_tells_it(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    deal = actions.win_deal(actor=versie, deal_id=sale.open().pk, reason="delivery", note="before 7 December")
    assert (deal.outcome, deal.probability, deal.stage.code) == ("won", Decimal(100), "won")
    assert (deal.reason, deal.reason_note, deal.amount) == ("delivery", "before 7 December", Decimal("1824.00"))
    (event,) = _won(deal)
    assert event.payload["product_ids"] == [sale.sauerkraut.pk]
    assert (event.payload["label"], event.historical) == ("Winter range", False)


def test_a_second_win_is_refused_and_tells_nothing(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    actions.win_deal(actor=versie, deal_id=deal.pk)
    with pytest.raises(AlreadyClosed):
        actions.win_deal(actor=versie, deal_id=deal.pk)
    assert len(_won(deal)) == 1


def test_a_deal_without_customer_can_not_be_won_until_it_has_one(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    Deal.objects.filter(pk=deal.pk).update(account=None)
    with pytest.raises(NoCustomer):
        actions.win_deal(actor=versie, deal_id=deal.pk)
    assert not _won(deal)
    actions.change_deal(actor=versie, deal_id=deal.pk, account_id=sale.market.pk)
    assert actions.win_deal(actor=versie, deal_id=deal.pk).outcome == "won"


def test_a_deal_without_products_is_not_won(sale: Sale) -> None:
    deal = sale.open(lines=[], amount=Decimal(500))
    with pytest.raises(NoLines):
        actions.win_deal(actor=sale.company.act(sale.company.versie), deal_id=deal.pk)
    assert Deal.objects.get().is_open


def test_lost_needs_its_reason(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    for reason in ("", "because"):
        with pytest.raises(ReasonNeeded):
            actions.lose_deal(actor=versie, deal_id=deal.pk, reason=reason)
    assert Deal.objects.get().is_open
    deal = actions.lose_deal(actor=versie, deal_id=deal.pk, reason="price")
    assert (deal.outcome, deal.probability, deal.stage.code) == ("lost", 0, "lost")


@pytest.mark.parametrize("reason", ["price", "timing"])
def test_reopening_goes_back_to_the_last_stage_with_its_lower_chance(sale: Sale, reason: str) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    actions.move_deal(actor=versie, deal_id=deal.pk, stage_id=sale.stage("proposal"))
    close = {"actor": versie, "deal_id": deal.pk, "reason": reason}
    actions.win_deal(**close) if reason == "price" else actions.lose_deal(**close)
    deal = actions.reopen_deal(actor=versie, deal_id=deal.pk)
    assert (deal.stage.code, deal.probability, deal.outcome) == ("proposal", Decimal(50), "open")
    assert (deal.closed_at, deal.reason) == (None, "")
    with pytest.raises(NotClosed):
        actions.reopen_deal(actor=versie, deal_id=deal.pk)


def test_a_day_in_the_past_is_history_unless_asked(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    old, asked = sale.open(), sale.open()
    day = clock.now() - timedelta(days=5)
    Deal.objects.update(opened_at=day - timedelta(days=1))
    actions.win_deal(actor=versie, deal_id=old.pk, at=day)
    actions.win_deal(actor=versie, deal_id=asked.pk, at=day, historical=False)
    assert [event.historical for event in (*_won(old), *_won(asked))] == [True, False]


def test_neither_the_future_nor_before_the_opening(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    for days in (1, -2):
        with pytest.raises(BadInput) as refused:
            actions.win_deal(actor=versie, deal_id=deal.pk, at=clock.now() + timedelta(days=days))
        assert set(refused.value.fields) == {"at"}
    assert Deal.objects.get().is_open


def test_an_edit_is_not_felt_by_the_customer_but_a_call_is(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    long_ago = clock.now() - timedelta(days=9)
    Deal.objects.update(touched_at=long_ago)
    actions.change_deal(actor=versie, deal_id=deal.pk, title="Other")
    actions.log_on_deal(actor=versie, deal_id=deal.pk, kind="note", text="They think.")
    assert Deal.objects.get().touched_at == long_ago
    actions.log_on_deal(actor=versie, deal_id=deal.pk, kind="call", minutes=11)
    assert clock.now() - Deal.objects.get().touched_at < timedelta(minutes=1)
