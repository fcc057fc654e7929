"""The two-minute cut of `start.py prove exactly-once`: its own cluster, real workers, every kind of blow."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEALS = 24
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def proof() -> subprocess.CompletedProcess[str]:
    """The proof, run once."""
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return subprocess.run(
        [sys.executable, "-m", "proofs.exactly_once", "--deals", str(DEALS), "--seed", "11"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=540, check=False,
    )  # fmt: skip


def test_every_follow_up_is_there_once_whatever_is_killed(proof: subprocess.CompletedProcess[str]) -> None:
    told = proof.stdout + proof.stderr
    assert proof.returncode == 0, told
    figures = dict(re.findall(r"(\w+)=(\w+)", proof.stdout.splitlines()[-1]))
    assert figures["deals"] == str(DEALS), told
    assert (figures["duplicates"], figures["missing"]) == ("0", "0"), told
    assert int(figures["expected"]) > DEALS
    assert int(figures["kills"]) >= 4
    assert int(figures["freezes"]) >= 2
    assert figures["db_kills"] == "1"
    assert int(figures["redelivered"]) > 0


def test_the_harness_sees_what_is_wrong(proof: subprocess.CompletedProcess[str]) -> None:
    assert "naive_caught=yes" in proof.stdout
