"""Contacts and the ways to reach them."""

from collections.abc import Sequence
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
from crosslift.customers.events import ContactChanged, ContactDeleted, ContactMade
from crosslift.customers.models import Account, Channel, Contact
from crosslift.staff.access import fetch, visible_users

TEXTS = {
    "name": 200, "position": 120, "deal_role": 40, "note": 20_000, "external_source": 40, "external_id": 120,
}  # fmt: skip
Channels = Sequence[tuple[str, str]]
MOST_CHANNELS = 20


class ContactValues(TypedDict, total=False):
    """What may be said of a contact besides its channels."""

    name: str
    account_id: int | None
    position: str
    deal_role: str
    owner_id: int | None
    note: str
    external_source: str
    external_id: str


@action
def make_contact(*, actor: Actor, channels: Channels = (), **values: Unpack[ContactValues]) -> Contact:
    """Add a person, of an account or on their own; `channels` are (kind, value) pairs.

    Without an owner it is the actor's own. Raises NotAllowed, AlreadyKnown, BadInput with the fields at fault.
    """
    access.check_can_add_contact(actor)
    given: dict[str, Any] = {"name": "", "owner_id": actor.id, **values}
    if not actor.system:
        access.check_can_give_to(actor, "contact", given["owner_id"])
    contact = Contact(made_at=clock.now())
    clean = _clean_channels(channels)
    changes = _apply(actor, contact, given)
    contact.save()
    Channel.objects.bulk_create([Channel(contact=contact, kind=kind, value=value) for kind, value in clean])
    if clean:
        changes["channels"] = ["", _said(clean)]
    record(
        actor=actor,
        action="customers.make_contact",
        event=ContactMade(id=contact.pk),
        label=contact.name,
        changes=changes,
    )
    return contact


@action
def change_contact(
    *,
    actor: Actor,
    contact_id: int,
    version: int | None = None,
    channels: Channels | None = None,
    **values: Unpack[ContactValues],
) -> Contact:
    """Change facts of a contact; `channels`, where given, replace all there were.

    Raises NotFound, NotAllowed, Conflict when `version` is not the present one, AlreadyKnown, BadInput.
    """
    visible, changeable = access.visible_contacts(actor), access.changeable_contacts(actor)
    contact = fetch(visible, changeable, contact_id, lock=True)
    if version is not None and version != contact.version:
        raise Conflict
    given: dict[str, Any] = dict(values)
    if "owner_id" in given and given["owner_id"] != contact.owner_id:
        access.check_can_give_to(actor, "contact", given["owner_id"])
    clean = None if channels is None else _clean_channels(channels)
    changes = _apply(actor, contact, given)
    if clean is not None:
        changes |= _replace_channels(contact, clean)
    if changes:
        contact.version += 1
        contact.save()
    record(
        actor=actor,
        action="customers.change_contact",
        event=ContactChanged(id=contact.pk),
        label=contact.name,
        changes=changes,
    )
    return contact


@action
def delete_contact(*, actor: Actor, contact_id: int) -> None:
    """Delete a contact on whom nothing hangs. Raises NotFound, NotAllowed, StillUsed."""
    deletable = access.contacts_for(actor, "delete")
    contact = fetch(access.visible_contacts(actor), deletable, contact_id, lock=True)
    if Account.objects.filter(influencer=contact).exists():
        raise StillUsed(name=contact.name)
    try:
        contact.delete()
    except ProtectedError:
        raise StillUsed(name=contact.name)
    record(actor=actor, action="customers.delete_contact", event=ContactDeleted(id=contact_id), label=contact.name)


def _apply(actor: Actor, contact: Contact, values: dict[str, Any]) -> dict[str, Any]:
    faults = checks.tidy(values, TEXTS)
    if "name" in values:
        values["name_key"] = sort_key(values["name"])[:200]
        if not values["name"]:
            faults["name"] = _("Give it a name.")
    account, owner = values.get("account_id"), values.get("owner_id")
    if account not in (None, contact.account_id) and not access.visible_accounts(actor).filter(pk=account).exists():
        faults["account"] = _("Choose a customer of yours.")
    if owner is not None and not visible_users(actor).filter(pk=owner, is_active=True).exists():
        faults["owner"] = _("Choose somebody who works here.")
    if faults:
        raise BadInput(fields=faults)
    changes = difference(contact, values)
    changes.pop("name_key", None)
    _check_external(contact)
    return changes


def _clean_channels(channels: Channels) -> list[tuple[str, str]]:
    """The channels as they are kept, empty ones left out; BadInput names each at fault as channels.0, channels.1."""
    faults: dict[str, Any] = {}
    clean = []
    for at, (kind, value) in enumerate(channels):
        value = value.replace("\x00", "").strip()
        if not value:
            continue
        why = _channel_fault(kind, value)
        if why:
            faults[f"channels.{at}"] = why
        clean.append((kind, value))
    if len(clean) > MOST_CHANNELS:
        faults["channels"] = _("These are too many ways to reach one person.")
    if faults:
        raise BadInput(fields=faults)
    return clean


def _channel_fault(kind: str, value: str) -> Any:
    if kind not in Channel.KINDS:
        return _("Choose phone, e-mail or messenger.")
    if len(value) > 200:
        return checks.TOO_LONG
    if kind == "email" and not checks.is_email(value):
        return checks.EMAIL
    if kind == "phone" and not checks.is_phone(value):
        return checks.PHONE
    return None


def _replace_channels(contact: Contact, clean: list[tuple[str, str]]) -> dict[str, Any]:
    before = list(contact.channels.values_list("kind", "value"))
    if before == clean:
        return {}
    contact.channels.all().delete()
    Channel.objects.bulk_create([Channel(contact=contact, kind=kind, value=value) for kind, value in clean])
    return {"channels": [_said(before), _said(clean)]}


def _said(channels: list[tuple[str, str]]) -> str:
    return "; ".join(f"{kind}: {value}" for kind, value in channels)


def _check_external(contact: Contact) -> None:
    if not contact.external_id:
        return
    others = Contact.objects.filter(external_source=contact.external_source, external_id=contact.external_id)
    other = others.exclude(pk=contact.pk).first()
    if other is not None:
        raise AlreadyKnown(name=other.name)
