"""Whose deals a person sees and may change."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotAllowed
from crosslift.deals.models import Deal
from crosslift.staff import access as staff
from crosslift.staff import queries as people


def visible_deals(actor: Actor) -> QuerySet[Deal]:
    """The deals that the actor may know of."""
    return Deal.objects.filter(staff.within(actor, "deal", "view", owner="owner_id"))


def changeable_deals(actor: Actor) -> QuerySet[Deal]:
    """The deals that the actor may work on."""
    return Deal.objects.filter(staff.within(actor, "deal", "change", owner="owner_id"))


def removable_deals(actor: Actor) -> QuerySet[Deal]:
    """The deals that the actor may delete."""
    return Deal.objects.filter(staff.within(actor, "deal", "delete", owner="owner_id"))


def check_can_open(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may open deals."""
    staff.require(actor, "deal", "add")


def check_can_own(actor: Actor, owner_id: int | None) -> None:
    """Refuse unless the actor may make that person the owner: NotAllowed, or BadInput for somebody who left."""
    if owner_id is None or owner_id == actor.id:
        return
    if not actor.system and not people.sellers(actor).filter(pk=owner_id).exists():
        known = people.users(actor).filter(pk=owner_id, is_active=True).exists()
        if known:
            raise NotAllowed
        raise BadInput(fields={"owner": _("This person does not work here.")})


def locked(actor: Actor, deal_id: int) -> Deal:
    """The deal for a change, locked. Raises NotFound, NotAllowed."""
    return staff.fetch(visible_deals(actor), changeable_deals(actor), deal_id, lock=True)
