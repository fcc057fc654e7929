"""A process from its event to its end: one task a person, one wait an item, each answer once."""

from collections.abc import Callable

import pytest
from django.db import transaction

from crosslift.alerts.models import Alert
from crosslift.core.actor import the_system
from crosslift.core.models import Audit
from crosslift.flows.actions import answer, cancel_instance
from crosslift.flows.errors import AlreadyAnswered, InstanceEnded, NotWaiting, NotYourAnswer
from crosslift.flows.models import Instance, Trace, Wait
from crosslift.tasks.actions import complete_task
from crosslift.tasks.errors import AnswerAtItsPlace
from crosslift.tasks.models import Task
from tests.company import Company
from tests.flows import steps

SYSTEM = the_system("job", "tests")


def _answers(company: Company, *pairs: tuple[int, str]) -> Instance:
    instance = Instance.objects.latest("pk")
    for item, words in pairs:
        actor = company.act(company.versie)
        instance = answer(
            actor=actor, instance_id=instance.pk, element="ask", item=item, values={"answer": words}, said=words
        )
    return instance


def test_a_win_asks_once_per_product_with_one_task_and_one_alert(sale: Company, win: Callable[..., int]) -> None:
    win()
    instance = Instance.objects.get()
    assert (instance.state, instance.about, instance.owner) == ("waiting", "ware:42", sale.versie)
    waits = Wait.objects.filter(instance=instance, kind="person")
    assert {(wait.item, wait.label, wait.assignee) for wait in waits} == {
        (str(pk), f"Product {pk}", sale.versie) for pk in (11, 12, 13)
    }
    task = Task.objects.get()
    assert (task.words, task.owner, task.place) == (
        "Products that fit: 3. Ask and answer",
        sale.versie,
        f"{instance.pk}:ask",
    )
    assert Alert.objects.get().user == sale.versie
    assert Wait.objects.get(kind="moment").element == "two_days"


def test_each_answer_leads_its_own_way_and_the_last_one_closes_the_task(
    sale: Company, win: Callable[..., int]
) -> None:
    win()
    instance = _answers(sale, (11, "interested"), (12, "nurture"))
    assert (instance.state, Task.objects.get().state) == ("waiting", "open")
    instance = _answers(sale, (13, "no"))
    assert instance.state == "done"
    assert steps.CALLS == [("find", None), ("open", 11), ("nurture", 12), ("refuse", 13)]
    assert Task.objects.get().state == "done"
    assert not Wait.objects.filter(ended_at=None).exists()
    assert instance.places["all_answered"] == {"done": 1}
    assert "products_to_end" in instance.places[""]
    reason = Audit.objects.filter(action="flows.answer").latest("pk")
    assert reason.actor_name == "Versie Hillebrand"


def test_nothing_found_ends_at_once_and_asks_nobody(sale: Company, win: Callable[..., int]) -> None:
    steps.FOUND.clear()
    win()
    instance = Instance.objects.get()
    assert (instance.state, instance.places["nothing_fits"]) == ("done", {"done": 1})
    assert not Task.objects.exists()


def test_the_second_answer_to_one_place_is_refused_and_changes_nothing(
    sale: Company, win: Callable[..., int]
) -> None:
    win()
    _answers(sale, (11, "interested"))
    before = list(Trace.objects.values())
    with pytest.raises(AlreadyAnswered), transaction.atomic():
        _answers(sale, (11, "no"))
    with pytest.raises(NotWaiting), transaction.atomic():
        _answers(sale, (99, "no"))
    assert list(Trace.objects.values()) == before
    assert steps.CALLS == [("find", None), ("open", 11)]


def test_only_the_asked_their_deputy_and_their_head_may_answer(sale: Company, win: Callable[..., int]) -> None:
    win()
    instance = Instance.objects.get()

    def by(user: object) -> None:
        with transaction.atomic():
            answer(
                actor=sale.act(user),  # type: ignore[arg-type]
                instance_id=instance.pk,
                element="ask",
                item=Wait.objects.filter(kind="person", ended_at=None).earliest("pk").item,
                values={"answer": "no"},
            )

    for stranger in (sale.anna, sale.moses, sale.nadia):
        with pytest.raises(NotYourAnswer):
            by(stranger)
    assert Wait.objects.filter(kind="person", ended_at=None).count() == 3
    sale.versie.deputy = sale.moses
    sale.versie.save()
    by(sale.moses)
    by(sale.dustin)
    assert Wait.objects.filter(kind="person", ended_at=None).count() == 1


def test_the_task_of_a_process_is_not_ticked_off_by_hand(sale: Company, win: Callable[..., int]) -> None:
    win()
    with pytest.raises(AnswerAtItsPlace, match="Save-a-lot, 180 units"), transaction.atomic():
        complete_task(actor=sale.act(sale.versie), task_id=Task.objects.get().pk, positive=True)
    assert Task.objects.get().state == "open"


def test_undoing_the_win_cancels_and_winning_again_starts_anew(
    sale: Company, win: Callable[..., int], undo: Callable[..., int]
) -> None:
    win()
    _answers(sale, (11, "interested"))
    undo()
    assert Instance.objects.get().state == "cancelled"
    assert Task.objects.get().state == "cancelled"
    assert not Wait.objects.filter(ended_at=None).exists()
    steps.FOUND.remove(11)
    win()
    assert list(Instance.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert {wait.item for wait in Wait.objects.filter(kind="person", ended_at=None)} == {"12", "13"}


def test_events_of_one_record_take_effect_in_their_order_however_the_jobs_run(
    sale: Company, win: Callable[..., int], undo: Callable[..., int]
) -> None:
    first = win(deliver_it=False)
    undo()
    assert Instance.objects.get().state == "cancelled"
    from crosslift.flows.jobs import deliver

    deliver(first)
    assert Instance.objects.get().state == "cancelled"


def test_a_win_without_an_owner_waits_without_a_task(sale: Company, win: Callable[..., int]) -> None:
    win(owner_id=None)
    assert Wait.objects.filter(kind="person", assignee=None).count() == 3
    assert not Task.objects.exists()


def test_cancelling_needs_the_right_and_a_living_instance(sale: Company, win: Callable[..., int]) -> None:
    win()
    pk = Instance.objects.get().pk
    from crosslift.core.errors import NotAllowed, NotFound

    with pytest.raises(NotFound), transaction.atomic():
        cancel_instance(actor=sale.act(sale.anna), instance_id=pk)
    with pytest.raises(NotAllowed), transaction.atomic():
        cancel_instance(actor=sale.act(sale.versie), instance_id=pk)
    assert Instance.objects.get().state == "waiting"
    cancel_instance(actor=sale.act(sale.dustin), instance_id=pk, reason="by mistake")
    assert Task.objects.get().state == "cancelled"
    with pytest.raises(InstanceEnded), transaction.atomic():
        cancel_instance(actor=sale.act(sale.dustin), instance_id=pk)
