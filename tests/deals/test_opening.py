"""Opening a deal: who buys, who sells, and what is refused."""

from decimal import Decimal

import pytest

from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.core.models import Audit, Outbox
from crosslift.customers.access import visible_accounts
from crosslift.deals import access, actions
from crosslift.deals.errors import HasHistory, NoCustomer, NotThisStage
from crosslift.deals.models import Deal, StageEntry
from tests.deals.sale import Sale


def test_a_deal_begins_in_the_first_stage_with_its_chance(sale: Sale) -> None:
    deal = sale.open()
    assert (deal.stage.code, deal.probability, deal.outcome) == ("qualification", Decimal(10), "open")
    assert (deal.amount, deal.tax, deal.currency_id) == (Decimal("1824.00"), Decimal("182.40"), "USD")
    assert StageEntry.objects.filter(deal=deal, left_at=None).count() == 1
    assert Audit.objects.filter(action="deals.open_deal", subject_id=str(deal.pk)).count() == 1
    assert Outbox.objects.get(name="DealOpened", key=f"deal:{deal.pk}").payload["account_id"] == sale.market.pk


def test_a_contact_alone_is_a_customer_too(sale: Sale) -> None:
    deal = sale.open(account_id=None, contact_id=sale.jose.pk, title="", lines=[])
    assert (deal.account_id, deal.contact_id, deal.title) == (None, sale.jose.pk, "Jose Pavarotti")


def test_without_customer_nothing_is_opened(sale: Sale) -> None:
    with pytest.raises(NoCustomer):
        sale.open(account_id=None)
    assert not Deal.objects.exists()


def test_a_strangers_customer_is_as_good_as_none(sale: Sale) -> None:
    with pytest.raises(BadInput) as refused:
        sale.open(account_id=sale.pub.pk)
    assert set(refused.value.fields) == {"account"}
    assert not Deal.objects.exists()


def test_a_head_gives_a_deal_to_the_team_and_its_owner_then_sees_the_account(sale: Sale) -> None:
    company = sale.company
    moses = company.act(company.moses)
    assert not visible_accounts(moses).filter(pk=sale.market.pk).exists()
    deal = sale.open(actor=company.act(company.dustin), owner_id=company.moses.pk)
    assert deal.owner_id == company.moses.pk
    assert visible_accounts(moses).filter(pk=sale.market.pk).exists()


def test_a_seller_gives_a_deal_to_nobody_else(sale: Sale) -> None:
    with pytest.raises(NotAllowed):
        sale.open(owner_id=sale.company.moses.pk)
    assert not Deal.objects.exists()


def test_a_closing_stage_is_no_beginning(sale: Sale) -> None:
    with pytest.raises(NotThisStage):
        sale.open(stage_id=sale.stage("won"))


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1000000000000"])
def test_a_sum_that_no_sale_has_is_refused(sale: Sale, amount: str) -> None:
    with pytest.raises(BadInput) as refused:
        sale.open(lines=[], amount=Decimal(amount))
    assert set(refused.value.fields) == {"amount"}


def test_who_sees_and_who_changes(sale: Sale) -> None:
    deal, company = sale.open(), sale.company
    sees = [user for user in vars(company).values() if access.visible_deals(company.act(user)).exists()]
    changes = [user for user in vars(company).values() if access.changeable_deals(company.act(user)).exists()]
    assert {user.name.split()[0] for user in sees} == {"Versie", "Dustin", "Celia", "Natalya", "Pavel"}
    assert {user.name.split()[0] for user in changes} == {"Versie", "Dustin", "Celia"}
    with pytest.raises(NotFound):
        actions.change_deal(actor=company.act(company.anna), deal_id=deal.pk, title="Mine")
    with pytest.raises(NotAllowed):
        actions.change_deal(actor=company.act(company.nadia), deal_id=deal.pk, title="Mine")
    assert Deal.objects.get().title == "Winter range"


def test_a_mistake_can_be_deleted_but_not_a_history(sale: Sale) -> None:
    dustin = sale.company.act(sale.company.dustin)
    mistake, moved = sale.open(), sale.open()
    actions.move_deal(actor=dustin, deal_id=moved.pk, stage_id=sale.stage("proposal"))
    with pytest.raises(NotAllowed):
        actions.delete_deal(actor=sale.company.act(sale.company.versie), deal_id=mistake.pk)
    actions.delete_deal(actor=dustin, deal_id=mistake.pk)
    with pytest.raises(HasHistory):
        actions.delete_deal(actor=dustin, deal_id=moved.pk)
    assert list(Deal.objects.all()) == [moved]
