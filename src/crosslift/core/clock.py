"""The only source of time, so that tests and imports can say when."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC)


def database_now() -> datetime:
    """The present moment by the database, one clock for all workers: for timers, leases and what they compare."""
    held = _stopped.get()
    if held is not None:
        return held
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def today() -> date:
    """The present day in the time zone that the request or job runs in."""
    return timezone.localdate(now())


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Inside the block the clock shows `at`, which must be aware."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone means nothing")
    token = _stopped.set(at)
    try:
        yield
    finally:
        _stopped.reset(token)
