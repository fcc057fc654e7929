"""What others may read of processes, narrowed to what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.flows import access
from crosslift.flows.drawing import named, translated
from crosslift.flows.errors import AnswerInItsForm
from crosslift.flows.models import Instance, ProcessVersion, Trace, Wait
from crosslift.flows.outline import Outline
from crosslift.flows.programs import program_of
from crosslift.staff.access import require


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing an instance waits for: a person's answer for an item, or a moment.

    `form` names the place where it is answered with more than plain values; `next` names what may follow.
    """

    instance_id: int
    element: str
    name: str
    item: str
    label: str
    kind: str
    form: str
    assignee_id: int | None
    assignee: str
    since: datetime
    due_at: datetime | None
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened in an instance."""

    at: datetime
    element: str
    name: str
    item: str
    label: str
    state: str
    actor: str
    said: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a repeated subprocess: its state (waiting, answered, done, failed), since when, what next."""

    item: str
    label: str
    state: str
    element: str
    name: str
    assignee: str
    since: datetime
    due_at: datetime | None
    said: str
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstancePage:
    """All that the page of one instance shows. `states` is {element: {"done" | "waiting" | "failed": count}},
    `taken` the sequence flows gone through; elements in neither were not reached. `asked` is every question put to a
    person, answered or not."""

    instance: Instance
    version: int
    started_on: str
    xml: str
    states: dict[str, dict[str, int]]
    taken: tuple[str, ...]
    names: dict[str, str]
    waits: tuple[Waiting, ...]
    asked: tuple[Waiting, ...]
    items: tuple[Item, ...]
    traces: tuple[Happened, ...]
    may_change: bool
    steps: dict[str, str]


def library(actor: Actor) -> QuerySet[ProcessVersion]:
    """The current version of every process, by name. Raises NotAllowed."""
    require(actor, "process", "view")
    return ProcessVersion.objects.filter(current=True).defer("spec", "xml").order_by("name")


def instances(actor: Actor, *, process: str = "", state: str = "", about: str = "") -> QuerySet[Instance]:
    """The instances that the actor may see, latest first, narrowed where asked."""
    asked = {"process": process, "state": state, "about": about}
    rows = access.visible_instances(actor).filter(**{name: value for name, value in asked.items() if value})
    return rows.select_related("owner", "version").defer("token", "version__spec", "version__xml").order_by("-pk")


def living_instance(actor: Actor, process: str, about: str) -> Instance | None:
    """The latest instance of a process about a record that was not cancelled, if the actor may see it."""
    return instances(actor, process=process, about=about).exclude(state=Instance.CANCELLED).first()


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor's own answer, and for those whom they stand in for; the nearest deadline first."""
    mine = Q(assignee_id=actor.id or 0) | Q(assignee__deputy_id=actor.id or 0)
    waits = Wait.objects.filter(mine, kind=Wait.PERSON, ended_at=None, instance__state__in=Instance.LIVING)
    return _waiting(waits.order_by("due_at", "pk"))


def instance_page(actor: Actor, instance_id: int) -> InstancePage:
    """One instance as drawn and told. Raises NotFound for one that is not the actor's to see, nor waits for them."""
    seen = Instance.objects.filter(pk=instance_id).select_related("owner", "version").defer("token", "version__spec")
    visible = access.visible_instances(actor).filter(pk=instance_id)
    if not visible.exists() and not seen.filter(access.answerable(actor)).exists():
        raise NotFound
    instance = seen.get()
    outline = program_of(instance.version_id).outline
    places = dict(instance.places)
    traces = tuple(_happened(outline, trace) for trace in Trace.objects.filter(instance=instance).order_by("pk"))
    every = Wait.objects.filter(instance=instance).order_by("pk")
    waits = _waiting(every.filter(ended_at=None))
    return InstancePage(
        instance=instance,
        version=instance.version.number,
        started_on=instance.version.starts_on,
        xml=translated(instance.version.xml),
        taken=tuple(places.pop("", ())),
        states=places,
        names={key: named(node.name) for key, node in outline.nodes.items()},
        waits=tuple(waits),
        asked=tuple(_waiting(every.filter(kind=Wait.PERSON))),
        items=tuple(_items(waits, traces)),
        traces=traces,
        may_change=access.changeable_instances(actor).filter(pk=instance_id).exists(),
        steps={key: node.step for key, node in outline.nodes.items() if node.step},
    )


