"""A process file as we read it: its nodes, flows and own attributes, beside what the engine makes of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from lxml import etree

from crosslift.flows.guard import BPMN, OURS

EVENTS = frozenset(["startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"])
GATEWAYS = frozenset(["exclusiveGateway", "parallelGateway"])
ACTIVITIES = frozenset(["userTask", "serviceTask", "scriptTask", "subProcess"])


@dataclass(frozen=True, slots=True)
class Node:
    """One element of the flow. `scope` is the id of what holds it; `item` the variable of a repeated scope."""

    id: str
    kind: str
    name: str
    scope: str
    step: str = ""
    script: str = ""
    message: str = ""
    timer: str = ""
    attached: str = ""
    interrupting: bool = True
    default: str = ""
    over: str = ""
    sequential: bool = False
    item: str = ""
    assignee: str = ""
    due: str = ""
    title: str = ""
    task_kind: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow between two nodes."""

    id: str
    scope: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole process."""

    key: str
    name: str
    starts_on: str
    cancels_on: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    twice: tuple[str, ...] = ()

    def out_of(self, node: str) -> list[Flow]:
        """The flows that leave a node."""
        return [flow for flow in self.flows if flow.source == node]

    def next_names(self, node: str) -> list[str]:
        """The names of what may come after a node, looking through gateways, out of the subprocess at its end."""
        names: list[str] = []
        seen = {node}
        queue = [flow.target for flow in self.out_of(node)]
        while queue:
            here = self.nodes.get(queue.pop(0))
            if here is None or here.id in seen:
                continue
            seen.add(here.id)
            if here.kind in GATEWAYS:
                queue.extend(flow.target for flow in self.out_of(here.id))
            elif here.name and here.name not in names:
                names.append(here.name)
        return names

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def outline_of_plain(plain: dict[str, Any]) -> Outline:
    """The outline kept as JSON."""
    return Outline(
        **{
            **plain,
            "nodes": {key: Node(**node) for key, node in plain["nodes"].items()},
            "flows": tuple(Flow(**flow) for flow in plain["flows"]),
            "twice": tuple(plain["twice"]),
        }
    )


def outline_of(root: etree._Element) -> Outline:
    """Read the first process of a guarded file; what is missing stays empty for the linter to name."""
    messages = {found.get("id", ""): found.get("name", "") for found in root.iter(f"{{{BPMN}}}message")}
    process = next(iter(root.iter(f"{{{BPMN}}}process")), None)
    if process is None:
        return Outline(key="", name="", starts_on="", cancels_on="")
    nodes: dict[str, Node] = {}
    flows: list[Flow] = []
    twice: list[str] = []
    for node in _nodes(process, process.get("id", ""), "", messages):
        if node.id in nodes:
            twice.append(node.id)
        nodes[node.id] = node
    for holder in (process, *process.iter(f"{{{BPMN}}}subProcess")):
        flows.extend(_flow(found, holder) for found in holder.findall(f"{{{BPMN}}}sequenceFlow"))
    starts = [n.message for n in nodes.values() if n.kind == "startEvent" and n.message]
    return Outline(
        key=process.get("id", ""),
        name=process.get("name", "") or process.get("id", ""),
        starts_on=starts[0] if starts else "",
        cancels_on=process.get(f"{{{OURS}}}cancelsOn", ""),
        nodes=nodes,
        flows=tuple(flows),
        twice=tuple(twice),
    )


def _nodes(holder: etree._Element, scope: str, item: str, messages: dict[str, str]) -> Iterable[Node]:
    for element in holder:
        kind = etree.QName(element).localname
        if kind not in EVENTS | GATEWAYS | ACTIVITIES:
            continue
        node = _node(element, kind, scope, item, messages)
        yield node
        if kind == "subProcess":
            yield from _nodes(element, node.id, _item_of(element) or item, messages)


def _node(element: etree._Element, kind: str, scope: str, item: str, messages: dict[str, str]) -> Node:
    message = element.find(f"{{{BPMN}}}messageEventDefinition")
    loop = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    return Node(
        id=element.get("id", ""),
        kind=kind,
        name=element.get("name", ""),
        scope=scope,
        step=element.get("implementation", ""),
        script=_text(element, "script"),
        message=messages.get(message.get("messageRef", ""), "") if message is not None else "",
        timer=_text(element, "timerEventDefinition", "timeDuration"),
        attached=element.get("attachedToRef", ""),
        interrupting=element.get("cancelActivity", "true") != "false",
        default=element.get("default", ""),
        over=_text(loop, "loopDataInputRef") if loop is not None else "",
        sequential=loop is not None and loop.get("isSequential") == "true",
        item=item,
        assignee=element.get(f"{{{OURS}}}assignee", ""),
        due=element.get(f"{{{OURS}}}due", ""),
        title=element.get(f"{{{OURS}}}title", ""),
        task_kind=element.get(f"{{{OURS}}}kind", ""),
    )


def _item_of(element: etree._Element) -> str:
    found = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics/{{{BPMN}}}inputDataItem")
    return str(found.get("id", "")) if found is not None else ""


def _text(element: etree._Element, *path: str) -> str:
    found = element.find("/".join(f"{{{BPMN}}}{name}" for name in path))
    return (found.text or "").strip() if found is not None else ""


def _flow(element: etree._Element, holder: etree._Element) -> Flow:
    return Flow(
        id=element.get("id", ""),
        scope=holder.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=element.get("name", ""),
        condition=_text(element, "conditionExpression"),
    )
