"""Where everything lies: one folder `.crosslift` beside `start.py` holds all that the launcher makes."""

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from launch.words import Stop

WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Places:
    """The folders of one checkout (`root`) with one data directory (`data`)."""

    root: Path
    data: Path

    @property
    def var(self) -> Path:
        """The folder of everything made here."""
        return self.root / ".crosslift"

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.var / "venv"

    @property
    def python(self) -> Path:
        """The interpreter inside the virtual environment."""
        return venv_python(self.venv)

    @property
    def logs(self) -> Path:
        """The folder of the logs of web, worker and set-up of this data directory."""
        return self.data / "logs"

    def make(self) -> None:
        """Make the folders; raises Stop with clear words where that isn't allowed."""
        try:
            for folder in (self.var, self.data, self.logs, self.data / "static"):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.var / f"writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Stop(
                f"I can't write to {error.filename or self.var}: {error.strerror}. "
                "Clone the project where you may write, or choose --data DIR."
            ) from error


def places_of(root: Path, data: Path | None = None) -> Places:
    """The places of the checkout at `root`; `data` overrides the data directory."""
    return Places(root, (data or root / ".crosslift" / "data").expanduser().absolute())


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment on this system."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


class Stamp:
    """Remembers that a step was done on exactly these inputs, so that it can be skipped."""

    def __init__(
        self, places: Places, name: str, inputs: Iterable[Path], *more: str, folder: Path | None = None
    ) -> None:
        self._file = (folder or places.var) / "stamps" / name
        self._value = _digest(places.root, inputs, (str(sys.version_info[:2]), str(places.root), *more))

    def fresh(self) -> bool:
        """Whether the step was last done on these inputs."""
        return self._file.is_file() and self._file.read_text() == self._value

    def set(self) -> None:
        """Record that the step is done."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._value)

    def clear(self) -> None:
        """Forget that the step was done, before it begins to change anything."""
        self._file.unlink(missing_ok=True)


def _digest(root: Path, inputs: Iterable[Path], more: tuple[str, ...]) -> str:
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(inputs):
        digest.update(os.path.relpath(path, root).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
