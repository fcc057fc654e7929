"""Tasks by hand: given, moved, given away, closed with a result, reopened; by right and with their audit."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from crosslift.alerts.models import Alert
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.errors import BadInput, NotAllowed, NotFound
from crosslift.core.models import Audit
from crosslift.tasks import queries
from crosslift.tasks.actions import (
    assign_task,
    cancel_task,
    complete_task,
    move_task,
    reassign_task,
    reopen_task,
)
from crosslift.tasks.errors import ResultNeeded, TaskClosed, TaskOpen
from crosslift.tasks.jobs import remind
from crosslift.tasks.models import Task
from tests.company import Company


def _task(company: Company, title: str = "Call Jose", **more: object) -> Task:
    actor = company.act(company.versie)
    return assign_task(actor=actor, owner_id=company.versie.pk, title=title, **more)  # type: ignore[arg-type]


def test_a_task_needs_words_and_somebody_who_works_here(company: Company) -> None:
    with pytest.raises(BadInput), transaction.atomic():
        _task(company, "  ")
    company.moses.is_active = False
    company.moses.save()
    with pytest.raises(BadInput), transaction.atomic():
        assign_task(actor=company.act(company.dustin), owner_id=company.moses.pk, title="Call")
    assert not Task.objects.exists()


def test_who_gets_work_from_another_is_told_and_so_is_the_deputy(company: Company) -> None:
    company.versie.deputy = company.moses
    company.versie.save()
    assign_task(actor=company.act(company.dustin), owner_id=company.versie.pk, title="Call Jose")
    assert {alert.user for alert in Alert.objects.all()} == {company.versie, company.moses}
    assert Alert.objects.filter(user=company.versie).get().words == "New task: Call Jose"
    Alert.objects.all().delete()
    assign_task(actor=company.act(company.versie), owner_id=company.versie.pk, title="Write")
    assert not Alert.objects.filter(user=company.versie).exists()


def test_a_result_is_needed_and_a_bad_one_needs_words(company: Company) -> None:
    task = _task(company)
    actor = company.act(company.versie)
    for positive, result in ((None, "done"), (False, " ")):
        with pytest.raises(ResultNeeded), transaction.atomic():
            complete_task(actor=actor, task_id=task.pk, positive=positive, result=result)
    task.refresh_from_db()
    assert task.state == "open"
    complete_task(actor=actor, task_id=task.pk, positive=False, result="No budget")
    task.refresh_from_db()
    assert (task.state, task.positive, task.result) == ("done", False, "No budget")
    with pytest.raises(TaskClosed), transaction.atomic():
        complete_task(actor=actor, task_id=task.pk, positive=True)


def test_reopening_undoes_closing_and_cancelling(company: Company) -> None:
    task, actor = _task(company), company.act(company.versie)
    with pytest.raises(TaskOpen), transaction.atomic():
        reopen_task(actor=actor, task_id=task.pk)
    for close in (
        lambda: complete_task(actor=actor, task_id=task.pk, positive=True),
        lambda: cancel_task(actor=actor, task_id=task.pk, reason="not needed"),
    ):
        close()
        assert not queries.open_tasks(actor).exists()
        reopen_task(actor=actor, task_id=task.pk)
        assert [row.pk for row in queries.open_tasks(actor)] == [task.pk]
        assert queries.open_tasks(actor).get().closed_at is None


def test_the_audit_keeps_the_old_moment(company: Company) -> None:
    first, second = clock.now() + timedelta(days=1), clock.now() + timedelta(days=3)
    task = _task(company, due_at=first)
    move_task(actor=company.act(company.versie), task_id=task.pk, due_at=second)
    before, after = Audit.objects.get(action="tasks.move_task").changes["due_at"]
    assert (before[:19], after[:19]) == (first.isoformat()[:19], second.isoformat()[:19])


def test_strangers_neither_see_nor_change_a_task(company: Company) -> None:
    task = _task(company)
    for stranger in (company.anna, company.moses):
        with pytest.raises(NotFound), transaction.atomic():
            complete_task(actor=company.act(stranger), task_id=task.pk, positive=True)
    assert Task.objects.get().state == "open"
    complete_task(actor=company.act(company.dustin), task_id=task.pk, positive=True)
    assert Task.objects.get().state == "done"


def test_giving_away_tells_the_new_owner(company: Company) -> None:
    task = _task(company)
    reassign_task(actor=company.act(company.versie), task_id=task.pk, owner_id=company.moses.pk)
    assert Task.objects.get().owner == company.moses
    assert Alert.objects.get().user == company.moses
    assert not queries.open_tasks(company.act(company.versie)).exists()


def test_a_role_without_the_right_gives_no_work(company: Company) -> None:
    from crosslift.staff.actions import set_rights

    set_rights(actor=the_system("cli", "tests"), role="seller", thing="task", scopes={"add": "own"})
    with pytest.raises(NotAllowed), transaction.atomic():
        assign_task(actor=company.act(company.versie), owner_id=company.moses.pk, title="Yours")
    assert not Task.objects.exists()


def test_today_shows_the_longest_late_first_and_those_without_a_moment_last(company: Company) -> None:
    now = clock.now()
    for title, due_at in (
        ("later", now + timedelta(hours=2)),
        ("some day", None),
        ("late", now - timedelta(hours=1)),
        ("very late", now - timedelta(days=2)),
    ):
        _task(company, title, due_at=due_at)
    actor = company.act(company.versie)
    assert [task.title for task in queries.open_tasks(actor)] == ["very late", "late", "later", "some day"]
    counts = queries.open_counts(actor)
    assert (counts.open, counts.late) == (4, 2)


def test_the_next_step_is_the_marked_one_and_one_only(company: Company) -> None:
    about = {"subject_type": "deal", "subject_id": 5}
    _task(company, "soon", due_at=clock.now() + timedelta(hours=1), **about)
    first = _task(company, "first step", next_step=True, **about)
    actor = company.act(company.versie)
    assert queries.next_step_of(actor, "deal", 5) == first
    second = _task(company, "second step", next_step=True, **about)
    assert queries.next_steps_of(actor, "deal", [5, 6]) == {5: second}
    assert Task.objects.filter(next_step=True).count() == 1
    assert queries.next_step_of(company.act(company.anna), "deal", 5) is None
    assert queries.tasks_about(actor, "deal", 5).count() == 3


def test_late_owners_are_told_once_and_history_is_left_alone(company: Company) -> None:
    due_at = clock.now() + timedelta(minutes=5)
    _task(company, due_at=due_at)
    _task(company, "old", due_at=due_at - timedelta(days=400), historical=True)
    remind()
    assert not Alert.objects.exists()
    with clock.stopped(due_at + timedelta(minutes=1)):
        remind()
        remind()
    alert = Alert.objects.get()
    assert (alert.user, alert.words) == (company.versie, "Late: Call Jose")
    with translation.override("ru"):
        assert alert.words == "Просрочено: Call Jose"


def test_a_moved_task_may_be_late_again(company: Company) -> None:
    due_at = clock.now() + timedelta(minutes=5)
    task = _task(company, due_at=due_at)
    with clock.stopped(due_at + timedelta(minutes=1)):
        remind()
        moved = due_at + timedelta(hours=1)
        move_task(actor=company.act(company.versie), task_id=task.pk, due_at=moved)
    with clock.stopped(moved + timedelta(minutes=1)):
        remind()
    assert Alert.objects.count() == 2


def test_the_title_of_a_process_is_translated_and_that_of_a_person_is_not(company: Company) -> None:
    title = "Products that fit: %(n)s. Ask and answer"
    ours = _task(company, title, title_params={"n": 3}, origin="process", place="1:ask")
    theirs = _task(company, "100% sure: open")
    with translation.override("ru"):
        assert ours.words == "Подошло продуктов: 3. Спросите и отметьте ответы"
        assert theirs.words == "100% sure: open"
