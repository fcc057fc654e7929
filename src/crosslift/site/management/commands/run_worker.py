"""The worker: delivers events, advances processes, does slow and periodic work."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        call_command(
            "procrastinate", "worker", "--concurrency", "2", "--fetch-job-polling-interval", "1",
            "--delete-jobs", "successful",
        )  # fmt: skip
