"""What an instance waits for, as rows: one a token, one task a person and place, and the timers' jobs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crosslift.core.actor import Actor, the_system
from crosslift.core.jobs import defer_at
from crosslift.flows.engine import Place, Run, due
from crosslift.flows.expressions import BadExpression, evaluate
from crosslift.flows.models import Instance, Wait
from crosslift.staff import queries as staff
from crosslift.tasks.actions import assign_task, cancel_places, settle_places


def keep_waits(instance: Instance, run: Run, at: datetime) -> None:
    """Make the rows fit the run: new waits begin, gone ones end, tasks and timers with them.

    `at` is now; the instance still has the token that its rows fit, none where it has just begun.
    """
    rows = Wait.objects.filter(instance=instance, ended_at=None) if instance.token else ()
    open_waits = {wait.token_id: wait for wait in rows}
    people, moments = run.people(), run.moments()
    here = {place.token_id for place in (*people, *moments)}
    gone = [wait for token, wait in open_waits.items() if token not in here]
    if gone:
        Wait.objects.filter(pk__in=[wait.pk for wait in gone]).update(ended_at=at)
    actor = the_system("process", instance.process)
    new = [place for place in (*people, *moments) if place.token_id not in open_waits]
    asked = {wait.element for wait in open_waits.values() if wait.kind == Wait.PERSON}
    _begin(actor, instance, new, asked, at)
    waiting = {place.node.id for place in people}
    _close(actor, instance, {wait.element for wait in gone if wait.kind == Wait.PERSON} - waiting, run)


def label_of(place: Place) -> str:
    """How people call the item: a step may leave {item: name} under "labels" in the data."""
    labels = place.data.get("labels")
    if place.item is None or not isinstance(labels, dict):
        return ""
    return str(labels.get(str(place.item), ""))[:300]


def _begin(actor: Actor, instance: Instance, new: list[Place], asked: set[str], at: datetime) -> None:
    rows = []
    for element, places in _by_element(new):
        node = places[0].node
        person = node.kind == "userTask"
        assignee = _assignee(actor, instance, places[0]) if person else None
        task_id = None
        if person and assignee is not None and element not in asked:
            task_id = _ask(actor, instance, places, assignee, at)
        ends = due(node, at)
        rows += [_row(instance, place, assignee, task_id, ends, at) for place in places]
        if not person and ends is not None:
            defer_at(ends, "flows.fire", instance_id=instance.pk)
    Wait.objects.bulk_create(rows)


def _by_element(places: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    grouped: dict[str, list[Place]] = {}
    for place in places:
        grouped.setdefault(place.node.id, []).append(place)
    return list(grouped.items())


def _row(
    instance: Instance, place: Place, assignee: int | None, task_id: int | None, ends: datetime | None, at: datetime
) -> Wait:
    return Wait(
        instance=instance,
        element=place.node.id,
        item="" if place.item is None else str(place.item),
        label=label_of(place),
        kind=Wait.PERSON if place.node.kind == "userTask" else Wait.MOMENT,
        token_id=place.token_id,
        assignee_id=assignee,
        task_id=task_id,
        due_at=ends,
        since=at,
    )


def _assignee(actor: Actor, instance: Instance, place: Place) -> int | None:
    """Who is asked: by the expression, else the instance's owner; nobody where neither works here any more."""
    try:
        wanted: Any = evaluate(place.node.assignee, place.data)
    except BadExpression:
        wanted = None
    choices = [pk for pk in (wanted, instance.owner_id) if isinstance(pk, int)]
    working = staff.users(actor).filter(pk__in=choices, is_active=True).order_by()
    active = set(working.values_list("pk", flat=True))
    return next((pk for pk in choices if pk in active), None)


def _ask(actor: Actor, instance: Instance, places: list[Place], assignee: int, at: datetime) -> int:
    node = places[0].node
    kind, _, number = instance.about.partition(":")
    task = assign_task(
        actor=actor,
        owner_id=assignee,
        title=node.title,
        title_params={"n": len(places)},
        kind=node.task_kind or "todo",
        due_at=due(node, at),
        subject_type=kind,
        subject_id=int(number or 0),
        subject_label=instance.label,
        origin="process",
        place=f"{instance.pk}:{node.id}",
        at=at,
    )
    return task.pk


def _close(actor: Actor, instance: Instance, elements: set[str], run: Run) -> None:
    if not elements:
        return
    places = run.places()
    done = {element for element in elements if places.get(element, {}).get("done")}
    if done:
        settle_places(actor=actor, places=[f"{instance.pk}:{element}" for element in done])
    if elements - done:
        cancel_places(actor=actor, places=[f"{instance.pk}:{element}" for element in elements - done])
