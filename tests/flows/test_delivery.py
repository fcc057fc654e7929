"""Exactly one effect: events delivered many times at once, workers that die in the middle, jobs that are lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from crosslift.core import clock
from crosslift.core.models import Outbox
from crosslift.flows import actions, advance, delivery, jobs
from crosslift.flows.models import Instance, Trace, Wait
from crosslift.tasks.models import Task
from tests.company import Company
from tests.flows import steps
from tests.flows.conftest import DealWon, happen

pytestmark = pytest.mark.django_db(transaction=True)


def _win(company: Company, deal: int = 42) -> int:
    with transaction.atomic():
        return happen(DealWon(id=deal, owner_id=company.versie.pk, label="Save-a-lot"))


def _at_once(times: int, work: Any) -> list[BaseException]:
    barrier, errors = Barrier(times), []

    def run() -> None:
        try:
            barrier.wait(20)
            work()
        except BaseException as error:  # noqa: BLE001 - told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


@pytest.mark.parametrize("times", [2, 10])
def test_an_event_delivered_many_times_at_once_has_one_effect(live: Company, times: int) -> None:
    event = _win(live)
    assert _at_once(times, lambda: jobs.deliver(event)) == []
    assert Instance.objects.count() == 1
    assert steps.CALLS == [("find", None)]
    assert Wait.objects.filter(kind="person").count() == 3
    assert Task.objects.count() == 1


def test_one_of_ten_answers_at_once_wins(live: Company) -> None:
    jobs.deliver(_win(live))
    instance = Instance.objects.get()

    def give() -> None:
        with transaction.atomic():
            actions.answer(
                actor=live.act(live.versie),
                instance_id=instance.pk,
                element="ask",
                item=11,
                values={"answer": "interested"},
            )

    errors = _at_once(10, give)
    assert [type(error).__name__ for error in errors] == ["AlreadyAnswered"] * 9
    assert steps.CALLS.count(("open", 11)) == 1


@contextmanager
def _dying(target: Any, name: str) -> Iterator[None]:
    """Inside, the named function does its work and then the worker dies before anything is committed."""
    real = getattr(target, name)

    def die(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise SystemExit("killed")

    with patch.object(target, name, die), pytest.raises(SystemExit):
        yield


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (delivery, "start_instance"),
        (advance, "keep_waits"),
        (advance, "_call"),
        (delivery, "_listeners"),
        (delivery, "_start"),
    ],
)
def test_a_worker_that_dies_anywhere_leaves_nothing_and_the_next_one_does_it_once(
    live: Company, target: Any, name: str
) -> None:
    event = _win(live)
    with _dying(target, name):
        jobs.deliver(event)
    assert not Instance.objects.exists()
    assert not Task.objects.exists()
    assert Outbox.objects.get(pk=event).delivered_at is None
    jobs.deliver(event)
    jobs.deliver(event)
    assert Instance.objects.get().state == "waiting"
    assert Task.objects.count() == 1
    assert Outbox.objects.get(pk=event).delivered_at is not None


def test_a_worker_that_dies_in_an_answer_leaves_the_question_open(live: Company) -> None:
    jobs.deliver(_win(live))
    instance = Instance.objects.get()
    before = instance.token

    def give() -> None:
        with transaction.atomic():
            actions.answer(
                actor=live.act(live.versie), instance_id=instance.pk, element="ask", item=11,
                values={"answer": "interested"},
            )  # fmt: skip

    with _dying(advance, "_call"):
        give()
    instance.refresh_from_db()
    assert instance.token == before
    assert Wait.objects.filter(ended_at=None, kind="person").count() == 3
    assert not Trace.objects.filter(state="answered").exists()
    give()
    assert Wait.objects.filter(ended_at=None, kind="person").count() == 2


def test_the_sweep_queues_again_what_no_job_stands_for(live: Company) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    event = _win(live)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("UPDATE core_outbox SET at = at - interval '1 minute'")
    jobs.sweep()
    queued = ProcrastinateJob.objects.filter(task_name="flows.deliver").values_list("args", flat=True)
    assert {"event_id": event} in list(queued)


def test_a_lost_timer_is_fired_by_the_next_tick_and_only_once(live: Company) -> None:
    jobs.deliver(_win(live))
    with clock.stopped(clock.now() + timedelta(days=2, minutes=1)):
        assert _at_once(1, jobs.due) == []
    with clock.stopped(clock.now() + timedelta(days=2, minutes=1)):
        jobs.due()
        jobs.due()
        jobs.fire(Instance.objects.get().pk)
    assert Trace.objects.filter(element="two_days").count() == 1
    assert Trace.objects.filter(element="remind", state="done").count() == 1


def test_an_unheard_event_needs_no_job_and_the_sweep_closes_it(live: Company) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from crosslift.core.actor import the_system
    from crosslift.tasks.actions import assign_task

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with transaction.atomic():
        assign_task(actor=the_system("cli", "tests"), owner_id=live.versie.pk, title="Call")
    assert not ProcrastinateJob.objects.filter(task_name="flows.deliver").exists()
    event = _win(live)
    assert ProcrastinateJob.objects.get(task_name="flows.deliver").args == {"event_id": event}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_outbox SET at = at - interval '1 minute'")
    jobs.sweep()
    left = Outbox.objects.filter(delivered_at=None, historical=False)
    assert [row.pk for row in left] == [event]
