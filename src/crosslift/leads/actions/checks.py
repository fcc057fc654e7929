"""What every write of leads asks first."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import queries as catalog
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, Conflict
from crosslift.customers import access as customers
from crosslift.leads import access
from crosslift.leads.errors import LeadClosedAlready
from crosslift.leads.models import Lead


def open_lead_of(actor: Actor, lead_id: int, version: int | None) -> Lead:
    """The locked lead, in work and unchanged since the reader saw it. Raises LeadClosedAlready, Conflict."""
    lead = locked(actor, lead_id, version)
    if not lead.is_open:
        raise LeadClosedAlready
    return lead


def locked(actor: Actor, lead_id: int, version: int | None) -> Lead:
    """The locked lead, unchanged since the reader saw it. Raises Conflict, NotFound, NotAllowed."""
    lead = access.locked(actor, lead_id)
    if version is not None and version != lead.version:
        raise Conflict
    return lead


def check_customer(actor: Actor, account_id: int | None, contact_id: int | None) -> tuple[int | None, int | None]:
    """The customer as ids, the account taken from the contact where only that is given. Raises BadInput."""
    if account_id and not customers.visible_accounts(actor).filter(pk=account_id).exists():
        raise BadInput(fields={"account": _("There is no such customer, or it is not yours to see.")})
    if not contact_id:
        return account_id, None
    contact = customers.visible_contacts(actor).filter(pk=contact_id).first()
    if contact is None:
        raise BadInput(fields={"contact": _("There is no such contact, or it is not yours to see.")})
    return account_id or contact.account_id, contact_id


def product_names(product_ids: Collection[int]) -> list[str]:
    """The names of the products, in the order given. Raises BadInput for an unknown one."""
    known = catalog.products_by_id(product_ids)
    if set(product_ids) - set(known):
        raise BadInput(fields={"products": _("There is no such product.")})
    return [known[pk].name for pk in product_ids]


def check_maturity(value: str) -> str:
    """One of cold, warm, hot, ready. Raises BadInput."""
    if value not in Lead.MATURITY:
        raise BadInput(fields={"maturity": _("Choose cold, warm, hot or ready.")})
    return value
