"""Registering a lead, changing its facts and products, giving it to somebody."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from crosslift.core import clock
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.leads import access
from crosslift.leads.actions import checks
from crosslift.leads.events import LeadChanged, LeadRegistered
from crosslift.leads.models import Lead, LeadProduct

FIELDS = frozenset({"need", "account_id", "contact_id", "maturity", "channel", "note", "nurture_until"})


@action
def register_lead(
    *,
    actor: Actor,
    need: str = "",
    account_id: int | None = None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    maturity: str = "cold",
    channel: str = "",
    note: str = "",
    nurture_until: date | None = None,
    product_ids: Sequence[int] = (),
    source: str = "hand",
    source_deal_id: int | None = None,
) -> Lead:
    """Note a need, whoever has it. Without words the products name it. Raises BadInput, NotAllowed."""
    access.check_can_register(actor)
    owner_id = owner_id or actor.id
    access.check_can_own(actor, owner_id)
    account_id, contact_id = checks.check_customer(actor, account_id, contact_id)
    product_ids = list(dict.fromkeys(product_ids))
    names = checks.product_names(product_ids)
    need = need.strip()[:300] or ", ".join(names)[:300]
    if not need:
        raise BadInput(fields={"need": _("Say what they need, or choose a product.")})
    lead = Lead.objects.create(
        need=need,
        account_id=account_id,
        contact_id=contact_id,
        owner_id=owner_id,
        maturity=checks.check_maturity(maturity),
        channel=channel.strip()[:60],
        note=note.strip(),
        nurture_until=nurture_until,
        made_at=clock.now(),
        source=source,
        source_deal_id=source_deal_id,
    )
    LeadProduct.objects.bulk_create(LeadProduct(lead=lead, product_id=pk) for pk in product_ids)
    record(
        actor=actor,
        action="leads.register_lead",
        event=LeadRegistered(
            id=lead.pk, owner_id=owner_id, account_id=account_id, contact_id=contact_id, source=source
        ),
        label=lead.need,
        changes={"need": lead.need, "products": names},
    )
    return lead


@action
def change_lead(*, actor: Actor, lead_id: int, version: int | None = None, **values: Any) -> Lead:
    """Change some of FIELDS of a lead in work. Raises BadInput, LeadClosedAlready, Conflict, NotFound, NotAllowed."""
    lead = checks.open_lead_of(actor, lead_id, version)
    if values.keys() - FIELDS:
        raise BadInput(fields=dict.fromkeys(values.keys() - FIELDS, _("This can't be changed here.")))
    if "account_id" in values or "contact_id" in values:
        values["account_id"], values["contact_id"] = checks.check_customer(
            actor, values.get("account_id", lead.account_id), values.get("contact_id", lead.contact_id)
        )
    if "maturity" in values:
        checks.check_maturity(values["maturity"])
    if "need" in values:
        values["need"] = str(values["need"]).strip()[:300]
        if not values["need"]:
            raise BadInput(fields={"need": _("Say what they need.")})
    changes = difference(lead, values)
    return _saved(actor, "leads.change_lead", lead, changes)


@action
def assign_lead(*, actor: Actor, lead_id: int, owner_id: int | None, version: int | None = None) -> Lead:
    """Give the lead to somebody, or to nobody yet. Raises NotAllowed, BadInput, LeadClosedAlready, Conflict."""
    lead = checks.open_lead_of(actor, lead_id, version)
    access.check_can_own(actor, owner_id)
    return _saved(actor, "leads.assign_lead", lead, difference(lead, {"owner_id": owner_id}))


@action
def add_product(*, actor: Actor, lead_id: int, product_id: int, version: int | None = None) -> Lead:
    """The need is about this product too; one that is there stays once. Raises BadInput, LeadClosedAlready."""
    lead = checks.open_lead_of(actor, lead_id, version)
    name = checks.product_names([product_id])[0]
    made = LeadProduct.objects.get_or_create(lead=lead, product_id=product_id)[1]
    return _saved(actor, "leads.add_product", lead, {"products": ["", name]} if made else {})


@action
def remove_product(*, actor: Actor, lead_id: int, product_id: int, version: int | None = None) -> Lead:
    """The need is not about this product. Raises LeadClosedAlready, Conflict, BadInput."""
    lead = checks.open_lead_of(actor, lead_id, version)
    name = checks.product_names([product_id])[0]
    gone = LeadProduct.objects.filter(lead=lead, product_id=product_id).delete()[0]
    return _saved(actor, "leads.remove_product", lead, {"products": [name, ""]} if gone else {})


def _saved(actor: Actor, name: str, lead: Lead, changes: dict[str, Any]) -> Lead:
    lead.version += 1
    lead.save()
    record(
        actor=actor,
        action=name,
        event=LeadChanged(id=lead.pk, fields=tuple(sorted(changes))),
        label=lead.need,
        changes=changes,
    )
    return lead