def waits_of(rows: Iterable[Instance]) -> dict[int, list[Waiting]]:
    """What each of these instances waits for; the caller has them from `instances`."""
    found: dict[int, list[Waiting]] = {}
    for wait in _waiting(Wait.objects.filter(instance__in=list(rows), ended_at=None).order_by("kind", "pk")):
        found.setdefault(wait.instance_id, []).append(wait)
    return found


def process_xml(actor: Actor, key: str) -> str:
    """The current file of a process with its names in the reader's language. Raises NotAllowed, NotFound."""
    require(actor, "process", "view")
    version = ProcessVersion.objects.filter(key=key, current=True).first()
    if version is None:
        raise NotFound
    return translated(version.xml)


def _waiting(waits: QuerySet[Wait]) -> list[Waiting]:
    rows = waits.select_related("assignee", "instance").defer("instance__token", "instance__data")
    return [_one_waiting(program_of(wait.instance.version_id).outline, wait) for wait in rows]


def _one_waiting(outline: Outline, wait: Wait) -> Waiting:
    return Waiting(
        instance_id=wait.instance_id,
        element=wait.element,
        name=_name(outline, wait.element),
        item=wait.item,
        label=wait.label,
        kind=wait.kind,
        form=outline.nodes[wait.element].task_kind if wait.element in outline.nodes else "",
        assignee_id=wait.assignee_id,
        assignee=wait.assignee.name if wait.assignee else "",
        since=wait.since,
        due_at=wait.due_at,
        next=tuple(named(name) for name in outline.next_names(wait.element)),
    )


def _happened(outline: Outline, trace: Trace) -> Happened:
    return Happened(
        at=trace.at,
        element=trace.element,
        name=_name(outline, trace.element),
        item=trace.item,
        label=trace.label,
        state=trace.state,
        actor=trace.actor_name,
        said=trace.said,
        facts=dict(trace.facts),
    )


def _items(waits: Iterable[Waiting], traces: Iterable[Happened]) -> list[Item]:
    """The last word about each item: what it waits for, else what happened last."""
    found: dict[str, Item] = {}
    for seen in traces:
        if seen.item:
            found[seen.item] = Item(
                item=seen.item, label=seen.label, state=seen.state, element=seen.element, name=seen.name,
                assignee=seen.actor, since=seen.at, due_at=None, said=seen.said, next=(),
            )  # fmt: skip
    for wait in waits:
        if wait.item and wait.kind == Wait.PERSON:
            found[wait.item] = Item(
                item=wait.item, label=wait.label, state="waiting", element=wait.element, name=wait.name,
                assignee=wait.assignee, since=wait.since, due_at=wait.due_at, said="", next=wait.next,
            )  # fmt: skip
    return list(found.values())


def _name(outline: Outline, element: str) -> str:
    node = outline.nodes.get(element)
    return named(node.name) if node is not None and node.name else element


def has_begun(process: str, about: str) -> bool:
    """Whether a process ran or runs about a record and was not cancelled. The caller has checked the record."""
    return Instance.objects.filter(process=process, about=about).exclude(state=Instance.CANCELLED).exists()


def check_has_no_form(actor: Actor, instance_id: int, element: str) -> None:
    """Refuse with AnswerInItsForm where a question is answered at a place of its own. Raises NotFound."""
    waits = instance_page(actor, instance_id).waits
    if any(wait.form for wait in waits if wait.element == element):
        raise AnswerInItsForm
