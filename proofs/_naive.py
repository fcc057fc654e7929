"""The naive double: the same path in small, without the unique key and without the one transaction.

It looks whether the follow-up is there, adds it, looks for the line, adds that, and then says that the job is done,
each in a commit of its own, under a lease. It runs in the very processes that the nemesis strikes, on tables of its
own. A harness that finds nothing wrong with it would find nothing wrong with anything.
"""

import os
import threading
import time
from typing import Any

TABLES = """
CREATE TABLE naive_job (
  id bigserial PRIMARY KEY, deal bigint, product bigint, again boolean,
  leased_until timestamptz, done_at timestamptz);
CREATE INDEX ON naive_job (id) WHERE done_at IS NULL;
CREATE TABLE naive_follow_up (id bigserial PRIMARY KEY, deal bigint);
CREATE INDEX ON naive_follow_up (deal);
CREATE TABLE naive_line (id bigserial PRIMARY KEY, follow_up bigint, deal bigint, product bigint);
CREATE INDEX ON naive_line (deal, product);
"""
_CLAIM = """
UPDATE naive_job SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id = (
  SELECT id FROM naive_job WHERE done_at IS NULL AND (leased_until IS NULL OR leased_until < clock_timestamp())
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, deal, product
"""
_WORK = 0.08  # about as long as the real path works between looking and writing, on a busy machine


def ask(deal: int, product: int, *, again: bool) -> None:
    """Queue the follow-up of an answer, `again` twice, as an event is delivered twice."""
    from django.db import connection

    with connection.cursor() as cursor:
        for turn in range(2 if again else 1):
            cursor.execute(
                "INSERT INTO naive_job (deal, product, again) VALUES (%s, %s, %s)", [deal, product, bool(turn)]
            )


def begin(lease: float) -> None:
    """Work in a thread beside whatever this process does."""
    threading.Thread(target=_work, args=(os.environ["DATABASE_URL"], lease), daemon=True).start()


def _work(url: str, lease: float) -> None:
    import psycopg

    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                while True:
                    job = connection.execute(_CLAIM, [lease]).fetchone()
                    if job is None:
                        time.sleep(0.1)
                    else:
                        _follow(connection, *job)
        except psycopg.Error:
            time.sleep(0.2)


def _follow(connection: Any, job: int, deal: int, product: int) -> None:
    found = connection.execute("SELECT id FROM naive_follow_up WHERE deal = %s", [deal]).fetchone()
    if found is None:
        time.sleep(_WORK)
        found = connection.execute("INSERT INTO naive_follow_up (deal) VALUES (%s) RETURNING id", [deal]).fetchone()
    line = "SELECT 1 FROM naive_line WHERE deal = %s AND product = %s"
    if connection.execute(line, [deal, product]).fetchone() is None:
        time.sleep(_WORK)
        connection.execute(
            "INSERT INTO naive_line (follow_up, deal, product) VALUES (%s, %s, %s)", [found[0], deal, product]
        )
    connection.execute("UPDATE naive_job SET done_at = clock_timestamp() WHERE id = %s", [job])


FAULTS = """
WITH lines AS (SELECT deal, product, count(*) n FROM naive_line GROUP BY 1, 2),
deals AS (SELECT deal, count(*) n FROM naive_follow_up GROUP BY 1),
asked AS (SELECT deal, product, bool_or(again) again FROM naive_job GROUP BY 1, 2)
SELECT (SELECT coalesce(sum(n - 1), 0) FROM lines) + (SELECT coalesce(sum(n - 1), 0) FROM deals),
       (SELECT count(*) FROM lines JOIN asked USING (deal, product) WHERE n > 1 AND NOT again),
       (SELECT count(*) FROM asked LEFT JOIN lines USING (deal, product) WHERE n IS NULL)
"""
