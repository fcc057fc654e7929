"""`start.py test` and `start.py check`: every check there is, counted together."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch.browser import ensure_browser
from launch.cluster import THROWAWAY
from launch.places import Places
from launch.setup import install, translate
from launch.throwaway import throwaway_database
from launch.words import say

_IMPORTS = "from importlinter.cli import lint_imports_command as c; c()"
STATIC = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy", "src", "launch", "start.py"],
    "import contracts": ["-c", _IMPORTS],
    "migration drift": ["-m", "crosslift.site.manage", "makemigrations", "--check", "--dry-run"],
}
NO_TESTS = 5  # pytest's status where nothing was collected


@dataclass
class Tally:
    """How many passed, failed and were skipped, with the reasons and names to tell."""

    passed: int = 0
    failed: int = 0
    skips: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def fail(self, name: str) -> None:
        """Count a failure."""
        self.failed += 1
        self.failures.append(name)

    def summary(self) -> str:
        """Each failure and skip on a line, and the counts on the last one."""
        lines = [f"FAILED {name}" for name in self.failures]
        lines += [f"SKIPPED {reason}" for reason in self.skips]
        return "\n".join([*lines, f"{self.passed} passed, {self.failed} failed, {len(self.skips)} skipped"])


def test(places: Places, arguments: list[str], *, quick: bool = False) -> int:
    """Run all checks, or with `arguments` pytest alone on those; returns 0 where nothing failed."""
    install(places, dev=True)
    tally = Tally()
    extra = {} if quick else ensure_browser(places).environment()
    with throwaway_database(places.root, THROWAWAY, tables=False) as (database, env):
        env |= {"DJANGO_ALLOW_ASYNC_UNSAFE": "1", **extra}
        translate(places, env)
        folder = Path(env["CROSSLIFT_DATA"])
        if arguments:
            run_pytest(places, env, folder / "asked.xml", arguments, tally)
        else:
            for name, words in STATIC.items():
                run_step(places, env, name, words, tally)
            _all_tests(places, env, folder, tally, quick=quick)
        database.stop()
    print(tally.summary(), flush=True)
    return 1 if tally.failed else 0


def run_step(places: Places, env: Mapping[str, str], name: str, words: list[str], tally: Tally) -> None:
    """Run one check of the whole code; it counts as one test."""
    say(f"{name} …")
    result = subprocess.run([str(places.python), *words], cwd=places.root, env=env, check=False, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")  # fmt: skip
    if result.returncode == 0:
        tally.passed += 1
    else:
        tally.fail(name)
        print(result.stdout, file=sys.stderr)


def run_pytest(places: Places, env: Mapping[str, str], report: Path, words: list[str], tally: Tally) -> None:
    """Run pytest with `words` and add what its report counts."""
    command = [str(places.python), "-m", "pytest", "-q", f"--junitxml={report}", *words]
    status = subprocess.run(command, cwd=places.root, env=env, check=False, stdout=sys.stderr).returncode
    if status == NO_TESTS:
        return
    before = tally.failed
    if report.is_file():
        count_report(report, tally)
    if status and tally.failed == before:
        tally.fail(f"pytest {' '.join(words)}: status {status}")


def count_report(report: Path, tally: Tally) -> None:
    """Add the cases of a JUnit report to the tally."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314
        name = f"{case.get('classname', '')}::{case.get('name', '')}".strip(":")
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            tally.fail(name)
        elif skip is not None:
            tally.skips.append(f"{name}: {skip.get('message') or 'no reason given'}")
        else:
            tally.passed += 1


def _all_tests(places: Places, env: Mapping[str, str], folder: Path, tally: Tally, *, quick: bool) -> None:
    say("tests …")
    mark = "not e2e and not slow" if quick else "not e2e"
    run_pytest(places, env, folder / "tests.xml", ["-n", "2", "--dist", "loadfile", "-m", mark], tally)
    if not quick:
        say("browser tests …")
        run_pytest(places, env, folder / "e2e.xml", ["-m", "e2e"], tally)
