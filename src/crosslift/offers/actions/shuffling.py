"""Asking what the same settings find in noise."""

from collections.abc import Sequence

from crosslift.core import clock, jobs
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.offers import access
from crosslift.offers.errors import NothingToCheck
from crosslift.offers.events import ShuffleDone, ShuffleStarted
from crosslift.offers.models import RuleSet, ShuffleCheck

TABLES = 60


@action
def begin_shuffle(*, actor: Actor, basis: str, tables: int = TABLES) -> ShuffleCheck:
    """Ask a worker to shuffle the data `tables` times and learn from each. A check already running is returned.

    Raises NotAllowed, NothingToCheck.
    """
    access.check_can_change_rules(actor)
    version = RuleSet.objects.select_for_update().filter(basis=basis, state="current").first()
    if version is None:
        raise NothingToCheck
    check = version.checks.filter(state="running").first()
    if check is None:
        check = ShuffleCheck.objects.create(
            ruleset=version, at=clock.now(), state="running", tables=min(max(tables, 1), 200)
        )
        jobs.defer("offers.shuffle", check_id=check.pk)
    record(
        actor=actor,
        action="offers.begin_shuffle",
        event=ShuffleStarted(id=version.pk, check=check.pk),
        label=f"{basis} {version.number}",
    )
    return check


@action
def finish_shuffle(
    *,
    actor: Actor,
    check_id: int,
    kept: Sequence[int] = (),
    naive_yours: int = 0,
    naive_noise: float = 0.0,
    seconds: float = 0.0,
    said: str = "",
) -> ShuffleCheck:
    """Keep what the shuffled tables gave, or with `said` why they gave nothing. A finished check stays as it is."""
    check = ShuffleCheck.objects.select_for_update(of=("self",)).select_related("ruleset").get(pk=check_id)
    if check.state == "running":
        check.state, check.said = ("failed", said[:2000]) if said else ("done", "")
        check.kept, check.tables = list(kept), len(kept) or check.tables
        check.naive_yours, check.naive_noise, check.seconds = naive_yours, naive_noise, seconds
        check.at = clock.now()
        check.save()
    record(
        actor=actor,
        action="offers.finish_shuffle",
        event=ShuffleDone(id=check.ruleset_id, check=check.pk),
        label=f"{check.ruleset.basis} {check.ruleset.number}",
        changes={"noise": max(check.kept, default=0), "tables": check.tables},
    )
    return check
