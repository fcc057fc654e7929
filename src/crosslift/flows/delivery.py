"""Delivering an event to the processes, inside the caller's transaction, in the order of the record's events."""

from typing import TYPE_CHECKING

from django.db.models import Q

from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.queries import waiting_events
from crosslift.flows.actions import cancel_instance, start_instance
from crosslift.flows.models import Instance, ProcessVersion

if TYPE_CHECKING:
    from crosslift.core.models import Outbox


def deliver_events(event_id: int) -> int:
    """Deliver the event and the undelivered ones of the same record before it; returns how many.

    The rows are locked first, so a second delivery waits, then finds nothing to do. A win, its undoing and a win
    again take effect in that order however the jobs are mixed.
    """
    keys = waiting_events().filter(pk=event_id).values("key")[:1]
    rows = list(
        waiting_events().filter(key=keys, pk__lte=event_id).select_related("audit").select_for_update(of=("self",))
    )
    if not rows:
        return 0
    heard = _listeners({row.name for row in rows})
    for row in rows:
        _cancel(row, heard)
        _start(row, heard)
    waiting_events().filter(pk__in=[row.pk for row in rows]).update(delivered_at=clock.now())
    return len(rows)


def _listeners(names: set[str]) -> list[ProcessVersion]:
    rows = ProcessVersion.objects.filter(Q(current=True, starts_on__in=names) | Q(cancels_on__in=names))
    return list(rows.only("pk", "key", "starts_on", "cancels_on", "current"))


def _cancel(event: "Outbox", heard: list[ProcessVersion]) -> None:
    versions = [version.pk for version in heard if version.cancels_on == event.name]
    if not versions:
        return
    living = Instance.objects.filter(about=event.key, version__in=versions, state__in=Instance.LIVING)
    # Locked here: one that an answer is just finishing is waited for, and then no longer among them.
    for pk in living.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True):
        system = the_system("process", event.name)
        cancel_instance(actor=system, instance_id=pk, reason=event.name)


def _start(event: "Outbox", heard: list[ProcessVersion]) -> None:
    for version in heard:
        if version.starts_on != event.name or not version.current:
            continue
        same = Instance.objects.filter(process=version.key, about=event.key)
        if not same.filter(Q(state__in=Instance.LIVING) | Q(event_id=event.pk)).exists():
            system = the_system("process", f"{version.key} on {event.name}")
            start_instance(actor=system, event=event, version_id=version.pk, process=version.key)
