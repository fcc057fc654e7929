"""What the launcher tells the person in front of it."""

import sys
import time
from typing import TextIO

_BEGAN = time.monotonic()


class Stop(Exception):
    """The launcher can't go on; the text says what is wrong and what to do, `code` is the exit status."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


def elapsed() -> float:
    """Seconds since the launcher began."""
    return time.monotonic() - _BEGAN


def say(words: str, stream: TextIO | None = None) -> None:
    """Print one line of progress with the seconds since the start."""
    print(f"[{elapsed():6.1f}s] {words}", file=stream or sys.stderr, flush=True)


def tail(text: str, lines: int = 15) -> str:
    """The last lines of a log, indented, for a message that shows why something failed."""
    return "\n".join("    " + line for line in text.strip().splitlines()[-lines:])
