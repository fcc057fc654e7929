"""What follows a failed step: tried again by itself with growing waits, then parked, and its people told."""

from datetime import timedelta

from crosslift.alerts.actions import tell
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.jobs import defer_at
from crosslift.flows.engine import Place
from crosslift.flows.models import Instance

TRIES = 5
FIRST_WAIT = timedelta(seconds=5)


def note_failure(instance: Instance, failed: list[tuple[Place | None, str]]) -> None:
    """Mark the instance failed with what was said, and plan the next try; past the last one tell its people."""
    instance.state = Instance.FAILED
    instance.said = "\n".join(said for _place, said in failed)
    instance.failures += 1
    if instance.failures <= TRIES:
        instance.retry_at = clock.database_now() + FIRST_WAIT * 4 ** (instance.failures - 1)
        defer_at(instance.retry_at, "flows.retry", instance_id=instance.pk, failures=instance.failures)
        return
    instance.retry_at = None
    for user_id in _people(instance):
        tell(
            actor=the_system("process", f"{instance.process} failed"),
            user_id=user_id,
            kind="failed",
            text="A process is stuck: %(about)s. It said: %(said)s",
            params={"about": instance.label, "said": instance.said[:200]},
            subject_type="instance",
            subject_id=instance.pk,
            once=f"instance:{instance.pk}:stuck:{clock.now():%Y%m%d}",
        )


def _people(instance: Instance) -> list[int]:
    owner = instance.owner
    if owner is None:
        return []
    head = owner.team.head_id if owner.team else None
    return [owner.pk] if head in (None, owner.pk) else [owner.pk, head or 0]
