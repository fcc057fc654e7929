"""Starting an instance on an event."""

from typing import TYPE_CHECKING, Any

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.flows.advance import advance
from crosslift.flows.events import InstanceStarted
from crosslift.flows.models import Instance

if TYPE_CHECKING:
    from crosslift.core.models import Outbox


@action
def start_instance(*, actor: Actor, event: "Outbox", version_id: int, process: str) -> Instance:
    """Begin a process about the event's record and move it to its first waiting places.

    The caller holds the lock on the event and has seen that nothing of this process lives about the record; the
    database refuses a second one all the same.
    """
    payload: dict[str, Any] = dict(event.payload)
    _kind, _, number = event.key.partition(":")
    owner_id = payload.get("owner_id")
    at = clock.database_now()
    instance = Instance(
        version_id=version_id,
        process=process,
        about=event.key,
        label=str(payload.get("label") or event.audit.subject_label or event.key)[:300],
        owner_id=owner_id if isinstance(owner_id, int) else None,
        event_id=event.pk,
        data={**payload, "about": event.key, "subject_id": int(number or 0)},
        started_at=at,
    )
    instance.save(force_insert=True)
    advance(instance, by=event.audit.actor_name, at=at)
    record(
        actor=actor,
        action="flows.start_instance",
        event=InstanceStarted(id=instance.pk, process=process, about=instance.about),
        label=instance.label,
        changes={"version": version_id, "event": event.pk},
    )
    return instance
