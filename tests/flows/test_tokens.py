"""Whatever comes in whatever order, the token stays whole: a state machine against a plain model of it."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from crosslift.core.actor import the_system
from crosslift.core.errors import Conflict
from crosslift.flows.actions import answer
from crosslift.flows.jobs import deliver, retry
from crosslift.flows.models import Instance, Wait
from crosslift.tasks.models import Task
from tests.company import Company
from tests.flows import steps
from tests.flows.conftest import DealReopened, DealWon, happen

SYSTEM = the_system("job", "tests")
ITEMS = (11, 12, 13)
WAYS = {"interested": "open", "nurture": "nurture", "no": "refuse"}


class Rollback(Exception):
    """Ends a run without keeping what it wrote."""


class Tokens(RuleBasedStateMachine):
    """One deal, won, undone, answered, delivered again, with steps that break and mend."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        steps.reset()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.won = False
        self.asked: set[int] = set()
        self.effects: list[tuple[str, int]] = []
        self.parked: set[tuple[str, int]] = set()
        self.events: list[int] = []

    def teardown(self) -> None:
        self.block.__exit__(Rollback, Rollback(), None)

    @rule()
    def win(self) -> None:
        event = happen(DealWon(id=7, owner_id=self.company.versie.pk, label="Seven"))
        self.events.append(event)
        deliver(event)
        if not self.won:
            self.won, self.asked, self.parked = True, set(ITEMS), set()

    @precondition(lambda self: self.won)
    @rule()
    def undo(self) -> None:
        deliver(happen(DealReopened(id=7)))
        if self.asked or self.parked:
            self.asked, self.parked = set(), set()
        self.won = False

    @precondition(lambda self: self.events)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        deliver(data.draw(st.sampled_from(self.events)))

    @precondition(lambda self: self.events)
    @rule(item=st.sampled_from(ITEMS), words=st.sampled_from(sorted(WAYS)))
    def give_answer(self, item: int, words: str) -> None:
        instance = Instance.objects.latest("pk")
        try:
            with transaction.atomic():
                answer(actor=SYSTEM, instance_id=instance.pk, element="ask", item=item, values={"answer": words})
        except Conflict:
            assert item not in self.asked
            return
        assert item in self.asked
        self.asked.discard(item)
        self._after((WAYS[words], item))

    def _after(self, called: tuple[str, int]) -> None:
        for one in sorted({called, *self.parked}):
            if one[0] in steps.BROKEN:
                self.parked.add(one)
            else:
                self.parked.discard(one)
                self.effects.append(one)
        if not self.asked and not self.parked:
            self.won = False  # the run is over, a further win may start the next

    @rule(name=st.sampled_from(sorted(WAYS.values())))
    def break_or_mend(self, name: str) -> None:
        if name in steps.BROKEN:
            del steps.BROKEN[name]
        else:
            steps.BROKEN[name] = steps.Unwilling()

    @precondition(lambda self: self.parked)
    @rule()
    def try_again(self) -> None:
        instance = Instance.objects.latest("pk")
        if instance.retry_at is None:
            return
        retry(instance.pk, instance.failures)
        for one in sorted(self.parked):
            if one[0] not in steps.BROKEN:
                self.parked.discard(one)
                self.effects.append(one)
        if not self.asked and not self.parked:
            self.won = False

    @invariant()
    def the_waits_are_the_questions(self) -> None:
        waits = Wait.objects.filter(kind="person", ended_at=None)
        assert sorted(int(wait.item) for wait in waits) == sorted(self.asked)
        assert Task.objects.filter(state="open").count() == (1 if self.asked else 0)

    @invariant()
    def one_run_lives_at_most(self) -> None:
        living = Instance.objects.filter(state__in=Instance.LIVING)
        assert living.count() == (1 if self.asked or self.parked else 0)
        for instance in living:
            assert (instance.state == "failed") == bool(self.parked)

    @invariant()
    def every_effect_is_called_for_once(self) -> None:
        done = Instance.objects.values_list("places", flat=True)
        names = {"open": "open_follow_up", "nurture": "register_lead", "refuse": "store_refusal"}
        for kind, element in names.items():
            counted = sum(places.get(element, {}).get("done", 0) for places in done)
            assert counted == sum(1 for one in self.effects if one[0] == kind)


@pytest.mark.slow
def test_the_token_stays_whole(sale: Company) -> None:
    Tokens.company = sale
    run_state_machine_as_test(
        Tokens,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
