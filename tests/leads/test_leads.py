"""Leads: their ways, their ends, and how they become deals."""

from decimal import Decimal
from typing import Any

import pytest

from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.deals import actions as deals
from crosslift.leads import actions, queries
from crosslift.leads.errors import (
    AlreadyConverted,
    LeadClosedAlready,
    LeadReasonNeeded,
    NoLeadCustomer,
    NoSuchWay,
    OtherNurture,
)
from crosslift.leads.models import Lead
from crosslift.leads.queries import LeadFilters
from crosslift.leads.words import WAYS
from tests.deals.sale import Sale


def _lead(sale: Sale, **values: Any) -> Lead:
    given = {"actor": sale.company.act(sale.company.versie), "need": "Cheese", "account_id": sale.market.pk}
    return actions.register_lead(**(given | values))


def test_a_need_begins_new_and_cold_and_products_name_it(sale: Sale) -> None:
    lead = _lead(sale, need="", product_ids=[sale.raclette.pk, sale.raclette.pk, sale.sauerkraut.pk])
    assert (lead.stage, lead.maturity, lead.need) == ("new", "cold", "Raclette, Sauerkraut")
    assert lead.products.count() == 2


def test_a_need_without_words_is_no_need(sale: Sale) -> None:
    with pytest.raises(BadInput) as refused:
        _lead(sale, need="  ")
    assert set(refused.value.fields) == {"need"}
    assert not Lead.objects.exists()


@pytest.mark.parametrize("stage", Lead.STAGES)
def test_only_drawn_ways_lead_on(sale: Sale, stage: str) -> None:
    versie = sale.company.act(sale.company.versie)
    for start in WAYS:
        lead = _lead(sale)
        Lead.objects.filter(pk=lead.pk).update(stage=start)
        if stage in WAYS[start]:
            moved = actions.move_lead(actor=versie, lead_id=lead.pk, stage=stage)
            assert (moved.stage, moved.maturity == "ready") == (stage, stage == "awaiting_sale")
        else:
            with pytest.raises(NoSuchWay):
                actions.move_lead(actor=versie, lead_id=lead.pk, stage=stage)
            assert Lead.objects.get(pk=lead.pk).stage == start


def test_given_up_needs_a_reason_and_can_be_reopened_where_it_was(sale: Sale) -> None:
    versie, lead = sale.company.act(sale.company.versie), _lead(sale)
    actions.move_lead(actor=versie, lead_id=lead.pk, stage="qualification")
    with pytest.raises(LeadReasonNeeded):
        actions.close_lead(actor=versie, lead_id=lead.pk, stage="not_interested", reason=" ")
    closed = actions.close_lead(actor=versie, lead_id=lead.pk, stage="not_interested", reason="No money")
    assert (closed.is_open, closed.reason) == (False, "No money")
    with pytest.raises(LeadClosedAlready):
        actions.change_lead(actor=versie, lead_id=lead.pk, need="Other")
    assert queries.leads(versie, LeadFilters(state="closed", words="cheese")).count() == 1
    opened = actions.reopen_lead(actor=versie, lead_id=lead.pk)
    assert (opened.stage, opened.closed_at, opened.reason) == ("qualification", None, "")


def test_a_lead_becomes_a_deal_once(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    lead = _lead(sale, product_ids=[sale.sauerkraut.pk, sale.mystery.pk])
    deal = actions.convert_lead(actor=versie, lead_id=lead.pk)
    assert (deal.source, deal.title, deal.account_id, deal.amount) == (
        "lead", "Cheese", sale.market.pk, Decimal("45.60"),
    )  # fmt: skip
    card = queries.lead_card(versie, lead.pk)
    assert (card.lead.stage, card.lead.maturity, card.lead.deal_id, card.deal_seen) == (
        "awaiting_sale", "ready", deal.pk, True,
    )  # fmt: skip
    with pytest.raises(AlreadyConverted):
        actions.convert_lead(actor=versie, lead_id=lead.pk)


def test_a_lead_without_customer_opens_no_deal(sale: Sale) -> None:
    versie, lead = sale.company.act(sale.company.versie), _lead(sale, account_id=None)
    with pytest.raises(NoLeadCustomer):
        actions.convert_lead(actor=versie, lead_id=lead.pk)
    assert Lead.objects.get().stage == "new"


def test_one_lead_nurtures_what_a_won_deal_left(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    source = deals.win_deal(actor=versie, deal_id=sale.open().pk)
    ask = {"actor": versie, "source_deal_id": source.pk}
    first = actions.nurture_lead(**ask, product_id=sale.raclette.pk)
    second = actions.nurture_lead(**ask, product_id=sale.mystery.pk)
    again = actions.nurture_lead(**ask, product_id=sale.raclette.pk)
    assert first.pk == second.pk == again.pk
    assert (first.maturity, first.source, first.account_id) == ("cold", "cross_sale", sale.market.pk)
    assert first.products.count() == 2


def test_a_reopened_nurture_may_not_stand_beside_another(sale: Sale) -> None:
    versie = sale.company.act(sale.company.versie)
    source = sale.open()
    ask = {"actor": versie, "source_deal_id": source.pk}
    first = actions.nurture_lead(**ask, product_id=sale.raclette.pk)
    actions.close_lead(actor=versie, lead_id=first.pk, stage="disqualified", reason="Wrong")
    actions.nurture_lead(**ask, product_id=sale.mystery.pk)
    with pytest.raises(OtherNurture):
        actions.reopen_lead(actor=versie, lead_id=first.pk)
    assert not Lead.objects.get(pk=first.pk).is_open


def test_rights(sale: Sale) -> None:
    company, lead = sale.company, _lead(sale)
    with pytest.raises(NotFound):
        actions.assign_lead(actor=company.act(company.anna), lead_id=lead.pk, owner_id=company.anna.pk)
    with pytest.raises(NotAllowed):
        actions.change_lead(actor=company.act(company.nadia), lead_id=lead.pk, need="Mine")
    with pytest.raises(NotAllowed):
        actions.assign_lead(actor=company.act(company.versie), lead_id=lead.pk, owner_id=company.moses.pk)
    actions.assign_lead(actor=company.act(company.dustin), lead_id=lead.pk, owner_id=company.moses.pk)
    assert not queries.visible_leads(company.act(company.versie)).exists()
    assert queries.visible_leads(company.act(company.moses)).get().need == "Cheese"
