"""The worker: delivers events, advances processes, does slow and periodic work."""

import gc
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

CONCURRENCY = 2


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        collect_rarely()
        call_command(
            "procrastinate", "worker", "--concurrency", str(CONCURRENCY), "--fetch-job-polling-interval", "1",
            "--delete-jobs", "successful",
        )  # fmt: skip


def collect_rarely() -> None:
    """Let the garbage collector pass over what was loaded at the start: a tenth of a delivery went into that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
