"""What is typed, counted, stamped and listed."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from launch.checks import Tally, count_report
from launch.cli_options import read_options
from launch.environment import allowed_hosts, secret_key
from launch.measures import measure, measures_in
from launch.places import Places, Stamp
from launch.words import Stop

from .conftest import ROOT


def test_help_fits_a_screen_and_names_every_command() -> None:
    shown = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--help"], capture_output=True, text=True, check=True
    )
    lines = shown.stdout.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 110
    for word in ("test", "check", "import", "bench", "prove", "--port", "--host", "--data", "--no-demo"):
        assert word in shown.stdout


def test_options_stand_before_or_after_the_command() -> None:
    before = read_options(["--data", "here", "import", "maven", "a b.csv", "--dry-run"])
    after = read_options(["import", "maven", "a b.csv", "--dry-run", "--data", "here"])
    assert before == after
    assert before.rest == ["maven", "a b.csv", "--dry-run"]


def test_what_follows_a_proof_is_its_own() -> None:
    assert read_options(["prove", "exactly-once", "--deals", "9", "--port", "1"]).rest[1:] == [
        "--deals",
        "9",
        "--port",
        "1",
    ]


@pytest.mark.parametrize("words", [["frob"], ["--port", "0"], ["--port", "x"], ["run", "what"]])
def test_nonsense_is_refused_with_status_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        read_options(words)
    assert left.value.code == 2


def test_an_older_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or later, and this is 3\.9"):
        runpy.run_path(str(ROOT / "start.py"), run_name="__main__")


def test_a_stamp_is_fresh_until_an_input_changes(places: Places) -> None:
    lock = places.root / "lock"
    lock.write_text("1")
    assert not Stamp(places, "step", [lock]).fresh()
    Stamp(places, "step", [lock]).set()
    assert Stamp(places, "step", [lock]).fresh()
    lock.write_text("2")
    assert not Stamp(places, "step", [lock]).fresh()


def test_the_secret_key_is_made_once_and_private(places: Places) -> None:
    key = secret_key(places)
    assert len(key) > 50
    assert secret_key(places) == key
    assert (places.data / "secret-key").stat().st_mode & 0o077 == 0


def test_browsers_may_ask_by_the_chosen_host() -> None:
    assert allowed_hosts("192.0.2.7").split(",")[-1] == "192.0.2.7"
    assert "127.0.0.1" in allowed_hosts("0.0.0.0")


REPORT = """<testsuites><testsuite><testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left"><skipped message="no data here"/></testcase></testsuite></testsuites>"""


def test_the_last_line_counts_and_each_skip_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    tally = Tally()
    count_report(tmp_path / "report.xml", tally)
    lines = tally.summary().splitlines()
    assert lines[-1] == "1 passed, 2 failed, 1 skipped"
    assert "SKIPPED a::left: no data here" in lines
    assert "FAILED a::broken" in lines


def test_measures_are_listed_with_their_promise_and_needs(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    folder = places.root / "proofs"
    folder.mkdir()
    (folder / "one_thing.py").write_text('"""One thing holds.\n\nMore."""\nNEEDS = "database"\nLOCK = "bench"\n')
    (folder / "_part.py").write_text("")
    (found,) = measures_in(folder)
    assert (found.name, found.module, found.needs, found.lock) == (
        "one-thing",
        "proofs.one_thing",
        "database",
        "bench",
    )
    assert measure(places, "prove", []) == 0
    assert "one-thing  One thing holds." in capsys.readouterr().out
    with pytest.raises(Stop, match="there are: one-thing"):
        measure(places, "prove", ["another"])


def test_locks_have_hashes_and_no_addresses() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links", text), lock.name
