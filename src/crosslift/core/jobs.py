"""Slow and periodic work, on procrastinate. A room's jobs.py declares it; anybody defers it by name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

F = TypeVar("F", bound=Callable[..., Any])


def job(name: str, *, queue: str = "default", cron: str = "", retry: int = 5, lock: str = "") -> Callable[[F], F]:
    """Declare a job under `name`; with `cron` it also runs by itself, and then takes `timestamp`.

    It may run twice (a worker can die after its commit), so it must be idempotent.
    """

    def declare(function: F) -> F:
        task = app.task(
            name=name,
            queue=queue,
            retry=RetryStrategy(max_attempts=retry, exponential_wait=2),
            queueing_lock=lock or None,
        )(function)
        if cron:
            app.periodic(cron=cron)(task)
        return function

    return declare


def defer(name: str, **arguments: Any) -> None:
    """Put the job in the queue inside the present transaction: rolled back, it never was."""
    app.configure_task(name, allow_unknown=True).defer(**arguments)


def defer_at(moment: datetime, name: str, **arguments: Any) -> None:
    """The same, to be done at a moment."""
    app.configure_task(name, allow_unknown=True, schedule_at=moment).defer(**arguments)


def queued(name: str) -> int:
    """How many jobs of this name wait to be done."""
    return int(ProcrastinateJob.objects.filter(task_name=name, status="todo").count())


def retry_stalled(seconds: float) -> int:
    """Put back the jobs of workers that gave no sign of life for so long; returns how many."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=seconds))
    for stuck in stalled:
        async_to_sync(app.job_manager.retry_job)(stuck)
    return len(stalled)


def run_now(name: str, **arguments: Any) -> None:
    """Do a declared job here and now, for commands that need its result; the queue is not asked."""
    app.tasks[name].func(**arguments)
