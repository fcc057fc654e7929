"""Real servers and processes in short-lived folders."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch.binaries import find_binaries
from launch.cluster import THROWAWAY, Cluster
from launch.places import Places, places_of

ROOT = Path(__file__).resolve().parents[2]


def until(condition: Callable[[], object], patience: float = 30.0) -> None:
    """Wait until `condition` holds; fail the test where it doesn't in time."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] not in "ZX"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder with spaces and Cyrillic that the server's account can reach, and a long path."""
    base = Path(tempfile.mkdtemp(prefix="проба с пробелом "))
    base.chmod(0o711)
    deep = base / ("длинный путь " * 4).strip()
    deep.mkdir()
    yield deep
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    found = Cluster(folder / "data", find_binaries(places_of(ROOT)), THROWAWAY)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path, tmp_path / "data")
    found.make()
    return found
