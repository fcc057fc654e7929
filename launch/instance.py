"""One run for one data directory: who runs it, where, and what a killed one left behind."""

import getpass
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from launch.held import HeldFile
from launch.lifeline import LINUX
from launch.places import Places
from launch.words import Stop, say


class Instance:
    """The claim of this process on a data directory, with notes for whoever comes next."""

    def __init__(self, places: Places) -> None:
        self._lock = HeldFile(places.data / "run.lock")
        self._notes = places.data / "run.json"
        self._facts: dict[str, Any] = {}

    def claim(self) -> None:
        """Take the data directory; raises Stop naming the holder and its address where it is taken."""
        if not self._lock.take():
            raise Stop(_holder_words(self._read()))
        for name, (pid, born) in self._read().get("children", {}).items():
            _end_leftover(name, pid, born)
        self.note(pid=os.getpid(), user=_user_name(), children={})

    def note(self, **facts: Any) -> None:
        """Write facts for others: `url`, and `children` as names with process id and start time."""
        self._facts |= facts
        fresh = self._notes.with_suffix(".new")
        fresh.write_text(json.dumps(self._facts))
        fresh.replace(self._notes)

    def leave(self) -> None:
        """Give the data directory back."""
        self._notes.unlink(missing_ok=True)
        self._lock.release()

    def _read(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._notes.read_text())
        except (OSError, ValueError):
            return {}
        return found


def born(pid: int) -> str | None:
    """When the process began, in the system's own terms, or None where there is no such process."""
    if LINUX:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    if sys.platform == "win32":
        return None
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None


def _end_leftover(name: str, pid: int, when: str | None, patience: float = 3.0) -> None:
    if sys.platform == "win32":
        return
    until = time.monotonic() + patience
    while when is not None and born(pid) == when:
        if time.monotonic() > until:
            say(f"{name} of a run that was killed is still there: ending it")
            os.killpg(pid, signal.SIGKILL)
            until = time.monotonic() + patience
        time.sleep(0.05)


def _holder_words(facts: dict[str, Any]) -> str:
    who = f"process {facts['pid']} of {facts['user']}" if "pid" in facts else "another process"
    where = f"at {facts['url']}" if "url" in facts else "and is still setting up"
    return (
        f"Crosslift already runs on this data directory: {who}, {where}.\n"
        "Stop it there with Ctrl+C, or start a second one with --data DIR."
    )


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}" if sys.platform != "win32" else "an unknown user"
