"""What a process pays to start: settings load nothing, small data no compiler, and a second start no compiling."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.affinity.data import real

LEARN = """
import sys, time
from crosslift.affinity import Baskets, PairSettings, learn_pairs, shuffle
import numpy as np
draw = np.random.default_rng(1)
baskets = Baskets.from_columns(draw.integers(0, 500, 5000), draw.integers(0, 50, 5000))
found = learn_pairs(shuffle(baskets, 3), PairSettings(fdr=0.9, min_joint=1))
print(found.seen, "numba" in sys.modules, sep=",")
"""


def run(code: str, **environment: str) -> str:
    """Run code in a fresh process."""
    source = str(Path(__file__).resolve().parents[2] / "src")
    told = {**os.environ, "PYTHONPATH": source, **environment}
    done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_settings_load_neither_numpy_nor_polars() -> None:
    heavy = "{'numpy', 'polars', 'scipy', 'numba'}"
    code = f"import sys; from crosslift.affinity import PairSettings; print({heavy} & {{*sys.modules}})"
    assert run(code) == "set()"


def test_engine_loads_no_django() -> None:
    code = "import sys, crosslift.affinity.__main__; print({'django', 'psycopg'} & {*sys.modules})"
    assert run(code) == "set()"


def test_small_data_does_not_load_a_compiler() -> None:
    path = real("groceries/groceries.csv")
    code = f"""
import sys
from crosslift.affinity import Baskets, learn_pairs
print(learn_pairs(Baskets.from_lines({str(path)!r})).kept, "numba" in sys.modules)
"""
    assert run(code) == "148 False"


def test_second_start_loads_the_compiled_kernels_and_agrees() -> None:
    pytest.importorskip("numba", reason="no Numba wheel for this platform")
    first = run(LEARN, CROSSLIFT_NUMBA="1")
    second = run(LEARN, CROSSLIFT_NUMBA="1")
    plain = run(LEARN, CROSSLIFT_NUMBA="0")
    assert first == second
    assert (first.split(",")[1], plain.split(",")[1]) == ("True", "False")
    assert first.split(",")[0] == plain.split(",")[0]


def test_unusable_numba_falls_back_to_numpy(tmp_path: Path) -> None:
    (tmp_path / "numba.py").write_text("raise ImportError('no wheel')")
    source = str(Path(__file__).resolve().parents[2] / "src")
    answer = run(LEARN, CROSSLIFT_NUMBA="1", PYTHONPATH=f"{tmp_path}{os.pathsep}{source}")
    assert answer.split(",")[1] == "False"
