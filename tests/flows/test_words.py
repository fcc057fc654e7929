"""What a process shows to people is Russian too: names in the drawings, titles of tasks, alerts."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from crosslift.flows.guard import BPMN, OURS, read
from crosslift.site.management.commands.compile_translations import merged

FILES = sorted(Path(settings.PROCESSES).glob("*.bpmn"))
ALERTS = [
    "New task: %(task)s. %(about)s",
    "New task: %(task)s",
    "A process is stuck: %(about)s. It said: %(said)s",
    "Late: %(task)s. %(about)s",
    "Late: %(task)s",
    "Still waiting for your answer: %(task)s. %(about)s",
    "%(owner)s has not answered yet: %(task)s. %(about)s",
]


@pytest.fixture(scope="module")
def russian() -> Catalog:
    return merged(Path(settings.LOCALE_PATHS[0]) / "ru", "ru")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_name_and_title_of_a_process_is_russian_too(file: Path, russian: Catalog) -> None:
    root = read(file.read_bytes())
    shown = [e for e in root.iter(f"{{{BPMN}}}*") if not e.tag.endswith(("}message", "}inputDataItem"))]
    names = {e.get("name") for e in shown if e.get("name")}
    assert names
    assert [name for name in names if not _string(russian.get(name, context="process"))] == []
    titles = {e.get(f"{{{OURS}}}title") for e in shown if e.get(f"{{{OURS}}}title")}
    assert [title for title in titles if not _string(russian.get(title))] == []


@pytest.mark.parametrize("text", ALERTS)
def test_every_alert_is_russian_too(text: str, russian: Catalog) -> None:
    assert _string(russian.get(text))


def _string(message: object) -> object:
    return getattr(message, "string", "")
