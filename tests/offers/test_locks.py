"""An answer and the undoing of the win at the same moment, on two connections: neither fails the other."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from crosslift.core.queries import waiting_events
from crosslift.deals import actions as deals
from crosslift.deals.models import Deal
from crosslift.flows.jobs import deliver
from crosslift.flows.models import Instance
from crosslift.offers import actions, steps
from crosslift.offers.actions import answering
from crosslift.offers.errors import NotAskedNow
from crosslift.offers.models import Suggestion
from tests.company import build_company
from tests.offers.world import World, build_world

_BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    """A won deal over raclette, after which camembert is asked about."""
    with transaction.atomic():
        world = build_world(build_company(), buyers=8)
        world.link("Raclette", "Camembert")
        deal = world.open("Raclette")
        deals.win_deal(actor=world.company.act(world.company.versie), deal_id=deal.pk)
    _settle()
    return world


def _settle() -> None:
    for pk in waiting_events().values_list("pk", flat=True):
        deliver(pk)


def _reopen(world: World) -> int:
    with transaction.atomic():
        deals.reopen_deal(actor=world.company.act(world.company.versie), deal_id=Deal.objects.get().pk)
    return waiting_events().filter(name="DealReopened").get().pk


def _answer(world: World) -> None:
    one = Suggestion.objects.get()
    actor = world.company.act(world.company.versie)
    with transaction.atomic():
        actions.answer_suggestion(actor=actor, suggestion_id=one.pk, result="refused", reason="no_need")


def _somebody_waits() -> None:
    """Until another connection of this database waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(_BLOCKED)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody ever waited: the two did not meet")


class _Meeting:
    """Lets one act stop in its middle until the other waits for it."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def stop(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def stopped(*args: Any, **kwargs: Any) -> Any:
            self.reached.set()
            _somebody_waits()
            return act(*args, **kwargs)

        return stopped

    def hold(self, first: Callable[[], Any], second: Callable[[], Any]) -> dict[str, BaseException | None]:
        said: dict[str, BaseException | None] = {}

        def run(name: str, act: Callable[[], Any]) -> None:
            try:
                act()
                said[name] = None
            except Exception as error:  # noqa: BLE001 - told to the test
                said[name] = error
            finally:
                self.reached.set()
                connection.close()

        one = threading.Thread(target=run, args=("first", first))
        one.start()
        assert self.reached.wait(20)
        other = threading.Thread(target=run, args=("second", second))
        other.start()
        one.join(40)
        other.join(40)
        return said


def test_undoing_waits_for_an_answer_that_came_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = _Meeting()
    monkeypatch.setattr(answering, "checked_reason", meeting.stop(answering.checked_reason))
    said = meeting.hold(lambda: _answer(world), lambda: deliver(_reopen(world)))
    assert said == {"first": None, "second": None}
    assert Suggestion.objects.get().state == "refused"
    assert Instance.objects.get(process="undo_win").state == "done"


def test_an_answer_waits_for_undoing_that_came_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = _Meeting()
    monkeypatch.setattr(steps, "withdraw_suggestions", meeting.stop(steps.withdraw_suggestions))
    event = _reopen(world)
    said = meeting.hold(lambda: deliver(event), lambda: _answer(world))
    assert said["first"] is None and isinstance(said["second"], NotAskedNow)
    assert Suggestion.objects.get().state == "withdrawn"
    assert Instance.objects.get(process="cross_sale").state == "cancelled"
    assert Instance.objects.get(process="undo_win").state == "done"
