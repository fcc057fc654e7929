"""Rows of the deals' table."""

from collections.abc import Mapping

from django.db.models import Count, F, Prefetch, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, Lower

from crosslift.core.actor import Actor
from crosslift.core.money import Money, by_currency
from crosslift.deals import access
from crosslift.deals.models import Deal, DealLine
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


def sums(rows: QuerySet[Deal]) -> list[Money]:
    """What the deals are worth together, apart by currency, the largest first."""
    grouped = rows.order_by().values("currency_id").annotate(total=Sum("amount"))
    return by_currency(Money(row["total"], row["currency_id"]) for row in grouped)


def open_by_account(actor: Actor, account_ids: list[int]) -> dict[int, int]:
    """How many deals in work each account has, among those the actor sees; accounts without are absent."""
    rows = access.visible_deals(actor).filter(account_id__in=account_ids, outcome=Deal.OPEN)
    grouped = rows.values("account_id").annotate(n=Count("pk"))
    return {row["account_id"]: row["n"] for row in grouped}
