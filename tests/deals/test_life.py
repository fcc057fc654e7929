"""A deal's whole life, in any order: what must hold after every step, and that a refusal changes nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crosslift.core import clock
from crosslift.core.errors import Refusal
from crosslift.core.models import Outbox
from crosslift.deals import actions
from crosslift.deals.actions import LineInput
from crosslift.deals.models import Deal, StageEntry
from crosslift.funnels import queries as funnels
from tests.deals.sale import Sale

OPEN_STAGES = ("qualification", "presentation", "proposal", "contracting")


def machine(sale: Sale) -> type[RuleBasedStateMachine]:
    """The machine over one company, every run undone at its end."""
    versie = sale.company.act(sale.company.versie)

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.savepoint()
            self.deal_id = sale.open().pk
            self.now = datetime(2030, 1, 1, tzinfo=UTC)
            self.wins = 0
            self.last_open = "qualification"

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.point)

        def deal(self) -> Deal:
            return Deal.objects.select_related("stage").get(pk=self.deal_id)

        def do(self, verb: Any, **values: Any) -> bool:
            """Whether it was done; a refusal must leave row, lines and events as they were."""
            self.now += timedelta(hours=1)
            before = self.picture()
            try:
                with transaction.atomic(), clock.stopped(self.now):
                    verb(actor=versie, deal_id=self.deal_id, **values)
            except Refusal:
                assert self.picture() == before
                return False
            return True

        def picture(self) -> Any:
            deal = self.deal()
            return model_to_dict(deal), list(deal.lines.values_list()), Outbox.objects.count()

        @rule(code=st.sampled_from([*OPEN_STAGES, "won", "lost"]))
        def move(self, code: str) -> None:
            was = self.deal()
            done = self.do(actions.move_deal, stage_id=sale.stage(code))
            assert done == (was.is_open and code in OPEN_STAGES and code != was.stage.code)
            self.last_open = code if done else self.last_open

        @rule()
        def win(self) -> None:
            was = self.deal()
            done = self.do(actions.win_deal)
            assert done == (was.is_open and was.lines.exists())
            self.wins += done

        @rule(reason=st.sampled_from(["", "price", "timing", "nonsense"]))
        def lose(self, reason: str) -> None:
            was = self.deal()
            assert self.do(actions.lose_deal, reason=reason) == (was.is_open and reason in ("price", "timing"))

        @rule()
        def reopen(self) -> None:
            was = self.deal()
            assert self.do(actions.reopen_deal) == (not was.is_open)
            assert self.deal().stage.code == self.last_open

        @rule(quantity=st.integers(-1, 5))
        def add(self, quantity: int) -> None:
            was = self.deal()
            line = LineInput(product_id=sale.sauerkraut.pk, quantity=Decimal(quantity))
            assert self.do(actions.add_line, line=line) == (was.is_open and quantity > 0)

        @rule()
        def empty(self) -> None:
            assert self.do(actions.set_lines, lines=[]) == self.deal().is_open

        @invariant()
        def certain_is_only_what_is_closed(self) -> None:
            deal = self.deal()
            bounds = {"won": deal.probability == 100, "lost": deal.probability == 0}
            assert bounds.get(deal.outcome, 0 < deal.probability < 100)
            assert deal.stage.outcome == deal.outcome
            assert deal.is_open == (deal.closed_at is None)

        @invariant()
        def the_sum_is_that_of_the_lines(self) -> None:
            deal = self.deal()
            assert deal.amount == sum(line.sum for line in deal.lines.all())

        @invariant()
        def stays_follow_one_another(self) -> None:
            stays = list(StageEntry.objects.filter(deal_id=self.deal_id))
            assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
            assert stays[-1].left_at is None and stays[-1].stage_id == self.deal().stage_id

        @invariant()
        def every_win_is_told_once(self) -> None:
            assert Outbox.objects.filter(name="DealWon", key=f"deal:{self.deal_id}").count() == self.wins

    return Life


def test_whatever_is_done_to_a_deal(sale: Sale) -> None:
    assert [stage.code for stage in funnels.stages()][:4] == list(OPEN_STAGES)
    run_state_machine_as_test(
        machine(sale),
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
