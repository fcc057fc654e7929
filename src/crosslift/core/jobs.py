"""Slow and periodic work, on procrastinate. A room's jobs.py declares it; anybody defers it by name."""

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

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
