"""The nemesis: kills, freezes and database kills, planned by the seed and spread over the progress of the run."""

import math
import os
import random
import signal
import time
from dataclasses import dataclass

from launch.cluster import Cluster
from launch.words import say
from proofs._cast import Cast, Player

KILLS, FREEZES, DB_KILLS = 150, 50, 5  # at least so many for each 1,000 deals
FROZEN = 2.0  # so many leases a freeze lasts


@dataclass(frozen=True)
class Act:
    """One blow: what, at which share of the progress, and a number that chooses whom."""

    at: float
    what: str
    whom: float


def quotas(deals: int) -> dict[str, int]:
    """How many blows of each kind a run of so many deals must have."""
    return {
        "kill": math.ceil(KILLS * deals / 1000),
        "freeze": math.ceil(FREEZES * deals / 1000),
        "db_kill": math.ceil(DB_KILLS * deals / 1000),
    }


def plan(seed: int, deals: int) -> list[Act]:
    """The blows of a run, in their order; a run with the same seed gets the same."""
    dice = random.Random(f"nemesis {seed}")
    names = [name for name, count in quotas(deals).items() for _ in range(count)]
    dice.shuffle(names)
    return [Act((n + dice.random()) / len(names) * 0.95, name, dice.random()) for n, name in enumerate(names)]


class Nemesis:
    """Strikes as planned. `done` counts the blows seen to hit; `down` is the longest time without database."""

    def __init__(self, acts: list[Act], cast: Cast, cluster: Cluster, lease: float) -> None:
        self.waiting, self.cast, self.cluster, self.lease = list(acts), cast, cluster, lease
        self.done = {"kill": 0, "freeze": 0, "db_kill": 0}
        self.down, self.deadlocks = 0.0, 0

    def strike(self, progress: float) -> None:
        """Do one blow that is due; one that finds nobody to hit stays due."""
        if self.waiting and self.waiting[0].at <= progress and self._hit(self.waiting[0]):
            self.done[self.waiting.pop(0).what] += 1

    def _hit(self, act: Act) -> bool:
        if act.what == "db_kill":
            return self._kill_database()
        player = self._choose(act)
        if player is None:
            return False
        if act.what == "kill":
            return self.cast.kill(player)
        return self.cast.freeze(player, self.lease * FROZEN)

    def _choose(self, act: Act) -> Player | None:
        """Workers alone are frozen, as they alone hold leases, and never all of them; sellers are killed too."""
        wanted = ("worker",) if act.what == "freeze" else ("worker", "worker", "seller")
        role = wanted[int(act.whom * len(wanted))]
        free = [one for one in self.cast.players if one.alive and not one.frozen_until and one.name.startswith(role)]
        if act.what == "freeze" and len(free) < 2:
            return None
        return free[int(act.whom * 7919) % len(free)] if free else None

    def _kill_database(self) -> bool:
        pid = self.cluster.pid()
        if pid is None:
            return False
        began = time.monotonic()
        self.read_log()
        os.kill(pid, signal.SIGKILL)
        self.cluster.start()
        self.down = max(self.down, time.monotonic() - began)
        say(f"  database killed and back after {time.monotonic() - began:.1f} s")
        return True

    def read_log(self) -> None:
        """Count the deadlocks in the server's log, which begins anew with every start."""
        self.deadlocks += self.cluster.log.read_text(errors="replace").count("deadlock detected")
