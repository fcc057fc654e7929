"""Who may see and change what was said and done."""

from django.db.models import Q, QuerySet

from crosslift.activities.models import Activity
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.customers.access import visible_accounts, visible_contacts
from crosslift.staff.access import require, within

CUSTOMERS = ("account", "contact")


def readable(actor: Actor) -> Q:
    """The rows that a right reaches by author, and everything said with a customer that the actor sees."""
    if not actor.may("activity", "view"):
        return Q(pk__in=[])
    of_account = Q(subject_type="account", subject_id__in=visible_accounts(actor).values("pk"))
    of_contact = Q(subject_type="contact", subject_id__in=visible_contacts(actor).values("pk"))
    return within(actor, "activity", "view", owner="author_id") | of_account | of_contact


def visible_activities(actor: Actor) -> QuerySet[Activity]:
    """The activities that the actor may read."""
    return Activity.objects.filter(readable(actor))


def changeable_activities(actor: Actor) -> QuerySet[Activity]:
    """The activities whose words the actor may change."""
    return Activity.objects.filter(within(actor, "activity", "change", owner="author_id"))


def deletable_activities(actor: Actor) -> QuerySet[Activity]:
    """The activities that the actor may delete."""
    return Activity.objects.filter(within(actor, "activity", "delete", owner="author_id"))


def check_can_log(actor: Actor, subject_type: str, subject_id: int) -> None:
    """Refuse with NotAllowed without the right, with NotFound for a customer that the actor does not see.

    Subjects of rooms above (a deal, a lead) are checked by whoever calls: they are not known here.
    """
    require(actor, "activity", "add")
    if subject_type == "account" and not visible_accounts(actor).filter(pk=subject_id).exists():
        raise NotFound
    if subject_type == "contact" and not visible_contacts(actor).filter(pk=subject_id).exists():
        raise NotFound
