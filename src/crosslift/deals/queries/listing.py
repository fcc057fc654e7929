"""Rows of the deals' table."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, Prefetch, QuerySet, Sum, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, Lower

from crosslift.core.actor import Actor
from crosslift.core.money import Money, by_currency
from crosslift.deals import access
from crosslift.deals.models import Deal, DealLine
from crosslift.deals.queries.board import customer_of
from crosslift.deals.queries.filters import DealFilters, deals

SORTS: Mapping[str, F | Coalesce | Lower] = {
    "title": Lower("title"),
    "customer": Lower(Coalesce("account__name", "contact__name")),
    "stage": F("stage__rank"),
    "amount": F("amount"),
    "probability": F("probability"),
    "close": F("expected_close"),
    "owner": F("owner__name"),
    "opened": F("opened_at"),
    "closed": F("closed_at"),
    "silence": F("touched_at"),
}


def visible_deals(actor: Actor) -> QuerySet[Deal]:
    """The deals that the actor may know of."""
    return access.visible_deals(actor)


def listed(actor: Actor, filters: DealFilters, sort: str = "-opened") -> QuerySet[Deal]:
    """The filtered deals with all that a row shows, sorted by a key of SORTS ("-" for descending)."""
    rows = deals(actor, filters).select_related("account", "contact", "stage", "owner")
    return rows.prefetch_related(Prefetch("lines", DealLine.objects.order_by("position", "pk"))).order_by(
        _order(sort), "-pk"
    )


def _order(sort: str) -> OrderBy:
    key = SORTS.get(sort.lstrip("-"), F("opened_at"))
    return key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)


def search_deals(actor: Actor, asked: str) -> QuerySet[Deal]:
    """The visible deals whose name or customer holds the words, those in work and the newest first."""
    rows = deals(actor, DealFilters(words=asked)).select_related("account", "contact", "stage", "owner")
    return rows.order_by(Case(When(outcome=Deal.OPEN, then=0), default=1), "-opened_at", "-pk")


@dataclass(frozen=True, slots=True)
class Silent:
    """A deal in work of which nobody has said what comes next."""

    id: int
    label: str
    amount: Decimal
    currency: str


def without_next_step(actor: Actor, *, limit: int = 5) -> list[Silent]:
    """The actor's own deals without a next step, the longest silent first."""
    rows = deals(actor, DealFilters(owner_id=actor.id, no_step=True)).select_related("account", "contact")
    return [
        Silent(deal.pk, f"{customer_of(deal)}: {deal.title}".removeprefix(": "), deal.amount, deal.currency_id)
        for deal in rows.order_by("touched_at", "pk")[:limit]
    ]


def sums(rows: QuerySet[Deal]) -> list[Money]:
    """What the deals are worth together, apart by currency, the largest first."""
    grouped = rows.order_by().values("currency_id").annotate(total=Sum("amount"))
    return by_currency(Money(row["total"], row["currency_id"]) for row in grouped)


def open_by_account(actor: Actor, account_ids: list[int]) -> dict[int, int]:
    """How many deals in work each account has, among those the actor sees; accounts without are absent."""
    rows = access.visible_deals(actor).filter(account_id__in=account_ids, outcome=Deal.OPEN)
    grouped = rows.values("account_id").annotate(n=Count("pk"))
    return {row["account_id"]: row["n"] for row in grouped}
