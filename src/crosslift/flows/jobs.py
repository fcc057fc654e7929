"""The work behind processes: delivering events, firing timers, trying again, and picking up what fell."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.jobs import defer, job, queued, retry_stalled
from crosslift.core.queries import waiting_events
from crosslift.flows.actions import fire_moments, retry_instance
from crosslift.flows.delivery import deliver_events
from crosslift.flows.hearing import heard_names
from crosslift.flows.models import Instance, Wait

FORGOTTEN = timedelta(seconds=settings.LEASE)
SWEPT_EVERY = min(30, max(1, int(settings.LEASE * 2 / 3)))
BATCH = 1_000


@job("flows.deliver")
def deliver(event_id: int) -> None:
    """Deliver an event: what it starts and cancels, and that it was delivered, are saved together."""
    with transaction.atomic():
        deliver_events(event_id)


@job("flows.fire")
def fire(instance_id: int) -> None:
    """Fire the due timers of one instance, each once."""
    at = clock.database_now()
    with transaction.atomic():
        living = Instance.objects.select_for_update(of=("self",)).filter(pk=instance_id, state__in=Instance.LIVING)
        due = Wait.objects.filter(instance_id=instance_id, ended_at=None, kind=Wait.MOMENT, due_at__lte=at)
        if living.first() is not None and due.exists():
            fire_moments(actor=the_system("job", "a moment came"), instance_id=instance_id, at=at)


@job("flows.due", cron="* * * * *", lock="flows.due")
def due(timestamp: int = 0) -> None:
    """Fire every timer whose own job was lost."""
    waits = Wait.objects.filter(ended_at=None, kind=Wait.MOMENT, due_at__lte=clock.database_now())
    late = waits.filter(instance__state__in=Instance.LIVING).order_by("due_at")
    for instance_id in dict.fromkeys(late.values_list("instance_id", flat=True)[:BATCH]):
        fire(instance_id)


@job("flows.retry")
def retry(instance_id: int, failures: int) -> None:
    """Try a failed instance again, unless somebody did meanwhile."""
    with transaction.atomic():
        rows = Instance.objects.select_for_update(of=("self",))
        instance = rows.filter(pk=instance_id, state=Instance.FAILED, failures=failures).first()
        if instance is not None and instance.retry_at is not None:
            retry_instance(actor=the_system("job", "tried again"), instance_id=instance_id)


@job("flows.sweep", cron=f"* * * * * */{SWEPT_EVERY}", lock="flows.sweep")
def sweep(timestamp: int = 0) -> None:
    """Put back jobs of dead workers, queue events and tries that no job stands for, close what nobody hears."""
    retry_stalled(settings.LEASE)
    old = waiting_events().filter(at__lt=clock.database_now() - FORGOTTEN)
    old.exclude(name__in=heard_names()).update(delivered_at=clock.now())
    if not queued("flows.deliver"):
        for event_id in old.values_list("pk", flat=True)[:BATCH]:
            defer("flows.deliver", event_id=event_id)
    waiting = Instance.objects.filter(state=Instance.FAILED, retry_at__lt=clock.database_now() - FORGOTTEN)
    for pk, failures in waiting.values_list("pk", "failures")[:BATCH]:
        retry(pk, failures)
