"""How far a run is, and whether everything has come to rest."""

import time
from typing import Any

_PROGRESS = """
SELECT count(*) FILTER (WHERE d.outcome = 'won') FROM script s JOIN deals_deal d ON d.id = s.deal
"""
_LEFT = """
SELECT
  (SELECT count(*) FROM script s JOIN deals_deal d ON d.id = s.deal WHERE d.outcome <> 'won' OR s.wins > (
     SELECT count(*) FROM core_outbox o WHERE o.name = 'DealWon' AND o.key = 'deal:' || s.deal)) AS deals,
  (SELECT count(*) FROM pair p WHERE NOT EXISTS (SELECT FROM offers_suggestion s WHERE s.deal_id = p.deal
     AND s.product_id = p.product AND s.done_at IS NOT NULL)) AS answers,
  (SELECT count(*) FROM core_outbox WHERE delivered_at IS NULL AND NOT historical) AS events,
  (SELECT count(*) FROM flows_instance WHERE state IN ('waiting', 'failed')) AS instances,
  (SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'flows.deliver' AND status IN ('todo', 'doing')) AS jobs,
  (SELECT count(*) FROM naive_job WHERE done_at IS NULL) AS naive
"""


class Watch:
    """A connection that comes back by itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: Any = None

    def one(self, sql: str) -> tuple[Any, ...] | None:
        """The row of a question, None while the database is away."""
        import psycopg

        try:
            if self._connection is None:
                self._connection = psycopg.connect(self.url, autocommit=True)
            row: tuple[Any, ...] | None = self._connection.execute(sql).fetchone()
        except psycopg.Error:
            self._connection = None
            return None
        return row

    def won(self) -> int | None:
        """How many deals are won at this moment."""
        row = self.one(_PROGRESS)
        return row[0] if row else None

    def left(self) -> dict[str, int] | None:
        """What is still to be done, by what it is; empty at rest."""
        row = self.one(_LEFT)
        names = ("deals", "answers", "events", "instances", "jobs", "naive jobs")
        return {name: count for name, count in zip(names, row, strict=True) if count} if row else None


class Patience:
    """Runs out when nothing has changed for too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.seen, self.since = seconds, None, time.monotonic()

    def lost(self, state: Any) -> bool:
        """Whether this state has stood for longer than we wait."""
        if state != self.seen:
            self.seen, self.since = state, time.monotonic()
        return time.monotonic() - self.since > self.seconds
