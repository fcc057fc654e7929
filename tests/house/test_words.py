"""House rules that no linter knows; each message says what to do instead."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.places import FACES, SOURCE, TEMPLATES, functions, modules, room, tree

EDGES = {"jobs.py", "once.py", "running.py", "undoing.py"}  # the last two are the importer
PAGES = sorted(TEMPLATES.rglob("*.html"))


def _names(path: Path) -> list[ast.Attribute]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]


@pytest.mark.parametrize("path", [p for p in modules() if room(p) in FACES], ids=lambda p: str(p.relative_to(SOURCE)))
def test_faces_never_touch_tables(path: Path) -> None:
    used = [node.lineno for node in _names(path) if node.attr in ("objects", "_default_manager")]
    assert not used, f"{path.name}:{used}: read through the room's queries, write through its actions"


def test_time_comes_from_the_clock() -> None:
    for path in modules():
        if path.name == "clock.py" or room(path) == "affinity":
            continue
        for node in _names(path):
            wrong = node.attr in ("now", "utcnow", "today") and isinstance(node.value, ast.Name)
            assert not (wrong and node.value.id in ("datetime", "date", "timezone")), (  # type: ignore[attr-defined]
                f"{path}:{node.lineno}: take the moment from crosslift.core.clock"
            )


def test_only_edges_open_transactions() -> None:
    for path in modules():
        if path.name in EDGES or "management" in path.parts or "jobs" in path.parts or room(path) in ("site", "demo"):
            continue
        for node in _names(path):
            if node.attr == "atomic" and not _is_savepoint(path, node):
                pytest.fail(f"{path}:{node.lineno}: the edge opens the transaction; a savepoint says savepoint=True")


def _is_savepoint(path: Path, node: ast.Attribute) -> bool:
    line = path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]
    return "savepoint=True" in line or "atomic block" in line


def test_nothing_evaluates_text() -> None:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "mark_safe"), f"{path}:{node.lineno}"
        imported = {
            alias.name.split(".")[0]
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
        }
        assert not imported & {"pickle", "marshal", "shelve"}, path


def test_xml_is_read_in_one_guarded_place() -> None:
    readers = {
        str(path.relative_to(SOURCE))
        for path in modules()
        for node in _names(path)
        if node.attr in ("fromstring", "XMLParser", "iterparse", "XML")
        or (node.attr == "parse" and isinstance(node.value, ast.Name) and node.value.id in ("etree", "ElementTree"))
    }
    assert readers == {"flows/guard.py"}, "XML is parsed by flows/guard.py alone"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_hold_no_script_and_no_style(path: Path) -> None:
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle=", text), "a bar is an SVG with a width; colours are classes"
    assert not re.search(r"\son[a-z]+=[\"']", text), "listeners stand in frontend/js"
    assert not re.search(r"<style|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_functions_stay_short() -> None:
    """Printed, with a hard end far above the aim."""
    lengths = sorted(
        (function.end_lineno or function.lineno) - function.lineno + 1
        for path in modules()
        for function in functions(tree(path))
    )
    files = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in modules())
    for name, values in (("functions", lengths), ("files", files)):
        print(f"{name}: median {values[len(values) // 2]} p90 {values[len(values) * 9 // 10]} max {values[-1]}")
    assert lengths[-1] <= 70
    assert files[-1] <= 450
