"""What others may read of leads, narrowed to what the reader may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, Lower

from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.deals import access as deals
from crosslift.deals.queries import customer_key
from crosslift.leads import access
from crosslift.leads.models import Lead, LeadProduct

SORTS: Mapping[str, F | Lower] = {
    "need": Lower("need"),
    "customer": Lower(Coalesce("account__name", "contact__name")),
    "owner": F("owner__name"),
    "made": F("made_at"),
    "nurture": F("nurture_until"),
}


@dataclass(frozen=True, kw_only=True)
class LeadFilters:
    """What narrows leads; what is None, empty or False narrows nothing. `state` is "open" or "closed"."""

    owner_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    product_id: int | None = None
    source_deal_id: int | None = None
    stage: str = ""
    maturity: str = ""
    source: str = ""
    state: str = ""
    words: str = ""
    no_customer: bool = False


@dataclass(frozen=True)
class LeadCard:
    """A lead with its products, and the deals before and after it that the reader may see."""

    lead: Lead
    customer: str
    products: list[LeadProduct]
    source_deal_seen: bool
    deal_seen: bool
    may_change: bool


_PLAIN = tuple(
    field.name for field in fields(LeadFilters) if field.name not in ("product_id", "state", "words", "no_customer")
)


def visible_leads(actor: Actor) -> QuerySet[Lead]:
    """The leads that the actor may know of, newest first."""
    return access.visible_leads(actor).order_by("-made_at", "-pk")


def leads(actor: Actor, filters: LeadFilters, sort: str = "-made") -> QuerySet[Lead]:
    """The visible leads that pass the filters, with all that a row shows."""
    rows = access.visible_leads(actor)
    rows = rows.filter(**{name: getattr(filters, name) for name in _PLAIN if getattr(filters, name)})
    if filters.product_id:
        rows = rows.filter(Exists(LeadProduct.objects.filter(lead=OuterRef("pk"), product_id=filters.product_id)))
    if filters.state:
        closed = Q(stage__in=Lead.CLOSED)
        rows = rows.filter(closed if filters.state == "closed" else ~closed)
    for word in filters.words.split():
        rows = rows.filter(
            Q(need__icontains=word) | Q(account__name__icontains=word) | Q(contact__name__icontains=word)
        )
    if filters.no_customer:
        rows = rows.filter(account=None, contact=None)
    return _shown(rows).order_by(_order(sort), "-pk")


def _order(sort: str) -> OrderBy:
    key = SORTS.get(sort.lstrip("-"), F("made_at"))
    return key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)


def _shown(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    return rows.select_related("account", "contact", "owner").prefetch_related(
        Prefetch("products", LeadProduct.objects.select_related("product").order_by("pk"))
    )


def search_leads(actor: Actor, asked: str) -> QuerySet[Lead]:
    """The visible leads whose need or customer holds the words, newest first."""
    return leads(actor, LeadFilters(words=asked))


def state_counts(actor: Actor) -> dict[str, int]:
    """How many visible leads are open, closed, and all."""
    closed = Count("pk", filter=Q(stage__in=Lead.CLOSED))
    found = access.visible_leads(actor).order_by().aggregate(all=Count("pk"), closed=closed)
    return {**found, "open": found["all"] - found["closed"]}


def maturity_counts(actor: Actor, filters: LeadFilters) -> dict[str, int]:
    """How many of the filtered leads are cold, warm, hot and ready."""
    grouped = leads(actor, filters).order_by().values("maturity").annotate(n=Count("pk"))
    return {row["maturity"]: row["n"] for row in grouped}


def lead_card(actor: Actor, lead_id: int) -> LeadCard:
    """Everything that the lead's page and its API answer show. Raises NotFound."""
    lead = _shown(access.visible_leads(actor)).select_related("source_deal", "deal").filter(pk=lead_id).first()
    if lead is None:
        raise NotFound
    linked = {pk for pk in (lead.source_deal_id, lead.deal_id) if pk}
    seen = set(deals.visible_deals(actor).filter(pk__in=linked).values_list("pk", flat=True)) if linked else set()
    return LeadCard(
        lead=lead,
        customer=customer_of(lead),
        products=list(lead.products.all()),
        source_deal_seen=lead.source_deal_id in seen,
        deal_seen=lead.deal_id in seen,
        may_change=access.changeable_leads(actor).filter(pk=lead.pk).exists(),
    )


def customer_of(lead: Lead) -> str:
    """The name of who has the need, or nothing."""
    buyer = lead.account or lead.contact
    return buyer.name if buyer else ""


def leads_from(actor: Actor, deal_id: int) -> list[Lead]:
    """The leads that a won deal left to nurture, among those the actor sees."""
    return list(access.visible_leads(actor).filter(source_deal_id=deal_id).order_by("pk"))


def in_nurture(*, account_ids: Collection[int] = (), contact_ids: Collection[int] = ()) -> set[tuple[str, int]]:
    """{(customer, product id)} of the needs still open; a customer is "account:7" or "contact:9".

    For the product itself (offers), not for a reader: nothing but the pairs is told.
    """
    whose = Q(lead__account_id__in=account_ids) | Q(lead__account=None, lead__contact_id__in=contact_ids)
    rows = LeadProduct.objects.filter(whose).exclude(lead__stage__in=Lead.CLOSED).order_by()
    found = rows.values_list("lead__account_id", "lead__contact_id", "product_id").distinct()
    return {(customer_key(account_id, contact_id), product_id) for account_id, contact_id, product_id in found}
