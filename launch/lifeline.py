"""Run a program that must not outlive whoever started it.

Usage: lifeline.py SIGNAL PARENT_PID UID GID PROGRAM ARGUMENTS…   (UID and GID may be "-"; parent 0 is nobody)

On Linux the kernel sends SIGNAL to the program when its parent dies. The kernel forgets that wish when
a process changes its user, so the user is changed here, before the wish is made. Elsewhere this process
stays as the parent, watches its standard input, which only the launcher holds open, and sends SIGNAL
when it ends.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")


def command(
    program: list[str], *, stop: signal.Signals, account: tuple[int, int] | None = None, hold: bool = True
) -> list[str]:
    """The command line that runs `program` under a lifeline held by this process.

    `stop` is the signal sent when the holder dies; `account` is the user and group to become first.
    Without `hold` the program may outlive the holder and only the account changes.
    """
    uid, gid = (str(n) for n in account) if account else ("-", "-")
    return [
        sys.executable,
        "-I",
        "-S",
        str(Path(__file__).resolve()),
        str(int(stop)),
        str(os.getpid() if hold else 0),
        uid,
        gid,
        *program,
    ]


def become(uid: str, gid: str) -> None:
    """Give up root for the user and group named, where they are named."""
    if uid != "-" and sys.platform != "win32":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))


def die_with_parent(stop: int, parent: int) -> None:
    """Ask the kernel for `stop` at the parent's death; leave at once if it is dead already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, stop)
    if os.getppid() != parent:
        sys.exit(0)


def watch(stop: int, program: list[str]) -> int:
    """Run `program` until it ends or standard input does; returns its exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # a handler, not SIG_IGN, which the program would inherit
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL)

    def holder_gone() -> None:
        while os.read(0, 1):
            pass
        child.send_signal(signal.SIGTERM if os.name == "nt" else stop)

    threading.Thread(target=holder_gone, daemon=True).start()
    return child.wait()


def main(argv: list[str]) -> int:  # noqa: RET503
    """Become the program (Linux), or run it and watch (elsewhere)."""
    stop, parent, uid, gid, *program = argv
    become(uid, gid)
    if parent != "0":
        if not LINUX:
            return watch(int(stop), program)
        die_with_parent(int(stop), int(parent))
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
