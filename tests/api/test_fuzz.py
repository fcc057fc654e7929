"""The API as it is served, under generated requests: it never breaks and never answers what it did not announce."""

import json
import os
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.e2e.server import ROOT, Server, serving
from tests.web.world import World, build_world

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
PHASES = {"administrator": "coverage", "seller": "fuzzing"}
EXAMPLES = 3
KINDS = ("account", "contact", "deal", "lead", "line", "link", "order", "product", "task")
CLOSING = "/(win|lose|reopen|finish|cancel|complete|convert|close|owner|reassign)$"
LONGEST = 600
VERBS = {"get", "post", "put", "patch", "delete"}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Served:
    """The server and what it began with."""

    server: Server
    world: World


@pytest.fixture(scope="module")
def served(
    request: Any, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The small world behind a real server; no worker, so that answers depend on requests alone."""
    made: list[World] = []
    folder = tmp_path_factory.mktemp("fuzz")
    with serving(request, django_db_blocker, folder, lambda: made.append(build_world()), worker=False) as server:
        yield Served(server, made[0])


@pytest.mark.parametrize("role", PHASES)
def test_every_operation_survives_generated_requests(served: Served, role: str, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    (tmp_path / "settings.toml").write_text("\n".join(_settings(served.world)), encoding="utf-8")
    done = subprocess.run(
        _command(served, role, tmp_path),
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    cases = list(ET.parse(report).iter("testcase")) if report.is_file() else []
    faults = [_told(case, fault) for case in cases for fault in case if fault.tag in ("failure", "error")]
    assert not faults, "\n\n".join(faults)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert {case.get("name") for case in cases} >= _operations(served)
    assert any(_version(served, kind) > 1 for kind in ("contact", "deal", "lead"))  # some did pass


def _command(served: Served, role: str, folder: Path) -> list[str]:
    return [
        str(Path(sys.executable).with_name("st")),
        f"--config-file={folder / 'settings.toml'}",
        "run",
        f"{served.server.url}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {served.world.tokens[role]}",
        f"--checks={','.join(CHECKS)}",
        f"--max-examples={EXAMPLES}",
        f"--phases={PHASES[role]}",
        "--generation-deterministic",
        "--continue-on-failure",
        "--no-shrink",
        "--suppress-health-check=all",
        "--workers=2",
        "--warnings=off",
        "--report=junit",
        f"--report-junit-path={folder / 'report.xml'}",
        "--no-color",
    ]


def _settings(world: World) -> Iterator[str]:
    """Addresses name records that there are: some to be changed, others to be closed, others to be deleted."""
    yield "[phases.coverage]\nunexpected-methods = []"
    yield f"[parameters]\n{_addresses(world, 'own', chr(10))}"
    yield f"[[operations]]\ninclude-path-regex = '{CLOSING}'\nparameters = {{ {_addresses(world, 'team', ', ')} }}"
    yield f"[[operations]]\ninclude-method = 'DELETE'\nparameters = {{ {_addresses(world, 'other', ', ')} }}"


def _addresses(world: World, whose: str, between: str) -> str:
    return between.join(f'"path.{kind}_id" = {world.record(kind, whose)}' for kind in KINDS)


def _operations(served: Served) -> set[str]:
    paths = _read(served, "openapi.json")["paths"]
    return {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs if verb in VERBS}


def _version(served: Served, kind: str) -> int:
    """How often the record that all requests address was changed."""
    room = {"account": "customers"}.get(kind, f"{kind}s")
    return int(_read(served, f"{room}/{served.world.record(kind, 'own')}")["version"])


def _read(served: Served, path: str) -> Any:
    token = served.world.tokens["administrator"]
    asked = urllib.request.Request(f"{served.server.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def _told(case: ET.Element, fault: ET.Element) -> str:
    said = fault.text or fault.get("message") or ""
    return f"{case.get('name')}\n{said[:2000]}"
