"""Every won deal has exactly one follow-up for each answer, whatever is killed, frozen or delivered twice.

Real workers on a real cluster with fsync on; sellers win, undo and answer by a script that the seed decides.
Workers and sellers are killed, workers frozen for longer than their lease, the database killed, events delivered
again. At rest plain SQL compares the tables with the script. A naive double in the same processes must be caught.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launch.cluster import EVERYDAY
from launch.throwaway import throwaway_database
from launch.words import say

if TYPE_CHECKING:
    from launch.database import Database
    from proofs._cast import Cast
    from proofs._nemesis import Nemesis
    from proofs._rest import Watch

NEEDS = "nothing"
ROOT = Path(__file__).resolve().parents[1]
LEASE = 1.5
WORKERS, SELLERS = 3, 2
STUCK = 90.0  # seconds without any change at the end


def main(arguments: list[str] | None = None) -> int:
    """Run the proof; 0 only where nothing is double, missing or unexplained and the naive double was caught."""
    parser = argparse.ArgumentParser(prog="start.py prove exactly-once", description=__doc__)
    parser.add_argument("--deals", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    with throwaway_database(ROOT, EVERYDAY) as (database, env):
        os.environ.update(env, CROSSLIFT_LEASE=str(LEASE), DJANGO_SETTINGS_MODULE="crosslift.site.settings")
        return Proof(database, asked.deals, asked.seed).run()


class Proof:
    """One run."""

    def __init__(self, database: "Database", deals: int, seed: int) -> None:
        assert database.cluster is not None, "the proof kills its own cluster"
        self.database, self.cluster, self.deals, self.seed = database, database.cluster, deals, seed
        self.folder = Path(os.environ["CROSSLIFT_DATA"]) / "proof"
        self.folder.mkdir()

    def run(self) -> int:
        """Build, strike, let rest, check; returns the exit status."""
        from proofs._nemesis import Nemesis, plan
        from proofs._rest import Watch

        self._build()
        cast = self._cast()
        nemesis = Nemesis(plan(self.seed, self.deals), cast, self.cluster, LEASE)
        watch, began = Watch(self.database.application_url), time.monotonic()
        try:
            self._strike(cast, nemesis, watch)
            rested = _let_rest(cast, watch)
        finally:
            cast.leave()
        nemesis.read_log()
        say(f"At rest after {time.monotonic() - began:.0f} s; longest without database {nemesis.down:.1f} s; "
            f"{nemesis.deadlocks} deadlocks")  # fmt: skip
        return self._judge(nemesis.done, rested)

    def _build(self) -> None:
        import django
        import psycopg

        django.setup()
        from proofs import _checks, _company, _echo, _naive, _script

        say(f"A company with {self.deals} open deals …")
        with psycopg.connect(self.database.owner_url) as owner:
            for tables in (_checks.TABLES, _naive.TABLES, _echo.TABLES):
                owner.execute(tables)
        parts = _company.build(self.deals, self.seed)
        _script.save(parts, self.folder / "script")
        with psycopg.connect(self.database.application_url) as connection:
            _checks.keep_script(connection, parts)
        from django.db import connection as ours

        ours.close()

    def _cast(self) -> "Cast":
        from proofs import _echo, _nursery, _seller
        from proofs._cast import Cast

        cast = Cast(os.environ.get("CROSSLIFT_PROOF_LOG") or str(self.folder / "log"))
        for n in range(WORKERS):
            cast.add(f"worker {n}", _nursery.worker, LEASE)
        for n in range(SELLERS):
            journal = str(self.folder / f"{n}.journal")
            cast.add(f"seller {n}", _seller.work, str(self.folder / "script"), journal, n, SELLERS)
        cast.add("echo", _echo.work, self.seed)
        return cast

    def _strike(self, cast: "Cast", nemesis: "Nemesis", watch: "Watch") -> None:
        """Until the last blow: keep everybody running and strike as the deals are won."""
        from proofs._rest import Patience

        patience, told, won = Patience(STUCK), 0, 0
        while nemesis.waiting:
            cast.tend()
            won = max(won, watch.won() or 0)
            nemesis.strike(won / self.deals)
            if won >= told + max(10, self.deals // 20):
                told = won
                say(f"  {won} of {self.deals} deals won; struck {nemesis.done}")
            if patience.lost((won, len(nemesis.waiting))):
                say(f"  nothing moves: {watch.left()}")
                return
            time.sleep(0.05)

    def _judge(self, done: dict[str, int], rested: bool) -> int:
        import psycopg

        from proofs import _checks, _naive
        from proofs._nemesis import quotas

        with psycopg.connect(self.database.owner_url) as owner:
            acts = _checks.keep_journal(owner, self.folder)
            found = _checks.faults(owner)
            expected = _one(owner, "SELECT count(*) FROM pair")
            events = _one(owner, "SELECT count(*) FROM core_outbox WHERE NOT historical")
            again = _one(owner, "SELECT count(*) FROM again")
            twice, alone, lost = owner.execute(_naive.FAULTS).fetchone() or (0, 0, 0)
        say(f"  {acts} acts known to be committed; {events} events; unexplained: {found['unexplained']}")
        say(f"  naive double: {twice} duplicates, {alone} of them delivered only once, {lost} lost")
        enough = all(done[name] >= count for name, count in quotas(self.deals).items()) and again >= events / 10
        caught = twice + lost > 0
        print(
            f"exactly-once: deals={self.deals} expected={expected} duplicates={found['duplicate']} "
            f"missing={found['missing']} kills={done['kill']} freezes={done['freeze']} db_kills={done['db_kill']} "
            f"redelivered={again} naive_caught={'yes' if caught else 'no'}",
            flush=True,
        )
        return 0 if rested and enough and caught and not any(found.values()) else 1


def _let_rest(cast: "Cast", watch: "Watch") -> bool:
    """Wait until nothing is left to do, then for the last sleepers to wake; False where it never comes to rest."""
    from proofs._rest import Patience

    patience = Patience(STUCK)
    while (left := watch.left()) != {}:
        cast.tend()
        if patience.lost(left):
            say(f"  it does not come to rest: {left}")
            return False
        time.sleep(0.2)
    until = time.monotonic() + 3 * LEASE
    while time.monotonic() < until:
        cast.tend()
        time.sleep(0.05)
    return watch.left() == {}


def _one(connection: Any, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    sys.exit(main())
