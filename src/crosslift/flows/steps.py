"""Steps that belong to no other room."""

from crosslift.flows.models import Wait
from crosslift.flows.registry import StepContext, step
from crosslift.tasks.actions import remind_places


@step("flows.remind")
def remind(context: StepContext) -> None:
    """Remind whoever the instance waits for, and tell the heads of their teams."""
    waits = Wait.objects.filter(instance_id=context.instance_id, kind=Wait.PERSON, ended_at=None)
    places = {f"{context.instance_id}:{element}" for element in waits.values_list("element", flat=True)}
    remind_places(actor=context.actor, places=places)
