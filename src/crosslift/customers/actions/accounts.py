"""Accounts: made, changed, given to somebody, and deleted while nothing hangs on them."""

from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from crosslift.core import clock
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, Conflict
from crosslift.core.text import sort_key
from crosslift.customers import access
from crosslift.customers.actions import checks
from crosslift.customers.errors import AlreadyKnown, StillUsed
from crosslift.customers.events import AccountBecameCustomer, AccountChanged, AccountDeleted, AccountMade
from crosslift.customers.models import Account, Contact
from crosslift.staff.access import fetch, visible_users

TEXTS = {
    "name": 200, "legal_name": 300, "sector": 120, "revenue_currency": 3, "country": 80, "city": 120,
    "address": 300, "phone": 60, "email": 254, "website": 200, "tax_number": 40, "audience": 120,
    "note": 20_000, "external_source": 40, "external_id": 120,
}  # fmt: skip


class AccountValues(TypedDict, total=False):
    """What may be said of an account."""

    name: str
    legal_name: str
    kind: str
    sector: str
    employees: int | None
    revenue: Decimal | None
    revenue_currency: str
    founded: int | None
    country: str
    city: str
    address: str
    phone: str
    email: str
    website: str
    tax_number: str
    audience: str
    parent_id: int | None
    owner_id: int | None
    influencer_id: int | None
    note: str
    external_source: str
    external_id: str


@action
def make_account(*, actor: Actor, **values: Unpack[AccountValues]) -> Account:
    """Add a customer; only the name is needed. Without an owner it is the actor's own.

    Raises NotAllowed, AlreadyKnown, BadInput with the fields at fault.
    """
    access.check_can_add_account(actor)
    given: dict[str, Any] = {"name": "", "owner_id": actor.id, **values}
    account = Account(made_at=clock.now())
    if not actor.system:
        access.check_can_give_to(actor, "account", given["owner_id"])
    changes = _apply(actor, account, given)
    account.save()
    record(
        actor=actor,
        action="customers.make_account",
        event=AccountMade(id=account.pk),
        label=account.name,
        changes=changes,
    )
    return account


@action
def change_account(
    *, actor: Actor, account_id: int, version: int | None = None, **values: Unpack[AccountValues]
) -> Account:
    """Change facts of an account. A changed owner must be within the actor's reach.

    Raises NotFound, NotAllowed, Conflict when `version` is not the present one, AlreadyKnown, BadInput.
    """
    account = _locked(actor, account_id, version)
    given: dict[str, Any] = dict(values)
    if "owner_id" in given and given["owner_id"] != account.owner_id:
        access.check_can_give_to(actor, "account", given["owner_id"])
    return _save(actor, account, "customers.change_account", _apply(actor, account, given))


@action
def set_account_owner(*, actor: Actor, account_id: int, owner_id: int | None, version: int | None = None) -> Account:
    """Give the account to somebody. Raises NotFound, NotAllowed, Conflict, BadInput."""
    account = _locked(actor, account_id, version)
    if owner_id != account.owner_id:
        access.check_can_give_to(actor, "account", owner_id)
    changes = _apply(actor, account, {"owner_id": owner_id})
    return _save(actor, account, "customers.set_account_owner", changes)


@action
def mark_existing(*, actor: Actor, account_id: int, historical: bool = False) -> Account:
    """The account has ordered, so it is a customer. Called by orders, which have checked the right to order."""
    account = fetch(Account.objects.all(), None, account_id, lock=True)
    changes = difference(account, {"kind": Account.EXISTING})
    account.save(update_fields=["kind"])
    record(
        actor=actor,
        action="customers.mark_existing",
        event=AccountBecameCustomer(id=account.pk),
        label=account.name,
        changes=changes,
        historical=historical or not changes,
    )
    return account


@action
def delete_account(*, actor: Actor, account_id: int) -> None:
    """Delete an account on which nothing hangs. Raises NotFound, NotAllowed, StillUsed."""
    deletable = access.accounts_for(actor, "delete")
    account = fetch(access.visible_accounts(actor), deletable, account_id, lock=True)
    if Contact.objects.filter(account=account).exists() or Account.objects.filter(parent=account).exists():
        raise StillUsed(name=account.name)
    try:
        account.delete()
    except ProtectedError:
        raise StillUsed(name=account.name)
    record(actor=actor, action="customers.delete_account", event=AccountDeleted(id=account_id), label=account.name)


def _locked(actor: Actor, account_id: int, version: int | None) -> Account:
    account = fetch(access.visible_accounts(actor), access.changeable_accounts(actor), account_id, lock=True)
    if version is not None and version != account.version:
        raise Conflict
    return account


def _save(actor: Actor, account: Account, name: str, changes: dict[str, Any]) -> Account:
    if changes:
        account.version += 1
        account.save()
    record(actor=actor, action=name, event=AccountChanged(id=account.pk), label=account.name, changes=changes)
    return account


def _apply(actor: Actor, account: Account, values: dict[str, Any]) -> dict[str, Any]:
    """Set the values on the account; returns what changed, or refuses with every field at fault."""
    faults = checks.tidy(values, TEXTS)
    if "name" in values:
        values["name_key"] = sort_key(values["name"])[:200]
        if not values["name"]:
            faults["name"] = _("Give it a name.")
    if "kind" in values and values["kind"] not in (Account.POTENTIAL, Account.EXISTING):
        faults["kind"] = _("Choose potential or existing.")
    faults |= checks.number_faults(values) | checks.reach_faults(values) | _reference_faults(actor, account, values)
    country, number = (values.get(field, getattr(account, field)) for field in ("country", "tax_number"))
    if {"country", "tax_number"} & values.keys():
        faults |= checks.tax_faults(country, number)
    if faults:
        raise BadInput(fields=faults)
    changes = difference(account, values)
    changes.pop("name_key", None)
    _check_external(account)
    return changes


def _reference_faults(actor: Actor, account: Account, values: dict[str, Any]) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    owner, parent, influencer = (values.get(f"{field}_id") for field in ("owner", "parent", "influencer"))
    if owner is not None and not visible_users(actor).filter(pk=owner, is_active=True).exists():
        faults["owner"] = _("Choose somebody who works here.")
    if parent is not None and (parent in _family(account) or not access.visible_accounts(actor).filter(pk=parent)):
        faults["parent"] = _("Choose another customer of yours that does not belong to this one.")
    if influencer is not None and not access.visible_contacts(actor).filter(pk=influencer).exists():
        faults["influencer"] = _("Choose a contact.")
    return faults


def _family(account: Account) -> set[int]:
    """The account and everything below it: a parent among them would be a ring."""
    found: set[int] = set()
    ring = {account.pk} if account.pk else set()
    while ring:
        found |= ring
        ring = set(Account.objects.filter(parent__in=ring).values_list("pk", flat=True)) - found
    return found


def _check_external(account: Account) -> None:
    if not account.external_id:
        return
    others = Account.objects.filter(external_source=account.external_source, external_id=account.external_id)
    other = others.exclude(pk=account.pk).first()
    if other is not None:
        raise AlreadyKnown(name=other.name)
