"""SpiffWorkflow behind one door: specs from XML, running instances, their tokens as JSON. Nothing else imports it."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.event_definition import TimerConditionalEventDefinitionConverter
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, ManualTask, ParallelMultiInstanceTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import DurationTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.bpmn.util import PendingBpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from crosslift.flows.expressions import BadExpression, evaluate, script_lines
from crosslift.flows.moments import duration
from crosslift.flows.outline import Node, Outline, outline_of_plain

MOST_MOVES = 1_000
MOST_ITEMS = 200


class EngineError(Exception):
    """The engine can't read the spec or can't go on; the text says at which element."""


class _Environment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """CEL in the place of Python."""

    def evaluate(self, expression: str, context: dict[str, Any], external_context: Any = None) -> Any:
        return evaluate(expression, context)

    def execute(self, script: str, context: dict[str, Any], external_context: Any = None) -> bool:
        for name, expression in script_lines(script):
            context[name] = evaluate(expression, context)
        return True

    def call_service(self, context: dict[str, Any], **kwargs: Any) -> Any:
        raise EngineError("service tasks are called from outside the engine")


class _Engine(PythonScriptEngine):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(environment=_Environment())

    def validate(self, expression: str) -> None:
        """Conditions were checked by the linter."""


class _Timer(TimerEventDefinition):  # type: ignore[misc]
    """A timer that never looks at a clock: its moment is kept outside, and `Run.fire` tells it."""

    def has_fired(self, my_task: Any) -> bool:
        return bool(my_task._get_internal_data("event_fired", False))

    def details(self, my_task: Any) -> PendingBpmnEvent:
        return PendingBpmnEvent(self.name, "timer", self.expression)


class _WorkflowConverter(BpmnWorkflowConverter):  # type: ignore[misc]
    """Keeps the specs out of an instance's state: they are the version's."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        plain = super(BpmnWorkflowConverter, self).to_dict(workflow)
        plain["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        plain["bpmn_events"] = []
        return dict(plain)


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, ManualTask)}


def _serializer(*, bare: bool) -> BpmnWorkflowSerializer:
    config = {**DEFAULT_CONFIG, _Timer: TimerConditionalEventDefinitionConverter}
    if bare:
        config[BpmnWorkflow] = _WorkflowConverter
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))


_ENGINE = _Engine()
_WHOLE = _serializer(bare=False)
_BARE = _serializer(bare=True)


@dataclass(frozen=True)
class Program:
    """A process ready to run: the engine's specs and our outline. Shared by all its instances."""

    outline: Outline
    spec: Any
    inner: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token stands: at which node, for which item, with what data."""

    token_id: str
    node: Node
    item: Any
    data: Mapping[str, Any]


def build(root: etree._Element, outline: Outline) -> str:
    """The specs and outline of a linted file as JSON text. Raises EngineError with the engine's own words."""
    parser = _Parser()
    try:
        parser.add_bpmn_xml(root)
        spec = parser.get_spec(outline.key)
        inner = parser.get_subprocess_specs(outline.key)
    except (SpiffWorkflowException, KeyError, AttributeError, TypeError, ValueError) as error:
        raise EngineError(str(error)) from error
    for found in (spec, *inner.values()):
        _own_events(found)
    inner_plain = {name: _WHOLE.to_dict(one) for name, one in inner.items()}
    return json.dumps({"outline": outline.plain(), "spec": _WHOLE.to_dict(spec), "inner": inner_plain})


def _own_events(spec: Any) -> None:
    for task in spec.task_specs.values():
        definition = getattr(task, "event_definition", None)
        if isinstance(definition, DurationTimerEventDefinition):
            task.event_definition = _Timer(definition.name, definition.expression)
        elif isinstance(task, StartEvent):
            task.event_definition = NoneEventDefinition()


def load(text: str) -> Program:
    """The program kept as JSON text in a process version."""
    kept = json.loads(text)
    spec = _WHOLE.from_dict(kept["spec"])
    inner = {name: _WHOLE.from_dict(one) for name, one in kept["inner"].items()}
    return Program(outline=outline_of_plain(kept["outline"]), spec=spec, inner=inner)


