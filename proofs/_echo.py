"""Delivers every eighth event again: by a second job, and at the same moment by two threads of its own."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

TABLES = "CREATE TABLE again (event bigint PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())"
EVERY = 8
# Half of them race with the first delivery, the others come when the first is over.
_NEXT = f"""
SELECT o.id FROM core_outbox o
WHERE NOT o.historical AND o.id %% {EVERY} = %s AND o.id > (SELECT coalesce(max(event), 0) FROM again) - 2000
  AND (o.id %% {2 * EVERY} = %s OR o.delivered_at IS NOT NULL)
  AND NOT EXISTS (SELECT FROM again WHERE event = o.id)
ORDER BY o.id LIMIT 20
"""


def work(seed: int) -> None:
    """Deliver again until killed."""
    from django.db import connection
    from django.db.utils import Error

    with ThreadPoolExecutor(2) as threads:
        while True:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(_NEXT, [seed % EVERY, seed % EVERY])
                    events = [row[0] for row in cursor.fetchall()]
                _again(events, threads)
            except Error:
                connection.close()
                events = []
            if not events:
                time.sleep(0.1)


def _again(events: Iterable[int], threads: ThreadPoolExecutor) -> None:
    from django.db import connection, transaction

    from crosslift.core.jobs import defer

    for event in events:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO again (event) VALUES (%s)", [event])
            defer("flows.deliver", event_id=event)
        list(threads.map(_deliver, [event, event]))


def _deliver(event: int) -> None:
    from django.db import connection
    from django.db.utils import Error

    from crosslift.flows.jobs import deliver

    try:
        deliver(event)
    except Error:
        connection.close()  # the database went away; the job delivers
