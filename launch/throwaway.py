"""A fresh migrated database for tests, benches and proofs, gone when they are done."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launch.cluster import EVERYDAY
from launch.database import Database, embedded
from launch.environment import application_environment, migrate
from launch.places import Places
from launch.words import say

_PREFIX = "crosslift-throwaway"


@contextmanager
def throwaway_places(root: Path) -> Iterator[Places]:
    """A data directory in the temporary folder, removed at the end with whatever it holds."""
    _remove_forgotten()
    base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}-{os.getpid()}-")).resolve()
    base.chmod(0o711)  # the server's account must pass, when we are root
    places = Places(root, base / "data")
    places.make()
    try:
        yield places
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def throwaway_database(
    root: Path, options: Mapping[str, str] = EVERYDAY, *, tables: bool = True
) -> Iterator[tuple[Database, dict[str, str]]]:
    """A fresh cluster with server settings `options`, and the environment of the application on it.

    `tables` migrates it. The cluster dies with this process. Raises Stop where it can't be made.
    """
    with throwaway_places(root) as places:
        say("Throw-away database …")
        database = embedded(places, options=options)
        try:
            env = application_environment(places, database.environment())
            if tables:
                migrate(places, env)
            yield database, env
        finally:
            database.stop()


def _remove_forgotten() -> None:
    for found in Path(tempfile.gettempdir()).glob(f"{_PREFIX}-*"):
        pid = found.name.removeprefix(f"{_PREFIX}-").partition("-")[0]
        if pid.isdecimal() and not _alive(int(pid)):
            shutil.rmtree(found, ignore_errors=True)


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
