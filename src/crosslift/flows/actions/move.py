"""Moving an instance on without a person: a moment came, or a failed step is tried again."""

from datetime import datetime

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.flows import access
from crosslift.flows.advance import advance, run_of
from crosslift.flows.errors import InstanceEnded, NothingFailed
from crosslift.flows.events import InstanceMoved
from crosslift.flows.models import Instance, Trace, Wait


@action
def fire_moments(*, actor: Actor, instance_id: int, at: datetime) -> int:
    """Fire the timers of an instance that are due at a moment; returns how many. Raises NotFound, InstanceEnded."""
    instance = access.fetch_instance(actor, instance_id)
    if instance.state not in Instance.LIVING:
        raise InstanceEnded
    due = list(
        Wait.objects.filter(instance=instance, ended_at=None, kind=Wait.MOMENT, due_at__lte=at).order_by("due_at")
    )
    run = run_of(instance)
    for wait in due:
        if wait.token_id in {place.token_id for place in run.moments()}:
            run.fire(wait.token_id)
            Trace.objects.create(instance=instance, at=at, element=wait.element, item=wait.item, state=Trace.DONE)
    if due:
        advance(instance, run=run)
    record(
        actor=actor,
        action="flows.fire_moments",
        event=InstanceMoved(id=instance.pk, process=instance.process, about=instance.about),
        label=instance.label,
        count=len(due),
    )
    return len(due)


@action
def retry_instance(*, actor: Actor, instance_id: int) -> Instance:
    """Try the failed steps of an instance again, now. Raises NotFound, NotAllowed, InstanceEnded, NothingFailed."""
    instance = access.fetch_instance(actor, instance_id)
    if instance.state not in Instance.LIVING:
        raise InstanceEnded
    if instance.state != Instance.FAILED:
        raise NothingFailed
    if not actor.system:
        instance.failures = 0
    advance(instance, by=actor.name if not actor.system else "")
    record(
        actor=actor,
        action="flows.retry_instance",
        event=InstanceMoved(id=instance.pk, process=instance.process, about=instance.about),
        label=instance.label,
        changes={"failures": instance.failures},
    )
    return instance
