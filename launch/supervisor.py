"""Keeps web, worker and database running, and stops them in the right order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from launch import lifeline
from launch.cluster import Cluster
from launch.instance import born
from launch.words import Stop, say, tail

STEADY = 10.0  # a process that lived so long has not crashed in a loop
LONGEST_WAIT = 30.0
GRACE = 10.0
LARGE_LOG = 20_000_000


@dataclass
class Service:
    """A process to keep running: `argv` with `env`, its words going to `log`."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    wait: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start the process; it dies with us."""
        if self.log.exists() and self.log.stat().st_size > LARGE_LOG:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                lifeline.command(list(self.argv), stop=signal.SIGTERM), env=self.env, stdout=out, stderr=out,
                stdin=subprocess.DEVNULL if lifeline.LINUX else subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        self.began = time.monotonic()

    def tend(self) -> bool:
        """Start what is due and note what ended; True where the process is another one than before."""
        if self.process is None:
            if time.monotonic() < self.due:
                return False
            self.start()
            return True
        status = self.process.poll()
        if status is None:
            return False
        self.sweep()
        lived = time.monotonic() - self.began
        self.wait = 0.0 if lived > STEADY else min(LONGEST_WAIT, max(0.5, self.wait * 2))
        self.due = time.monotonic() + self.wait
        self.process = None
        say(f"{self.name} ended ({_status(status)}) and is started again in {self.wait:.1f} s; see {self.log}")
        if lived < STEADY and self.wait <= 1.0:
            print(tail(self.log.read_text(errors="replace")), file=sys.stderr)
        return True

    def ask(self) -> None:
        """Ask the process to end."""
        if self.process is None or self.process.poll() is not None:
            return
        if sys.platform == "win32":
            if self.process.stdin:
                self.process.stdin.close()
        else:
            os.killpg(self.process.pid, signal.SIGTERM)

    def sweep(self) -> None:
        """End what is left of the process's group."""
        if self.process is None:
            return
        if sys.platform == "win32":
            self.process.kill()
        else:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return
        self.process.wait()


class Supervisor:
    """Watches services and the cluster they need until somebody asks it to stop."""

    def __init__(self, services: Sequence[Service], cluster: Cluster | None,
                 changed: Callable[[dict[str, list[object]]], None]) -> None:  # fmt: skip
        self.services, self.cluster, self.changed = services, cluster, changed
        self._asked = threading.Event()
        self._hurry = False
        self._looked = 0.0

    def listen(self) -> None:
        """Take Ctrl+C, SIGTERM and a closed terminal as the wish to stop; twice means at once."""
        names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
        for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
            signal.signal(number, self._on_signal)

    def run(self, tick: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until asked to stop, calling `tick` in between; then stop the services."""
        while not self._asked.is_set():
            self._tend_database()
            moved = [service.tend() for service in self.services]
            if any(moved):
                self.changed(self.children())
            tick()
            self._asked.wait(0.1)
        say("Stopping …")
        self.stop()

    def stop(self) -> None:
        """Ask the services to end, wait, and kill the unwilling."""
        for service in self.services:
            service.ask()
        until = time.monotonic() + GRACE
        while any(s.process is not None and s.process.poll() is None for s in self.services):
            if self._hurry or time.monotonic() > until:
                break
            time.sleep(0.02)
        for service in self.services:
            service.sweep()

    def children(self) -> dict[str, list[object]]:
        """The running processes by name: process id and start time."""
        live = {s.name: s.process.pid for s in self.services if s.process is not None}
        return {name: [pid, born(pid)] for name, pid in live.items()}

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._hurry = self._asked.is_set()
        self._asked.set()

    def _tend_database(self) -> None:
        if self.cluster is None or time.monotonic() < self._looked:
            return
        self._looked = time.monotonic() + 0.3
        if self.cluster.lives():
            return
        say(f"The database ended and is started again; see {self.cluster.log}")
        try:
            self.cluster.start()
            say("The database is back")
        except Stop as stop:
            say(f"{stop}")
            self._looked = time.monotonic() + LONGEST_WAIT


def _status(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"
