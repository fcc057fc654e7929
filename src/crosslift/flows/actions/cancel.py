"""Stopping an instance."""

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.flows import access
from crosslift.flows.errors import InstanceEnded
from crosslift.flows.events import InstanceCancelled
from crosslift.flows.models import Instance, Trace, Wait
from crosslift.tasks.actions import cancel_places


@action
def cancel_instance(*, actor: Actor, instance_id: int, reason: str = "") -> Instance:
    """Stop a living instance: its waits end, its tasks are cancelled, what its steps did stays.

    Raises NotFound, NotAllowed, InstanceEnded.
    """
    instance = access.fetch_instance(actor, instance_id)
    if instance.state not in Instance.LIVING:
        raise InstanceEnded
    at = clock.now()
    waits = Wait.objects.filter(instance=instance, ended_at=None)
    places = {f"{instance.pk}:{wait.element}" for wait in waits if wait.kind == Wait.PERSON}
    waits.update(ended_at=at)
    if places:
        cancel_places(actor=actor, places=places, reason=reason)
    before, instance.state = instance.state, Instance.CANCELLED
    instance.ended_at, instance.retry_at, instance.said = at, None, reason
    instance.save(update_fields=["state", "ended_at", "retry_at", "said"])
    Trace.objects.create(
        instance=instance,
        at=at,
        element="",
        state=Trace.CANCELLED,
        actor_id=actor.id,
        actor_name=actor.name,
        said=reason[:300],
    )
    record(
        actor=actor,
        action="flows.cancel_instance",
        event=InstanceCancelled(id=instance.pk, process=instance.process, about=instance.about),
        label=instance.label,
        changes={"state": [before, instance.state], "reason": reason},
    )
    return instance
