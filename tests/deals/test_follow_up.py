"""The follow-up of a won deal: one in work a funnel, each product once, however often it is asked."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crosslift.deals import actions
from crosslift.deals.errors import OtherFollowUp
from crosslift.deals.models import Deal, DealLine
from tests.deals.sale import Sale


def test_the_first_product_opens_it_and_the_next_joins_it(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    source = actions.win_deal(actor=versie, deal_id=sale.open().pk)
    ask = {"actor": versie, "source_deal_id": source.pk, "quantity": Decimal(2)}
    first = actions.open_follow_up(**ask, product_id=sale.sauerkraut.pk, bant={"need": True})
    second = actions.open_follow_up(**ask, product_id=sale.mystery.pk, price=Decimal(5))
    again = actions.open_follow_up(**ask, product_id=sale.sauerkraut.pk)
    assert first.pk == second.pk == again.pk
    assert (second.source, second.source_deal_id, second.account_id) == ("cross_sale", source.pk, sale.market.pk)
    assert second.bant == {"need": True}
    assert DealLine.objects.filter(deal=first).count() == 2
    assert Deal.objects.get(pk=first.pk).amount == Decimal("101.20")


def test_asked_again_after_the_follow_up_is_closed_it_opens_nothing(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    source = actions.win_deal(actor=versie, deal_id=sale.open().pk)
    ask = {"actor": versie, "source_deal_id": source.pk, "product_id": sale.sauerkraut.pk}
    follow = actions.open_follow_up(**ask)
    actions.lose_deal(actor=versie, deal_id=follow.pk, reason="price")
    assert actions.open_follow_up(**ask).pk == follow.pk
    assert Deal.objects.count() == 2


def test_the_database_itself_keeps_one_open_follow_up(sale: Sale) -> None:
    source = sale.open()
    follow = actions.open_follow_up(
        actor=sale.company.act(sale.company.versie), source_deal_id=source.pk, product_id=sale.sauerkraut.pk
    )
    follow.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        follow.save(force_insert=True)


def test_a_reopened_follow_up_may_not_stand_beside_another(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    source = sale.open()
    ask = {"actor": versie, "source_deal_id": source.pk}
    first = actions.open_follow_up(**ask, product_id=sale.sauerkraut.pk)
    actions.lose_deal(actor=versie, deal_id=first.pk, reason="timing")
    actions.open_follow_up(**ask, product_id=sale.mystery.pk, price=Decimal(5))
    with pytest.raises(OtherFollowUp) as refused:
        actions.reopen_deal(actor=versie, deal_id=first.pk)
    assert "Mystery box" in str(refused.value)
    assert Deal.objects.get(pk=first.pk).outcome == "lost"