class Run:
    """One instance while it is moved. It holds no transaction and calls no step: its user does both."""

    def __init__(self, program: Program, workflow: BpmnWorkflow) -> None:
        self.program = program
        self._workflow = workflow

    @classmethod
    def start(cls, program: Program, data: Mapping[str, Any]) -> "Run":
        """A new instance that knows `data`, moved to its first waiting places. Raises EngineError."""
        workflow = BpmnWorkflow(program.spec, dict(program.inner), script_engine=_ENGINE)
        workflow.task_tree.data.update(deepcopy(dict(data)))
        run = cls(program, workflow)
        run.settle()
        return run

    @classmethod
    def restore(cls, program: Program, token: str) -> "Run":
        """The instance whose token `dump` gave."""
        plain = {**json.loads(token), "spec": program.spec, "subprocess_specs": dict(program.inner)}
        workflow = _BARE.from_dict(plain)
        workflow.script_engine = _ENGINE
        return cls(program, workflow)

    def dump(self) -> str:
        """The token as JSON, without the specs. Text, because the order of the tasks in it means something."""
        return json.dumps(_BARE.to_dict(self._workflow), separators=(",", ":"))

    @property
    def done(self) -> bool:
        """Whether it reached its end."""
        return bool(self._workflow.completed)

    def settle(self) -> None:
        """Go on through gateways, scripts and events until work, people or moments are waited for."""
        moves = 0

        def count(_task: Any) -> None:
            nonlocal moves
            moves += 1
            if moves > MOST_MOVES:
                raise EngineError("it moved 1,000 times without waiting for anything")

        try:
            while self._workflow._do_engine_steps(count):
                self._check_items()
        except SpiffWorkflowException as error:
            raise EngineError(_told(error)) from error
        except BadExpression as error:
            raise EngineError(str(error)) from error

    def _check_items(self) -> None:
        if len(self._workflow.subprocesses) > MOST_ITEMS:
            raise EngineError(f"more than {MOST_ITEMS} items at once")

    def work(self) -> list[Place]:
        """The service tasks to be called now."""
        return self._ready("serviceTask")

    def people(self) -> list[Place]:
        """The user tasks that wait for an answer."""
        return self._ready("userTask")

    def moments(self) -> list[Place]:
        """The timers that run."""
        waiting = self._workflow.get_tasks(state=TaskState.WAITING)
        return [place for place in map(self._place, waiting) if place is not None and place.node.timer]

    def _ready(self, kind: str) -> list[Place]:
        ready = self._workflow.get_tasks(state=TaskState.READY, manual=True)
        return [place for place in map(self._place, ready) if place is not None and place.node.kind == kind]

    def _place(self, task: Any) -> Place | None:
        node = self.program.outline.nodes.get(task.task_spec.bpmn_id or "")
        if node is None or task.task_spec.name.endswith((".BoundaryEventSplit", ".BoundaryEventJoin")):
            return None
        item = task.data.get(node.item) if node.item else None
        return Place(str(task.id), node, item, task.data)

    def finish(self, token_id: str, values: Mapping[str, Any]) -> None:
        """The work or answer at a place is done: its values join the data, the token goes on. Raises EngineError."""
        task = self._workflow.get_task_from_id(UUID(token_id))
        task.data.update(deepcopy(dict(values)))
        self._go(task)

    def fire(self, token_id: str) -> None:
        """The moment of a timer has come. Raises EngineError."""
        task = self._workflow.get_task_from_id(UUID(token_id))
        task._set_internal_data(event_fired=True)
        task.task_spec._update(task)
        self.settle()

    def _go(self, task: Any) -> None:
        try:
            task.run()
        except SpiffWorkflowException as error:
            raise EngineError(_told(error)) from error
        self.settle()

    def places(self) -> dict[str, Any]:
        """For the drawing: {element: {"done", "waiting", "cancelled": n}}, and under "" the flows gone through."""
        counts: dict[str, dict[str, int]] = {}
        flows: set[str] = set()
        ways = {(flow.source, flow.target): flow.id for flow in self.program.outline.flows}
        for task in self._tasks():
            node = task.task_spec.bpmn_id
            state = _state(task)
            if node not in self.program.outline.nodes or not state or _is_wrapper(task):
                continue
            counts.setdefault(node, {})
            counts[node][state] = counts[node].get(state, 0) + 1
            before = self._before(task)
            if state != "cancelled" and (before, node) in ways:
                flows.add(ways[before, node])
        return {**counts, "": sorted(flows)}

    def _before(self, task: Any) -> str:
        own, parent = task.task_spec.bpmn_id, task.parent
        if isinstance(task.task_spec, BoundaryEvent):
            return ""
        while parent is not None and parent.task_spec.bpmn_id in (None, own):
            parent = parent.parent
        return parent.task_spec.bpmn_id or "" if parent is not None else ""

    def _tasks(self) -> Iterator[Any]:
        yield from self._workflow.tasks.values()
        for inner in self._workflow.subprocesses.values():
            yield from inner.tasks.values()


def due(node: Node, since: datetime) -> datetime | None:
    """When a timer or the deadline of a user task comes."""
    length = duration(node.timer or node.due)
    return since + length if length else None


def _is_wrapper(task: Any) -> bool:
    """Spiff puts invisible tasks round one with boundary events or repetition; only the inner one is drawn."""
    return isinstance(task.task_spec, ParallelMultiInstanceTask) or task.task_spec.name.endswith(
        (".BoundaryEventSplit", ".BoundaryEventJoin")
    )


def _state(task: Any) -> str:
    if task.state == TaskState.COMPLETED:
        return "done"
    if task.state == TaskState.CANCELLED:
        return "cancelled"
    if task.has_state(TaskState.READY | TaskState.STARTED) or task.state == TaskState.WAITING:
        return "waiting"
    return ""


def _told(error: SpiffWorkflowException) -> str:
    inner = getattr(error, "exception", None) or error.__cause__ or error.__context__
    place = getattr(getattr(error, "task_spec", None), "bpmn_name", "") or ""
    said = str(inner) if isinstance(inner, BadExpression) else str(error)
    return f"{place}: {said}" if place else said
