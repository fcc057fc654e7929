"""A lock on a file that its holder's death releases, however it dies."""

import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from launch.words import say


class HeldFile:
    """An exclusive lock on `path`; children don't inherit it."""

    def __init__(self, path: Path, words: str = "") -> None:
        self.path, self.words = path, words
        self._file: IO[bytes] | None = None

    def take(self, *, wait: bool = False) -> bool:
        """Take the lock, waiting for it where asked; returns whether we have it."""
        file = self.path.open("ab")
        if _lock(file, wait=False):
            self._file = file
            return True
        if wait:
            say(self.words)
            _lock(file, wait=True)
            self._file = file
            return True
        file.close()
        return False

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "HeldFile":
        self.take(wait=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock(file: IO[bytes], *, wait: bool) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
