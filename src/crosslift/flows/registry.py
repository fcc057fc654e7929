"""Steps: what a process may call by name. A room's steps.py registers them; BPMN files name them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from crosslift.core.actor import Actor


@dataclass(frozen=True, slots=True)
class StepContext:
    """Where a step is called from. `about` is the record's key ("deal:42") and `subject_id` its number.

    `data` is what the process knows, `item` the present element of a repeated subprocess (None outside one).
    `actor` acts for the process: its reason names process and element.
    """

    instance_id: int
    process: str
    about: str
    subject_id: int
    data: Mapping[str, Any]
    item: Any
    actor: Actor
    at: datetime


Step = Callable[[StepContext], Mapping[str, Any] | None]
_steps: dict[str, Step] = {}


def step(name: str) -> Callable[[Step], Step]:
    """Register a step under "room.verb". What it returns joins the data of the process.

    It runs inside the transaction that moves the token: its changes and the move are saved together or not at
    all. It must stand being called again after a rollback. Raises ValueError for a name taken by another.
    """

    def declare(function: Step) -> Step:
        if _steps.get(name, function) is not function:
            raise ValueError(f"two steps are called {name}")
        _steps[name] = function
        return function

    return declare


def find_step(name: str) -> Step:
    """The step under this name. Raises KeyError."""
    return _steps[name]


def step_names() -> frozenset[str]:
    """All names that BPMN files may use."""
    return frozenset(_steps)


def load_steps() -> None:
    """Import the steps.py of every room, so that all names are known before a file is read."""
    for config in apps.get_app_configs():
        if config.name.startswith("crosslift.") and find_spec(f"{config.name}.steps"):
            import_module(f"{config.name}.steps")
