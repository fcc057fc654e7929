"""Imported once by the process that all players are forked from, so that a killed one is back in no time."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crosslift.site.settings")
django.setup()

import crosslift.offers.actions  # noqa: E402, F401
from crosslift.flows.registry import load_steps  # noqa: E402

load_steps()


def play(log: str, role: Callable[..., Any], *arguments: Any) -> None:
    """In a new process: die with whoever forked us, write to the log, and do the role."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))
    out = os.open(log, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o644)
    os.dup2(out, 1)
    os.dup2(out, 2)
    role(*arguments)


def worker(lease: float) -> None:
    """The product's worker, with the naive double beside it."""
    from django.core.management import call_command

    from proofs import _naive

    _naive.begin(lease)
    call_command("run_worker")
