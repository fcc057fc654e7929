"""Imports over the API: send, look, run, undo, fetch the refused; and what is not a program's business."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crosslift.customers.models import Account
from crosslift.integrations import jobs
from crosslift.integrations.models import ImportRun
from tests.web.world import World, build_world

IMPORTS = "/api/v1/imports"
ROWS = b"name,employees\nAcme,12\nDelta,many\n"


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """People and records; uploads go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return build_world()


def send(client: Client, **given: str) -> Any:
    return client.post(IMPORTS, {"files": [SimpleUploadedFile("customers.csv", ROWS)], **given})


def test_sent_looked_at_run_and_undone(world: World) -> None:
    program = world.program("administrator")
    before = Account.objects.count()
    answer = send(program, preset="accounts", shift_dates="true")
    assert answer.status_code == 201
    told = answer.json()
    assert told["files"] == ["customers.csv"] and told["options"]["shift_dates"] is True
    assert told["report"]["kinds"]["accounts"]["new"] == 1
    assert Account.objects.count() == before
    url = f"{IMPORTS}/{told['id']}"
    refused = program.get(f"{url}/refused").json()
    assert [(row["line"], row["reason"]) for row in refused["rows"]] == [(3, "bad_number:employees")]
    assert b"Delta" in program.get(f"{url}/refused.csv").content
    assert program.post(f"{url}/run").json()["state"] == "running"
    jobs.run(told["id"])
    assert program.get(url).json()["state"] == "done"
    assert Account.objects.count() == before + 1
    assert program.post(f"{url}/run").status_code == 409
    assert program.post(f"{url}/undo").json()["state"] == "undoing"
    jobs.undo(told["id"])
    assert Account.objects.count() == before
    assert program.get(IMPORTS).json()["total"] == 1


@pytest.mark.parametrize(
    "given",
    [{"preset": "nothing"}, {"preset": "accounts", "mapping": "{"}, {"preset": "accounts", "mapping": '{"parts": 1}'},
     {"preset": "accounts", "no_customer": "perhaps"}],
)  # fmt: skip
def test_what_is_not_understood_is_refused(world: World, given: dict[str, str]) -> None:
    assert send(world.program("administrator"), **given).status_code == 422
    assert not ImportRun.objects.exists()


def test_a_seller_may_not(world: World) -> None:
    assert send(world.program("seller"), preset="accounts").status_code == 403
    assert not ImportRun.objects.exists()
