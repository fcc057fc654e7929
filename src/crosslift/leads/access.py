"""Whose leads a person sees and may change."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotAllowed
from crosslift.leads.models import Lead
from crosslift.staff import access as staff
from crosslift.staff import queries as people


def visible_leads(actor: Actor) -> QuerySet[Lead]:
    """The leads that the actor may know of."""
    return Lead.objects.filter(staff.within(actor, "lead", "view", owner="owner_id"))


def changeable_leads(actor: Actor) -> QuerySet[Lead]:
    """The leads that the actor may work on."""
    return Lead.objects.filter(staff.within(actor, "lead", "change", owner="owner_id"))


def check_can_register(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may register leads."""
    staff.require(actor, "lead", "add")


def check_can_own(actor: Actor, owner_id: int | None) -> None:
    """Refuse unless the actor may make that person the owner: NotAllowed, or BadInput for somebody who left."""
    if owner_id is None or owner_id == actor.id or actor.system:
        return
    if not people.users(actor).filter(pk=owner_id, is_active=True).exists():
        raise BadInput(fields={"owner": _("This person does not work here.")})
    scope = actor.scope("lead", "change")
    if scope != "all" and not (scope == "team" and owner_id in actor.team):
        raise NotAllowed


def locked(actor: Actor, lead_id: int) -> Lead:
    """The lead for a change, locked. Raises NotFound, NotAllowed."""
    return staff.fetch(visible_leads(actor), changeable_leads(actor), lead_id, lock=True)
