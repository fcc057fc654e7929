"""What others may read about customers."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from crosslift.core.actor import Actor
from crosslift.core.search import matching
from crosslift.customers import access
from crosslift.customers.models import Account, Channel, Contact, Member
from crosslift.staff.access import fetch


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """Who buys: the account if there is one, else the contact."""

    kind: str
    id: int
    label: str

    @property
    def key(self) -> str:
        """The name across rooms, for example "account:12"."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account with its people on both sides and its family."""

    account: Account
    contacts: list[Contact]
    members: list[Member]
    subsidiaries: list[Account]
    changeable: bool


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact with channels and colleagues."""

    contact: Contact
    channels: list[Channel]
    colleagues: list[Contact]
    changeable: bool


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts that the actor may see, with owner, by name."""
    return access.visible_accounts(actor).select_related("owner").order_by("name_key", "pk")


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """The contacts that the actor may see, with account, owner and channels, by name."""
    rows = access.visible_contacts(actor).select_related("account", "owner")
    return rows.prefetch_related("channels").order_by("name_key", "pk")


def search_accounts(actor: Actor, asked: str) -> QuerySet[Account]:
    """The accounts whose names, tax number, e-mail or phone hold the words, or else those most alike."""
    return matching(visible_accounts(actor), asked)


def search_contacts(actor: Actor, asked: str) -> QuerySet[Contact]:
    """The contacts whose name or channel holds the words, or else those most alike."""
    rows = visible_contacts(actor)
    told = asked.strip()[:120].replace("\x00", "")
    by_channel = rows.filter(Exists(Channel.objects.filter(contact=OuterRef("pk"), value__icontains=told)))
    if len(told) > 2 and by_channel.exists():
        return by_channel
    return matching(rows, asked)


def account_card(actor: Actor, account_id: int) -> AccountCard:
    """All that this room knows of an account. Raises NotFound."""
    rows = access.visible_accounts(actor).select_related("owner", "owner__team", "parent", "influencer")
    account = fetch(rows, None, account_id)
    return AccountCard(
        account=account,
        contacts=list(visible_contacts(actor).filter(account=account)),
        members=list(account.members.select_related("user").order_by("user__name")),
        subsidiaries=list(visible_accounts(actor).filter(parent=account)),
        changeable=access.changeable_accounts(actor).filter(pk=account_id).exists(),
    )


def contact_card(actor: Actor, contact_id: int) -> ContactCard:
    """All that this room knows of a contact. Raises NotFound."""
    contact = fetch(access.visible_contacts(actor).select_related("account", "owner"), None, contact_id)
    colleagues = visible_contacts(actor).exclude(pk=contact.pk)
    return ContactCard(
        contact=contact,
        channels=list(contact.channels.all()),
        colleagues=list(colleagues.filter(account=contact.account)) if contact.account else [],
        changeable=access.changeable_contacts(actor).filter(pk=contact_id).exists(),
    )


def customer_ref(account_id: int | None, contact_id: int | None) -> CustomerRef | None:
    """Who buys, by ids that the caller may know; None where neither is given or there."""
    if account_id is not None:
        name = Account.objects.filter(pk=account_id).values_list("name", flat=True).first()
        return None if name is None else CustomerRef("account", account_id, name)
    if contact_id is not None:
        name = Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first()
        return None if name is None else CustomerRef("contact", contact_id, name)
    return None


def customer_refs(keys: Collection[str]) -> dict[str, CustomerRef]:
    """Customers by their names across rooms ("account:12"), in two reads whatever their number."""
    wanted: dict[str, list[int]] = {"account": [], "contact": []}
    for key in keys:
        kind, _sep, pk = key.partition(":")
        wanted[kind].append(int(pk))
    accounts = Account.objects.filter(pk__in=wanted["account"]).values_list("pk", "name")
    people = Contact.objects.filter(pk__in=wanted["contact"]).values_list("pk", "name")
    refs = [CustomerRef("account", pk, name) for pk, name in accounts]
    refs += [CustomerRef("contact", pk, name) for pk, name in people]
    return {ref.key: ref for ref in refs}


def search_customers(actor: Actor, asked: str, limit: int = 10) -> list[CustomerRef]:
    """Accounts first, then contacts without one, for pickers and for finding anything."""
    refs = [CustomerRef("account", row.pk, row.name) for row in search_accounts(actor, asked)[:limit]]
    people = search_contacts(actor, asked).filter(account=None)[: max(0, limit - len(refs))]
    return refs + [CustomerRef("contact", row.pk, row.name) for row in people]


def sectors(actor: Actor) -> list[str]:
    """The sectors in use among the accounts that the actor sees."""
    return _values(actor, "sector")


def countries(actor: Actor) -> list[str]:
    """The countries in use among the accounts that the actor sees."""
    return _values(actor, "country")


def _values(actor: Actor, field: str) -> list[str]:
    rows = access.visible_accounts(actor).exclude(**{field: ""})
    return list(rows.order_by(field).values_list(field, flat=True).distinct())


def accounts_of(user_id: int) -> Q:
    """The condition "this person's own accounts": owned or worked with."""
    return Q(owner=user_id) | Q(Exists(Member.objects.filter(account=OuterRef("pk"), user=user_id)))
