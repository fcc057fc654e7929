"""Processes that end are started again, in the right order, and never outlive the supervisor."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import lifeline
from launch.cluster import Cluster
from launch.supervisor import LONGEST_WAIT, Service, Supervisor

from .conftest import ROOT, alive, until

STAY = "import os,sys,time; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
LEAVE = "import sys; sys.exit(int(sys.argv[1]))"


def service(tmp_path: Path, name: str, program: str = STAY, argument: str | None = None) -> Service:
    argv = [sys.executable, "-c", program, argument or str(tmp_path / name)]
    return Service(name, argv, dict(os.environ), tmp_path / f"{name}.log")


def pids(tmp_path: Path, name: str) -> list[int]:
    file = tmp_path / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


class Running:
    """A supervisor whose loop turns in this thread whenever a condition is awaited."""

    def __init__(self, services: list[Service], cluster: Cluster | None = None) -> None:
        self.supervisor = Supervisor(services, cluster, lambda children: None)

    def until(self, condition) -> None:
        stop_at = threading.Event()

        def tick() -> None:
            if condition():
                stop_at.set()
                raise StopIteration

        watchdog = time.monotonic() + 30
        with pytest.raises(StopIteration):
            self.supervisor.run(lambda: (tick(), None)[1] if time.monotonic() < watchdog else pytest.fail("in vain"))

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()


def test_a_killed_service_is_started_again_and_the_other_left_alone(tmp_path: Path) -> None:
    with Running([service(tmp_path, "web"), service(tmp_path, "worker")]) as running:
        running.until(lambda: pids(tmp_path, "web") and pids(tmp_path, "worker"))
        os.kill(pids(tmp_path, "web")[0], signal.SIGKILL)
        running.until(lambda: len(pids(tmp_path, "web")) == 2)
        assert len(pids(tmp_path, "worker")) == 1
        last = pids(tmp_path, "web")[-1], pids(tmp_path, "worker")[-1]
    assert not any(alive(pid) for pid in last)


@pytest.mark.parametrize("status", ["0", "3"])
def test_any_exit_counts_and_a_crash_loop_waits_longer_each_time(tmp_path: Path, status: str) -> None:
    crashing = service(tmp_path, "worker", LEAVE, status)
    waits = []
    for _ in range(3):
        crashing.due = 0.0
        crashing.tend()
        until(crashing.tend)
        waits.append(crashing.wait)
    assert waits == [0.5, 1.0, 2.0]
    crashing.wait, crashing.due = LONGEST_WAIT, 0.0
    crashing.tend()
    until(crashing.tend)
    assert crashing.wait == LONGEST_WAIT


def test_what_a_service_left_in_its_group_is_ended_with_it(tmp_path: Path) -> None:
    program = (
        "import os,sys,subprocess,time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(sys.argv[1],'a').write(f'{child.pid}\\n'); time.sleep(600)"
    )
    with Running([service(tmp_path, "web", program)]) as running:
        running.until(lambda: pids(tmp_path, "web"))
        os.kill(running.supervisor.services[0].process.pid, signal.SIGKILL)
        running.until(lambda: len(pids(tmp_path, "web")) == 2)
        until(lambda: not alive(pids(tmp_path, "web")[0]))


def test_a_service_that_ignores_the_wish_to_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launch.supervisor.GRACE", 0.2)
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAY
    with Running([service(tmp_path, "web", program)]) as running:
        running.until(lambda: pids(tmp_path, "web"))
    assert not alive(pids(tmp_path, "web")[0])


def test_a_killed_database_is_started_again(tmp_path: Path, cluster: Cluster) -> None:
    before = cluster.pid()
    with Running([], cluster) as running:
        os.kill(before, signal.SIGKILL)
        running.until(lambda: cluster.pid() not in (None, before) and cluster.answers())


HOLDER = """
import sys, time; sys.path.insert(0, sys.argv[1])
import os; from pathlib import Path; from launch.supervisor import Service
Service("web", [sys.executable, "-c", sys.argv[3], sys.argv[2]], dict(os.environ), Path(sys.argv[2] + ".log")).start()
time.sleep(600)
"""


@pytest.mark.skipif(not lifeline.LINUX, reason="the kernel's wish at a parent's death is Linux's own")
def test_a_killed_supervisor_takes_its_services_along(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(ROOT), str(tmp_path / "web"), STAY])
    until(lambda: pids(tmp_path, "web"))
    holder.kill()
    holder.wait()
    until(lambda: not alive(pids(tmp_path, "web")[0]))


def test_elsewhere_a_closed_pipe_takes_the_program_along(tmp_path: Path) -> None:
    watching = (
        "import sys; sys.path.insert(0, sys.argv[1]); from launch.lifeline import watch; import signal\n"
        "sys.exit(watch(signal.SIGTERM, [sys.executable, '-c', sys.argv[3], sys.argv[2]]))"
    )
    argv = [sys.executable, "-c", watching, str(ROOT), str(tmp_path / "web"), STAY]
    watcher = subprocess.Popen(argv, stdin=subprocess.PIPE)
    until(lambda: pids(tmp_path, "web"))
    watcher.stdin.close()
    assert watcher.wait(30) != 0
    assert not alive(pids(tmp_path, "web")[0])
