"""A person's answer to a waiting place."""

from collections.abc import Mapping
from typing import Any

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.flows import access
from crosslift.flows.advance import advance, run_of
from crosslift.flows.engine import EngineError
from crosslift.flows.errors import AlreadyAnswered, CantGoOn, NotWaiting
from crosslift.flows.events import PlaceAnswered
from crosslift.flows.models import Instance, Trace, Wait


@action
def answer(
    *,
    actor: Actor,
    instance_id: int,
    element: str,
    item: str | int = "",
    values: Mapping[str, Any],
    said: str = "",
) -> Instance:
    """Answer the user task `element` (for one `item` of a repeated subprocess): `values` join the data, and the
    process goes on at once, its steps included.

    `said` is what the trace tells of the answer. Raises NotFound, NotYourAnswer, AlreadyAnswered, NotWaiting, and
    CantGoOn where no way leads on; then nothing has changed.
    """
    instance = Instance.objects.select_for_update(of=("self",)).filter(pk=instance_id).first()
    if instance is None:
        raise NotFound
    wait = _wait(instance, element, str(item))
    access.check_can_answer(actor, instance, wait)
    if wait.ended_at is not None:
        raise AlreadyAnswered
    if instance.state not in Instance.LIVING:
        raise NotWaiting
    run = run_of(instance)
    try:
        run.finish(wait.token_id, values)
    except EngineError as error:
        raise CantGoOn(said=str(error)) from error
    Trace.objects.create(
        instance=instance,
        at=clock.now(),
        element=element,
        item=wait.item,
        label=wait.label,
        state=Trace.ANSWERED,
        actor_id=actor.id,
        actor_name=actor.name,
        said=said[:300],
        facts=dict(values),
    )
    advance(instance, run=run, by=actor.name)
    record(
        actor=actor,
        action="flows.answer",
        event=PlaceAnswered(
            id=instance.pk, process=instance.process, about=instance.about, element=element, item=wait.item
        ),
        label=instance.label,
        changes={"values": dict(values)},
    )
    return instance


def _wait(instance: Instance, element: str, item: str) -> Wait:
    waits = Wait.objects.filter(instance=instance, element=element, item=item, kind=Wait.PERSON)
    wait = waits.select_related("assignee").order_by("ended_at", "-id")
    found = wait.filter(ended_at=None).first() or wait.last()
    if found is None:
        raise NotWaiting
    return found
