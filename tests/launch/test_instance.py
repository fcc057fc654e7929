"""One run for one data directory, and the address it takes."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from launch.instance import Instance, born
from launch.places import Places
from launch.ports import USUAL, choose_port, shown_url
from launch.words import Stop

from .conftest import alive


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_second_start_is_told_who_runs_it_and_where(places: Places) -> None:
    first = Instance(places)
    first.claim()
    first.note(url="http://127.0.0.1:8123/")
    with pytest.raises(Stop, match=rf"process {os.getpid()} of .+ at http://127\.0\.0\.1:8123/"):
        Instance(places).claim()
    first.leave()
    Instance(places).claim()


def test_what_a_killed_run_left_behind_is_ended(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    killed = Instance(places)
    killed.note(children={"web": [left.pid, born(left.pid)]})
    monkeypatch.setattr("launch.instance._end_leftover.__defaults__", (0.0,))
    Instance(places).claim()
    left.wait(10)
    assert not alive(left.pid)


def test_a_process_that_only_got_the_same_id_is_spared(places: Places) -> None:
    innocent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Instance(places).note(children={"web": [innocent.pid, "another time"]})
    Instance(places).claim()
    assert innocent.poll() is None
    innocent.kill()
    innocent.wait()


def test_a_taken_port_that_was_asked_for_stops_the_start(taken_port: int) -> None:
    with pytest.raises(Stop, match=f"Port {taken_port} on 127.0.0.1 is taken") as stop:
        choose_port("127.0.0.1", taken_port)
    assert stop.value.code == 2


def test_without_a_wish_the_next_free_port_is_taken(taken_port: int, monkeypatch: pytest.MonkeyPatch,
                                                    capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("launch.ports.USUAL", taken_port)
    assert choose_port("127.0.0.1", None) > taken_port
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["203.0.113.9", "no such host"])
def test_a_foreign_address_is_refused(host: str) -> None:
    with pytest.raises(Stop, match="not an address of this machine") as stop:
        choose_port(host, None)
    assert stop.value.code == 2


def test_the_address_shown_can_be_opened() -> None:
    assert shown_url("0.0.0.0", USUAL) == "http://127.0.0.1:8000/"
    assert shown_url("::", USUAL) == "http://[::1]:8000/"
