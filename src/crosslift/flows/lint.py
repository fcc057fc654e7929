"""What a process must be to run here: the executable subset, checked with our own words before the engine sees it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from crosslift.flows.expressions import BadExpression, check_expression, check_script
from crosslift.flows.moments import duration
from crosslift.flows.outline import ACTIVITIES, Node, Outline
from crosslift.flows.registry import step_names

Problem = tuple[str, Any]
_ID = re.compile(r"^[A-Za-z_][\w.-]{0,79}$")
_KEY = re.compile(r"^[a-z][a-z0-9_]{1,79}$")


def problems(outline: Outline) -> list[Problem]:
    """Every mistake as (element id, sentence), none where the process can run."""
    found: list[Problem] = []
    if not _KEY.match(outline.key):
        return [(outline.key or "process", _("Give the process an id of small letters, digits and underscores."))]
    for check in (_ids, _scopes, _flows, _nodes, _reach):
        found.extend(check(outline))
    return found


def _ids(outline: Outline) -> Iterator[Problem]:
    for twice in outline.twice:
        yield twice, _("Two elements have this id.")
    for thing in (*outline.nodes, *(flow.id for flow in outline.flows)):
        if not _ID.match(thing):
            yield thing or "?", _("Ids are made of letters, digits, dots, dashes and underscores.")


def _scopes(outline: Outline) -> Iterator[Problem]:
    scopes = [outline.key, *(node.id for node in outline.nodes.values() if node.kind == "subProcess")]
    for scope in scopes:
        kinds = [node.kind for node in outline.nodes.values() if node.scope == scope]
        if kinds.count("startEvent") != 1:
            yield scope, _("There must be exactly one start event.")
        if "endEvent" not in kinds:
            yield scope, _("There must be an end event.")


def _flows(outline: Outline) -> Iterator[Problem]:
    for flow in outline.flows:
        source, target = outline.nodes.get(flow.source), outline.nodes.get(flow.target)
        if source is None or target is None:
            yield flow.id, _("The arrow begins or ends nowhere.")
        elif source.scope != flow.scope or target.scope != flow.scope:
            yield flow.id, _("The arrow crosses the edge of a subprocess.")
        elif flow.condition and source.kind != "exclusiveGateway":
            yield flow.id, _("Only arrows from an exclusive gateway have conditions.")
        elif flow.condition:
            yield from _expression(flow.id, flow.condition)


def _nodes(outline: Outline) -> Iterator[Problem]:
    for node in outline.nodes.values():
        yield from _arrows(outline, node)
        yield from _BY_KIND.get(node.kind, _nothing)(outline, node)


def _arrows(outline: Outline, node: Node) -> Iterator[Problem]:
    outgoing = len(outline.out_of(node.id))
    incoming = sum(1 for flow in outline.flows if flow.target == node.id)
    if node.kind in ("startEvent", "boundaryEvent") and incoming:
        yield node.id, _("No arrow may lead into this event.")
    if node.kind not in ("startEvent", "boundaryEvent") and not incoming:
        yield node.id, _("No arrow leads here.")
    if node.kind == "endEvent" and outgoing:
        yield node.id, _("No arrow may lead out of an end.")
    if node.kind not in ("endEvent", "exclusiveGateway", "parallelGateway") and outgoing != 1:
        yield node.id, _("Exactly one arrow must lead on from here; use a gateway for more.")
    if node.kind in ("exclusiveGateway", "parallelGateway") and not outgoing:
        yield node.id, _("No arrow leads on from here.")


def _start(outline: Outline, node: Node) -> Iterator[Problem]:
    if node.scope != outline.key and node.message:
        yield node.id, _("A subprocess starts by itself, not on a message.")
    if node.timer:
        yield node.id, _("A start may not have a timer.")


def _service(outline: Outline, node: Node) -> Iterator[Problem]:
    if node.step not in step_names():
        yield node.id, _said(_("Nothing here is called “%(step)s”."), step=node.step)


def _user(outline: Outline, node: Node) -> Iterator[Problem]:
    if not node.title:
        yield node.id, _("Say in the title what the person is to do.")
    yield from _expression(node.id, node.assignee)
    if node.due:
        yield from _duration(node.id, node.due)


def _script(outline: Outline, node: Node) -> Iterator[Problem]:
    try:
        check_script(node.script)
    except BadExpression as error:
        yield node.id, error.args[0]


def _exclusive(outline: Outline, node: Node) -> Iterator[Problem]:
    outgoing = outline.out_of(node.id)
    if len(outgoing) < 2:
        return
    if node.default not in {flow.id for flow in outgoing}:
        yield node.id, _("Mark one arrow as the default, so that there is always a way on.")
    for flow in outgoing:
        if flow.id != node.default and not flow.condition:
            yield flow.id, _("This arrow needs a condition.")
        if flow.id == node.default and flow.condition:
            yield flow.id, _("The default arrow has no condition.")


def _subprocess(outline: Outline, node: Node) -> Iterator[Problem]:
    inner = next((other.item for other in outline.nodes.values() if other.scope == node.id), "")
    if node.sequential:
        yield node.id, _("Repeated subprocesses run side by side here, not one after another.")
    if node.over and (not node.over.isidentifier() or not inner.isidentifier()):
        yield node.id, _("Name the list that is walked and the variable of one item.")
    if not node.over and inner and inner != node.item:
        yield node.id, _("Name the list that is walked and the variable of one item.")


def _boundary(outline: Outline, node: Node) -> Iterator[Problem]:
    held = outline.nodes.get(node.attached)
    if held is None or held.kind not in ACTIVITIES or held.scope != node.scope:
        yield node.id, _("The event must sit on a task or subprocess beside it.")
    yield from _duration(node.id, node.timer)


def _moment(outline: Outline, node: Node) -> Iterator[Problem]:
    yield from _duration(node.id, node.timer)


def _nothing(outline: Outline, node: Node) -> Iterator[Problem]:
    return iter(())


_BY_KIND: dict[str, Callable[[Outline, Node], Iterator[Problem]]] = {
    "startEvent": _start,
    "serviceTask": _service,
    "userTask": _user,
    "scriptTask": _script,
    "exclusiveGateway": _exclusive,
    "subProcess": _subprocess,
    "boundaryEvent": _boundary,
    "intermediateCatchEvent": _moment,
}


def _reach(outline: Outline) -> Iterator[Problem]:
    onward: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for flow in outline.flows:
        onward.setdefault(flow.source, set()).add(flow.target)
        back.setdefault(flow.target, set()).add(flow.source)
    for node in outline.nodes.values():
        if node.kind == "boundaryEvent":
            onward.setdefault(node.attached, set()).add(node.id)
    starts = [node.id for node in outline.nodes.values() if node.kind == "startEvent"]
    ends = [node.id for node in outline.nodes.values() if node.kind == "endEvent"]
    reached, ending = _from(starts, onward), _from(ends, back)
    for node in outline.nodes.values():
        if node.id not in reached:
            yield node.id, _("No way leads here from the start.")
        elif node.id not in ending:
            yield node.id, _("No way leads from here to an end.")


def _from(begin: Iterable[str], ways: dict[str, set[str]]) -> set[str]:
    seen = set(begin)
    queue = list(seen)
    while queue:
        for after in ways.get(queue.pop(), ()):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    return seen


def _expression(place: str, source: str) -> Iterator[Problem]:
    try:
        check_expression(source)
    except BadExpression as error:
        yield place, error.args[0]


def _duration(place: str, value: str) -> Iterator[Problem]:
    if duration(value) is None:
        yield place, _("Write the time as PT4H or P2D: minutes, hours, days or weeks, up to ten years.")


def _said(sentence: Any, **about: str) -> Any:
    return str(sentence) % about
