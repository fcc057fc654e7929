"""How these tests import: a preset or a plan on files, by an actor, through the actions."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from crosslift.core.actor import Actor
from crosslift.integrations import actions
from crosslift.integrations.models import ImportRun
from crosslift.integrations.plan import Plan, guessed, preset
from crosslift.integrations.preparing import described
from crosslift.integrations.reading import read
from crosslift.integrations.running import check_import, run_import
from crosslift.integrations.undoing import undo_import

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FOLDERS = {
    "maven": "maven_crm",
    "northwind": "northwind",
    "online_retail": "online_retail",
    "groceries": "groceries",
}


def real(name: str) -> Path:
    """The folder of a real data set, or a skip that says what is missing."""
    folder = DATA / FOLDERS[name]
    if not folder.is_dir():
        pytest.skip(f"the real data set {FOLDERS[name]} is not beside the project")
    return folder


def ready(actor: Actor, name: str, **options: Any) -> ImportRun:
    """A preset's import of the real files, not started."""
    plan = preset(name)
    folder = real(name)
    files = [described(folder / file) for file in plan.files()]
    with transaction.atomic():
        return actions.prepare_import(actor=actor, preset=name, plan=plan, files=files, options=options)


def ready_file(actor: Actor, path: Path, target: str, plan: Plan | None = None, **options: Any) -> ImportRun:
    """An import of one file, its columns guessed unless a plan is given."""
    plan = plan or guessed(target, path.name, read(path).columns, source="test")
    with transaction.atomic():
        return actions.prepare_import(actor=actor, preset=target, plan=plan, files=[described(path)], options=options)


def run(actor: Actor, prepared: ImportRun) -> ImportRun:
    """Start it and bring it to its end."""
    with transaction.atomic():
        actions.start_import(actor=actor, run_id=prepared.pk, by_job=False)
    return run_import(prepared.pk)


def dry(actor: Actor, prepared: ImportRun) -> dict[str, Any]:
    """The report of a dry run."""
    return check_import(prepared, actor)


def undo(actor: Actor, run_id: int) -> ImportRun:
    """Take it back."""
    with transaction.atomic():
        actions.ask_undo(actor=actor, run_id=run_id)
    return undo_import(run_id)
