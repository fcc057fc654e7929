"""Names of records that lower rooms know by type and id alone, for those who may see them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from crosslift.catalog.queries import visible_products
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.customers.queries import visible_accounts, visible_contacts
from crosslift.deals.queries import visible_deals
from crosslift.leads.queries import visible_leads

_ROWS: dict[str, tuple[Callable[[Actor], QuerySet[Any]], str]] = {
    "deal": (visible_deals, "title"),
    "lead": (visible_leads, "need"),
    "account": (visible_accounts, "name"),
    "contact": (visible_contacts, "name"),
    "product": (visible_products, "name"),
}


def label_of(actor: Actor, subject_type: str, subject_id: int) -> str:
    """The record's name. Raises NotFound where there is none that the actor may see."""
    rows, field = _ROWS.get(subject_type, (None, ""))
    label = rows(actor).filter(pk=subject_id).values_list(field, flat=True).first() if rows else None
    if label is None:
        raise NotFound
    return str(label)


def labels_of(actor: Actor, subject_type: str, subject_ids: Iterable[int]) -> dict[int, str]:
    """The names of those records that the actor may see, by id."""
    rows, field = _ROWS[subject_type]
    return {pk: str(label) for pk, label in rows(actor).filter(pk__in=list(subject_ids)).values_list("pk", field)}
