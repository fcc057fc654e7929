"""What one customer should have next: evidence, less what they own, have in work or refused, by what it brings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Q

from crosslift.core import clock
from crosslift.deals import queries as deals
from crosslift.leads import queries as leads
from crosslift.offers import evidence, reasons
from crosslift.offers.customer import Customer
from crosslift.offers.models import OfferRefusal, RuleSet
from crosslift.offers.worth import Terms, comparable, expected, terms_of
from crosslift.orders import queries as orders

if TYPE_CHECKING:
    from crosslift.catalog.models import Product


@dataclass(frozen=True)
class Candidate:
    """A product to offer. `worth` is what it brings on average, in `terms.currency`; `low` bounds its share.

    `compared` is False where its currency could not be compared with the others': it is ranked after them.
    """

    product: "Product"
    terms: Terms
    label: str
    confidence: float | None
    low: float | None
    worth: Decimal | None
    compared: bool
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class LeftOut:
    """A product with evidence that is not offered: `why` is owned, in_work, refused or inactive."""

    product: "Product"
    why: str
    until: date | None = None
    at: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Candidates:
    """What to offer, best first, what was left out, and the version of rules it rests on."""

    offers: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    version: RuleSet | None
    unlike: tuple[str, ...] = ()

    @property
    def left_out_counts(self) -> dict[str, int]:
        """How many products were left out, by why."""
        counts: dict[str, int] = {}
        for one in self.left_out:
            counts[one.why] = counts.get(one.why, 0) + 1
        return counts


@dataclass(frozen=True)
class Standing:
    """How a customer stands to products: what they own, what is in work, what they refused and until when."""

    owned: frozenset[int]
    in_work: frozenset[int]
    refused: Mapping[int, OfferRefusal] = field(default_factory=dict)

    def why_not(self, product: "Product") -> str:
        """Why the product is not to be offered, or ""."""
        if product.pk in self.owned:
            return "owned"
        if product.pk in self.in_work:
            return "in_work"
        if product.pk in self.refused:
            return "refused"
        return "" if product.active else "inactive"


def standing(account_id: int | None, contact_id: int | None) -> Standing:
    """How the customer stands now."""
    customer = Customer(account_id, None if account_id else contact_id)
    return standings([customer])[customer.key]


def standings(customers: Collection[Customer]) -> dict[str, Standing]:
    """How each customer stands now, by key, in four reads whatever their number."""
    accounts = [one.account_id for one in customers if one.account_id]
    contacts = [one.contact_id for one in customers if one.contact_id]
    owned = _by_customer(orders.holdings_of(accounts, contacts).values_list("account_id", "contact_id", "product_id"))
    work: dict[str, set[int]] = {}
    for key, product in deals.in_work(account_ids=accounts, contact_ids=contacts) | leads.in_nurture(
        account_ids=accounts, contact_ids=contacts
    ):
        work.setdefault(key, set()).add(product)
    refused: dict[str, dict[int, OfferRefusal]] = {}
    for row in resting(accounts, contacts):
        refused.setdefault(deals.customer_key(row.account_id, row.contact_id), {})[row.product_id] = row
    return {
        one.key: Standing(
            frozenset(owned.get(one.key, ())), frozenset(work.get(one.key, ())), refused.get(one.key, {})
        )
        for one in customers
    }


def _by_customer(rows: Iterable[tuple[int | None, int | None, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for account_id, contact_id, product_id in rows:
        found.setdefault(deals.customer_key(account_id, contact_id), set()).add(product_id)
    return found


def resting(accounts: Collection[int], contacts: Collection[int]) -> list[OfferRefusal]:
    """The refusals of these customers that still rest, the longest last."""
    whose = Q(account_id__in=accounts) | Q(account=None, contact_id__in=contacts)
    return list(OfferRefusal.objects.filter(whose, until__gt=clock.today()).order_by("until", "pk"))


def candidates(
    *,
    account_id: int | None,
    contact_id: int | None,
    anchors: Collection[int] = (),
    limit: int = 5,
    only: int | None = None,
    stands: Standing | None = None,
) -> Candidates:
    """What to offer this customer, best first.

    Evidence starts from `anchors` (the products of a deal) or, without any, from all that the customer owns.
    With `only` a single product is judged; `stands` is how the customer stands, where the caller knows. Ranked by
    lower bound of the share x unit margin x usual quantity; by revenue where the cost is unknown.
    """
    stands = stands or standing(account_id, contact_id)
    sources = frozenset(anchors) or stands.owned
    version = evidence.current()
    found = evidence.gathered(sources, version)
    schema = {"customer": pl.Int64, "product": pl.Int64}
    frame = pl.DataFrame([(0, source) for source in sorted(sources)], schema=schema, orient="row")
    paths = found.frame if only is None else found.frame.filter(pl.col("consequent") == only)
    best = evidence.best(frame, paths).filter(~pl.col("consequent").is_in(list(anchors)))
    terms = terms_of([*best["consequent"].to_list(), *sources] if best.height else [])
    offers, left = _sorted_out(best, terms, stands)
    ranked, unlike = _ranked(offers, terms)
    why = reasons.of_rows(ranked[:limit], found, terms, version)
    told = [_made(row, terms[row["consequent"]], why[row["consequent"]]) for row in ranked[:limit]]
    return Candidates(tuple(told), tuple(left), version, unlike)


def _sorted_out(
    best: pl.DataFrame, terms: Mapping[int, Terms], stands: Standing
) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    offers: list[dict[str, Any]] = []
    left: list[LeftOut] = []
    for row in best.iter_rows(named=True):
        product = terms[row["consequent"]].product
        why = stands.why_not(product)
        if not why:
            offers.append(row)
        elif why == "refused":
            refusal = stands.refused[product.pk]
            left.append(LeftOut(product, why, refusal.until, refusal.at.date(), refusal.reason))
        else:
            left.append(LeftOut(product, why))
    return offers, sorted(left, key=lambda one: (one.why, one.product.name_key))


def _ranked(rows: list[dict[str, Any]], terms: Mapping[int, Terms]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Rows best first: comparable amounts, then amounts in currencies without a rate, then no amount at all."""
    alike = comparable(terms[row["consequent"]] for row in rows)
    ranked = sorted((_with_score(row, terms[row["consequent"]], alike) for row in rows), key=_by_rank)
    unlike = {terms[row["consequent"]].currency for row in ranked if row["tier"] == 1}
    return ranked, tuple(sorted(unlike))


def _with_score(row: dict[str, Any], terms: Terms, alike: bool) -> dict[str, Any]:
    amount = terms.whole if alike else terms.base
    tier = 0 if amount is not None else 1 if terms.whole is not None else 2
    weight = float(amount if amount is not None else terms.whole or 0)
    low = row["low"]
    return {**row, "tier": tier, "score": weight * low if low is not None else 0.0, "known": low is not None}


def _by_rank(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["tier"], not row["known"], -row["score"], -(row["low"] or 0.0), row["consequent"])


def _made(row: Mapping[str, Any], terms: Terms, why: tuple[Mapping[str, Any], ...]) -> Candidate:
    return Candidate(
        product=terms.product,
        terms=terms,
        label=str(why[0].get("label", "")),
        confidence=row["confidence"],
        low=row["low"],
        worth=expected(terms, row["confidence"]),
        compared=row["tier"] == 0,
        reasons=why,
    )
