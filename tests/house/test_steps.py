"""Every step that a process names is registered, and every registered step is told what it does."""

import re

import pytest

from crosslift.flows.registry import step_names
from tests.house.places import ROOT

FILES = sorted((ROOT / "processes").glob("*.bpmn"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_steps_named_in_bpmn_are_registered(path) -> None:  # type: ignore[no-untyped-def]
    named = re.findall(r'implementation="([^"]+)"', path.read_text(encoding="utf-8"))
    assert named, "a process that calls nothing does nothing"
    assert not set(named) - step_names(), "register it with @step in the room's steps.py"


def test_there_are_processes() -> None:
    assert {path.name for path in FILES} >= {"cross_sale.bpmn", "undo_win.bpmn"}
