"""A failing step: undone, shown, tried again with growing waits, then parked; nothing else is held up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from crosslift.alerts.models import Alert
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.errors import NotAllowed
from crosslift.flows.actions import answer, retry_instance
from crosslift.flows.errors import NothingFailed
from crosslift.flows.jobs import fire, retry
from crosslift.flows.models import Instance, Trace, Wait
from crosslift.tasks.models import Task
from tests.company import Company
from tests.flows import steps

SYSTEM = the_system("job", "tests")


def _answer(company: Company, item: int, words: str) -> Instance:
    return answer(
        actor=company.act(company.versie),
        instance_id=Instance.objects.get().pk,
        element="ask",
        item=item,
        values={"answer": words},
    )


def test_a_failed_step_is_shown_and_the_other_answers_go_on(sale: Company, win: Callable[..., int]) -> None:
    win()
    steps.BROKEN["nurture"] = steps.Unwilling()
    instance = _answer(sale, 12, "nurture")
    assert (instance.state, instance.said, instance.failures) == ("failed", "No consent for letters.", 1)
    assert instance.places["register_lead"] == {"failed": 1, "waiting": 0}
    assert Trace.objects.get(state="failed").label == "Product 12"
    instance = _answer(sale, 11, "interested")
    assert ("open", 11) in steps.CALLS
    assert Wait.objects.filter(kind="person", ended_at=None).count() == 1
    assert Task.objects.get().state == "open"


def test_it_is_tried_again_by_itself_and_then_goes_on(sale: Company, win: Callable[..., int]) -> None:
    win()
    steps.BROKEN["open"] = steps.Unwilling()
    _answer(sale, 11, "interested")
    assert Instance.objects.get().retry_at is not None
    del steps.BROKEN["open"]
    retry(Instance.objects.get().pk, 1)
    instance = Instance.objects.get()
    assert (instance.state, instance.said, instance.failures, instance.retry_at) == ("waiting", "", 0, None)
    assert steps.CALLS.count(("open", 11)) == 2


def test_after_five_tries_with_growing_waits_it_is_parked_and_people_are_told(
    sale: Company, win: Callable[..., int]
) -> None:
    steps.BROKEN["find"] = RuntimeError("no such table")
    waits = []
    with clock.stopped(clock.now()):
        win()
        for number in range(1, 6):
            instance = Instance.objects.get()
            assert instance.retry_at is not None
            waits.append((instance.retry_at - clock.now()).total_seconds())
            retry(instance.pk, number)
    assert waits == [5, 20, 80, 320, 1280]
    instance = Instance.objects.get()
    assert (instance.state, instance.failures, instance.retry_at) == ("failed", 6, None)
    assert "no such table" in instance.said
    assert {alert.user for alert in Alert.objects.filter(kind="failed")} == {sale.versie, sale.dustin}


def test_an_old_try_does_nothing(sale: Company, win: Callable[..., int]) -> None:
    steps.BROKEN["find"] = steps.Unwilling()
    win()
    retry(Instance.objects.get().pk, 4)
    assert steps.CALLS == [("find", None)]


def test_a_person_with_the_right_tries_again_and_others_do_not(sale: Company, win: Callable[..., int]) -> None:
    steps.BROKEN["find"] = steps.Unwilling()
    win()
    pk = Instance.objects.get().pk
    with pytest.raises(NotAllowed), transaction.atomic():
        retry_instance(actor=sale.act(sale.versie), instance_id=pk)
    assert steps.CALLS == [("find", None)]
    steps.BROKEN.clear()
    retry_instance(actor=sale.act(sale.dustin), instance_id=pk)
    assert Instance.objects.get().state == "waiting"
    with pytest.raises(NothingFailed), transaction.atomic():
        retry_instance(actor=sale.act(sale.dustin), instance_id=pk)


def test_after_two_days_owner_and_head_are_told_once(sale: Company, win: Callable[..., int]) -> None:
    win()
    pk = Instance.objects.get().pk
    fire(pk)
    assert not Alert.objects.filter(kind="late").exists()
    with clock.stopped(clock.now() + timedelta(days=2, seconds=5)):
        fire(pk)
        fire(pk)
    late = Alert.objects.filter(kind="late")
    assert {alert.user for alert in late} == {sale.versie, sale.dustin}
    assert late.count() == 2
    assert late.get(user=sale.dustin).words.startswith("Versie Hillebrand has not answered yet: Products that fit: 3")
    assert Wait.objects.filter(kind="person", ended_at=None).count() == 3
