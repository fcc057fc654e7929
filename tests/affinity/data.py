"""Real data, read from beside the project and never copied into it."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def real(name: str) -> Path:
    """Return a real file, or skip the test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data is not here: shared/data/{name}")
    return path
