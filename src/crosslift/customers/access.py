"""Who may see and change accounts and contacts.

Own: I own the account or work with it beside its owner. Team: the same for anybody of my team, or nobody's.
A contact follows its account, or its own owner.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor, Operation, Scope
from crosslift.core.errors import NotAllowed
from crosslift.customers.models import Account, Contact, Member
from crosslift.staff.access import NOBODY, require


def _people(actor: Actor, scope: Scope) -> frozenset[int]:
    if scope == "team":
        return actor.team
    return frozenset([actor.id]) if scope == "own" and actor.id is not None else frozenset()


def _accounts(actor: Actor, scope: Scope) -> Q:
    if scope == "all":
        return Q()
    people = _people(actor, scope)
    if not people:
        return NOBODY
    joined = Exists(Member.objects.filter(account=OuterRef("pk"), user__in=people))
    reach = Q(owner__in=people) | Q(joined)
    return reach | Q(owner__isnull=True) if scope == "team" else reach


def _contacts(actor: Actor, scope: Scope) -> Q:
    if scope == "all":
        return Q()
    people = _people(actor, scope)
    if not people:
        return NOBODY
    followed = Account.objects.filter(_accounts(actor, scope)).values("pk")
    reach = Q(owner__in=people) | Q(account__in=followed)
    return reach | Q(owner__isnull=True, account__isnull=True) if scope == "team" else reach


def accounts_for(actor: Actor, operation: Operation) -> QuerySet[Account]:
    """The accounts that the actor's right to an operation reaches."""
    return Account.objects.filter(_accounts(actor, actor.scope("account", operation)))


def contacts_for(actor: Actor, operation: Operation) -> QuerySet[Contact]:
    """The contacts that the actor's right to an operation reaches."""
    return Contact.objects.filter(_contacts(actor, actor.scope("contact", operation)))


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts that the actor may see."""
    return accounts_for(actor, "view")


def changeable_accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts that the actor may change."""
    return accounts_for(actor, "change")


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """The contacts that the actor may see."""
    return contacts_for(actor, "view")


def changeable_contacts(actor: Actor) -> QuerySet[Contact]:
    """The contacts that the actor may change."""
    return contacts_for(actor, "change")


def check_can_add_account(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may add customers."""
    require(actor, "account", "add")


def check_can_add_contact(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may add contacts."""
    require(actor, "contact", "add")


def check_can_give_to(actor: Actor, thing: str, owner_id: int | None) -> None:
    """Refuse with NotAllowed unless the actor may make this person (or nobody) the owner.

    Themselves always; others and nobody as far as their right to change reaches.
    """
    scope = actor.scope(thing, "change")
    own = owner_id is not None and owner_id == actor.id
    if not (own or scope == "all" or (scope == "team" and (owner_id is None or owner_id in actor.team))):
        raise NotAllowed(_("You can't give this to somebody outside your reach. Ask the head of your team."))
