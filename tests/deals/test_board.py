"""The board, the table and the funnel say the same as counting by hand, in few queries and for each reader."""

import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosslift.catalog.actions import save_rate
from crosslift.core import clock
from crosslift.core.money import rounded
from crosslift.deals import actions, queries
from crosslift.deals.actions import LineInput
from crosslift.deals.models import Deal, StageEntry
from crosslift.deals.queries import DealFilters
from crosslift.tasks.actions import assign_task
from tests.deals.sale import Sale

OPEN_STAGES = ("qualification", "presentation", "proposal", "contracting")


@pytest.fixture
def many(sale: Sale) -> Sale:
    """Forty deals in two currencies and all outcomes, some of them late, some without a next step."""
    chance = random.Random(7)
    company = sale.company
    for number in range(40):
        owner = company.act(company.versie if number % 3 else company.moses)
        head = company.act(company.dustin)
        deal = sale.open(
            actor=head,
            owner_id=owner.id,
            currency=chance.choice(["USD", "EUR"]),
            lines=[LineInput(product_id=sale.mystery.pk, price=Decimal(chance.randint(100, 99999)) / 100)],
            stage_id=sale.stage(chance.choice(OPEN_STAGES)),
        )
        if number % 5 == 0:
            actions.win_deal(actor=head, deal_id=deal.pk)
        elif number % 7 == 0:
            actions.lose_deal(actor=head, deal_id=deal.pk, reason="price")
        elif number % 2:
            due = clock.now() + timedelta(days=chance.choice([-2, 2]))
            assign_task(
                actor=head, owner_id=owner.id, title="Call", due_at=due, subject_type="deal", subject_id=deal.pk,
                next_step=True,
            )  # fmt: skip
    return sale


def _by_hand(deals: list[Deal], outcome: str = "open") -> dict[int, dict[str, Decimal]]:
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for deal in deals:
        if deal.outcome == outcome:
            sums[deal.stage_id][deal.currency_id] += deal.amount
    return sums


def test_sums_by_stage_and_currency_are_those_counted_by_hand(many: Sale) -> None:
    head = many.company.act(many.company.dustin)
    deals = list(Deal.objects.all())
    found = queries.board(head, DealFilters(), size=3)
    for column in found.columns:
        mine = [deal for deal in deals if deal.stage_id == column.stage.pk]
        assert column.count == len(mine)
        assert {money.currency: money.amount for money in column.sums} == {
            currency: sum(deal.amount for deal in mine if deal.currency_id == currency)
            for currency in {deal.currency_id for deal in mine}
        }
        weighted = sum((deal.amount * deal.probability / 100 for deal in mine), Decimal(0))
        assert abs(sum((money.amount for money in column.weighted), Decimal(0)) - weighted) <= Decimal("0.01")
        assert len(column.cards) == min(3, len(mine)) and column.more == max(0, len(mine) - 3)
    assert found.open_count == sum(1 for deal in deals if deal.outcome == "open")


def test_late_and_without_step_are_real_filters(many: Sale) -> None:
    head = many.company.act(many.company.dustin)
    found = queries.board(head, DealFilters())
    late = queries.deals(head, DealFilters(late=True))
    silent = queries.deals(head, DealFilters(no_step=True, outcome="open"))
    assert found.late == late.count() > 0
    assert found.no_step == silent.count() > 0
    assert all(deal.is_open for deal in late)
    filtered = queries.board(head, DealFilters(late=True))
    assert filtered.open_count == found.late and filtered.late == found.late


def test_each_sees_only_the_own_board(many: Sale) -> None:
    company = many.company
    counts = {
        name: queries.board(company.act(getattr(company, name)), DealFilters()).open_count
        for name in ("versie", "moses", "dustin", "anna")
    }
    assert counts["anna"] == 0 < counts["moses"] < counts["versie"]
    assert counts["versie"] + counts["moses"] == counts["dustin"]


def test_funnel_and_board_are_the_same_data(many: Sale) -> None:
    head = many.company.act(many.company.dustin)
    picture = queries.funnel_picture(head, DealFilters())
    board = queries.board(head, DealFilters())
    assert [(stage.id, stage.count) for stage in picture.stages] == [
        (column.stage.pk, column.count) for column in board.columns if column.stage.outcome == "open"
    ]
    assert picture.total == 40 == picture.steps[0].reached
    reached = [step.reached for step in picture.steps]
    assert reached == sorted(reached, reverse=True)
    assert picture.won == Deal.objects.filter(outcome="won").count() == picture.steps[-1].reached
    assert (picture.lost, picture.lost_reason) == (Deal.objects.filter(outcome="lost").count(), "price")


def test_a_lost_deal_reached_only_what_it_stood_in(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    actions.move_deal(actor=versie, deal_id=deal.pk, stage_id=sale.stage("presentation"))
    actions.lose_deal(actor=versie, deal_id=deal.pk, reason="price")
    assert [step.reached for step in queries.funnel_picture(versie).steps] == [1, 1, 0, 0, 0]


def test_few_queries_at_any_size(many: Sale, django_assert_max_num_queries: Any) -> None:
    head = many.company.act(many.company.dustin)
    with django_assert_max_num_queries(6):
        queries.board(head, DealFilters())
    with django_assert_max_num_queries(2):
        list(queries.listed(head, DealFilters(), "-amount"))
    with django_assert_max_num_queries(7):
        queries.deal_card(head, Deal.objects.filter(outcome="won").values_list("pk", flat=True)[0])


def test_sums_of_a_list_stay_apart_by_currency(many: Sale) -> None:
    head = many.company.act(many.company.dustin)
    save_rate(actor=many.company.act(many.company.celia), currency="EUR", day=clock.today(), rate=Decimal("1.1"))
    found = {money.currency: money.amount for money in queries.sums(queries.deals(head))}
    assert found == {
        code: rounded(sum((deal.amount for deal in Deal.objects.filter(currency=code)), Decimal(0)))
        for code in ("USD", "EUR")
    }


def test_in_work_knows_the_open_ones_alone(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    of_contact = sale.open(account_id=None, contact_id=sale.jose.pk)
    asked = {"account_ids": [sale.market.pk], "contact_ids": [sale.jose.pk]}
    assert queries.in_work(**asked) == {
        (f"account:{sale.market.pk}", sale.sauerkraut.pk),
        (f"contact:{sale.jose.pk}", sale.sauerkraut.pk),
    }
    actions.win_deal(actor=versie, deal_id=deal.pk)
    actions.lose_deal(actor=versie, deal_id=of_contact.pk, reason="price")
    assert queries.in_work(**asked) == set()


def test_the_bar_tells_done_skipped_and_now(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    actions.move_deal(actor=versie, deal_id=deal.pk, stage_id=sale.stage("proposal"))
    states = [stage.state for stage in queries.deal_card(versie, deal.pk).stages]
    assert states == ["done", "skip", "now", "", ""]
    actions.win_deal(actor=versie, deal_id=deal.pk)
    assert [stage.state for stage in queries.deal_card(versie, deal.pk).stages][-1] == "won"


def test_an_imported_loss_of_unknown_path_reached_the_first_stage_alone(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    actions.lose_deal(actor=versie, deal_id=deal.pk, reason="price")
    StageEntry.objects.filter(deal=deal).exclude(stage__outcome="lost").delete()
    assert [step.reached for step in queries.funnel_picture(versie).steps] == [1, 0, 0, 0, 0]
