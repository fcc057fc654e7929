"""Who sees and touches which instances: by the right on processes and the instance's owner; the asked may answer."""

from django.db.models import Q, QuerySet

from crosslift.core.actor import Actor
from crosslift.flows.errors import NotYourAnswer
from crosslift.flows.models import Instance, Wait
from crosslift.staff import access


def visible_instances(actor: Actor) -> QuerySet[Instance]:
    """The instances that the actor may see."""
    return Instance.objects.filter(access.within(actor, "process", "view", owner="owner_id"))


def changeable_instances(actor: Actor) -> QuerySet[Instance]:
    """The instances that the actor may cancel or try again."""
    return Instance.objects.filter(access.within(actor, "process", "change", owner="owner_id"))


def fetch_instance(actor: Actor, instance_id: int) -> Instance:
    """The instance, locked for a change. Raises NotFound, NotAllowed."""
    return access.fetch(visible_instances(actor), changeable_instances(actor), instance_id, lock=True)


def hold_instance(instance_id: int) -> None:
    """Lock an instance before rows that its steps change.

    Everything about a running process is locked in one order, the instance first: a person's answer and the
    cancelling of the same instance then wait for each other instead of standing in each other's way.
    """
    Instance.objects.select_for_update(of=("self",)).filter(pk=instance_id).order_by().values_list("pk").first()


def check_can_answer(actor: Actor, instance: Instance, wait: Wait) -> None:
    """Refuse with NotYourAnswer unless the actor is asked, stands in for who is, or may change the instance."""
    if actor.system or actor.id in (wait.assignee_id, instance.owner_id):
        return
    deputy = wait.assignee.deputy_id if wait.assignee else None
    if actor.id is not None and actor.id == deputy:
        return
    if not changeable_instances(actor).filter(pk=instance.pk).exists():
        raise NotYourAnswer


def answerable(actor: Actor) -> Q:
    """Instances that the actor may look at because they, or whom they stand in for, are asked there."""
    if actor.id is None:
        return Q(pk__in=[])
    asked = Wait.objects.filter(Q(assignee_id=actor.id) | Q(assignee__deputy_id=actor.id), ended_at=None)
    return Q(pk__in=asked.values("instance_id"))
