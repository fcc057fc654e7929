"""Customers x products: what was bought, is in work, was refused, and what an empty cell is worth.

The database counts and pages both sides; scores are computed for the cells of one page alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crosslift.catalog import queries as catalog
from crosslift.core.actor import Actor
from crosslift.core.paging import Page, page_of
from crosslift.customers import queries as customers
from crosslift.deals import queries as deals
from crosslift.leads import queries as leads
from crosslift.offers import evidence
from crosslift.offers.candidates import resting
from crosslift.offers.models import Potential, RuleSet
from crosslift.offers.worth import Terms, comparable, expected, terms_of
from crosslift.orders import queries as orders

if TYPE_CHECKING:
    from crosslift.catalog.models import Product, ProductLine

ROWS, COLUMNS, MOST_COLUMNS = 50, 24, 40
TOP_SHARE = 0.15
SORTS = ("worth", "-worth", "name", "-name", "owns", "-owns")
ACCOUNTS, CONTACTS = "account", "contact"


@dataclass(frozen=True)
class Asked:
    """What narrows and orders the matrix. `whose` is "", "mine" or "team"; `kind` accounts or single contacts."""

    kind: str = ACCOUNTS
    owns_from: int | None = None
    owns_to: int | None = None
    lines: tuple[int, ...] = ()
    whose: str = ""
    words: str = ""
    sort: str = "-worth"
    page: int = 1
    columns_page: int = 1
    rows: int = ROWS
    columns: int = COLUMNS


@dataclass(frozen=True)
class Cell:
    """`state` is bought, work, refused, worth or none. `worth` is in the matrix's currency, if it could be told."""

    product_id: int
    state: str
    times: int = 0
    until: date | None = None
    worth: Decimal | None = None
    own_currency: str = ""
    label: str = ""
    top: bool = False


@dataclass(frozen=True)
class Row:
    """A customer with the number of products owned, a cell a product, and what the empty cells shown are worth."""

    kind: str
    id: int
    name: str
    owns: int
    cells: tuple[Cell, ...]
    worth: Decimal


@dataclass(frozen=True)
class Matrix:
    """A page of whitespace. `unlike` are currencies of cells that no rate lets add."""

    rows: tuple[Row, ...]
    products: tuple["Product", ...]
    customers: Page[Any]
    goods: Page[Any]
    currency: str
    worth_is: str
    unlike: tuple[str, ...]
    version: RuleSet | None
    sums: tuple[Decimal, ...] = field(default=())

    @property
    def worth(self) -> Decimal:
        """What all empty cells shown are worth."""
        return sum((row.worth for row in self.rows), Decimal(0))

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The product lines above the columns and how many columns each spans."""
        spans: list[tuple[str, int]] = []
        for product in self.products:
            name = product.line.name if product.line else ""
            if spans and spans[-1][0] == name:
                spans[-1] = (name, spans[-1][1] + 1)
            else:
                spans.append((name, 1))
        return spans


def whitespace(actor: Actor, asked: Asked) -> Matrix:
    """The asked page of customers x products, narrowed to the customers that the actor may see."""
    version = evidence.current()
    people = page_of(_customers(actor, asked, version), asked.page, asked.rows)
    goods = page_of(_products(asked, version), asked.columns_page, min(asked.columns, MOST_COLUMNS))
    products = tuple(sorted(goods.rows, key=_by_line))
    return _matrix(asked, version, people, goods, products)


def exported(actor: Actor, asked: Asked) -> Matrix:
    """All filtered customers against the columns of the asked page, for a file."""
    version = evidence.current()
    goods = page_of(_products(asked, version), asked.columns_page, min(asked.columns, MOST_COLUMNS))
    everyone = list(_customers(actor, asked, version))
    people = Page(everyone, 1, max(1, len(everyone)), len(everyone))
    return _matrix(asked, version, people, goods, tuple(sorted(goods.rows, key=_by_line)))


def _by_line(product: "Product") -> tuple[Any, ...]:
    line = product.line
    return (line is None, line.rank if line else 0, line.name if line else "", product.rank, product.name_key)


def _products(asked: Asked, version: RuleSet | None) -> QuerySet["Product"]:
    rows = catalog.sold_products()
    if asked.lines:
        rows = rows.filter(line_id__in=asked.lines)
    if version is None:
        return rows
    worth = Potential.objects.filter(ruleset=version, product_id=OuterRef("pk")).values("worth")[:1]
    return rows.annotate(potential=Subquery(worth)).order_by(F("potential").desc(nulls_last=True), *_LINE_ORDER)


_LINE_ORDER = (F("line__rank").asc(nulls_last=True), F("line__name"), F("rank"), F("name_key"), F("pk"))


def _customers(actor: Actor, asked: Asked, version: RuleSet | None) -> QuerySet[Any]:
    rows = _whose(actor, asked)
    column = "account_id" if asked.kind == ACCOUNTS else "contact_id"
    held = orders.all_holdings().filter(**{column: OuterRef("pk")})
    if asked.lines:
        held = held.filter(product__line_id__in=asked.lines)
    count = held.order_by().values(column).annotate(n=Count("pk")).values("n")
    rows = rows.annotate(owns=Coalesce(Subquery(count), 0))
    if asked.owns_from is not None:
        rows = rows.filter(owns__gte=asked.owns_from)
    if asked.owns_to is not None:
        rows = rows.filter(owns__lte=asked.owns_to)
    worth = Potential.objects.filter(ruleset=version, **{column: OuterRef("pk")}).values("worth")[:1]
    rows = rows.annotate(potential=Subquery(worth))
    field_name = {"worth": "potential", "name": "name_key", "owns": "owns"}[asked.sort.lstrip("-")]
    order = F(field_name).desc(nulls_last=True) if asked.sort.startswith("-") else F(field_name).asc(nulls_first=True)
    ordered: QuerySet[Any] = rows.order_by(order, "name_key", "pk")
    return ordered


def _whose(actor: Actor, asked: Asked) -> QuerySet[Any]:
    if asked.kind == CONTACTS:
        found = customers.search_contacts(actor, asked.words) if asked.words else customers.visible_contacts(actor)
        rows: QuerySet[Any] = found.filter(account=None).prefetch_related(None)
    else:
        rows = customers.search_accounts(actor, asked.words) if asked.words else customers.visible_accounts(actor)
    if asked.whose == "mine":
        mine = customers.accounts_of(actor.id or 0) if asked.kind == ACCOUNTS else Q(owner=actor.id)
        rows = rows.filter(mine)
    elif asked.whose == "team":
        rows = rows.filter(owner__in=actor.team)
    return rows


def _matrix(
    asked: Asked, version: RuleSet | None, people: Page[Any], goods: Page[Any], products: tuple["Product", ...]
) -> Matrix:
    ids = [row.pk for row in people.rows]
    shown = [product.pk for product in products]
    terms = terms_of(shown)
    alike = comparable(terms.values())
    currency = _currency(terms, alike)
    states = _states(asked.kind, ids, shown, version)
    rows = [_row(asked.kind, one, shown, states, terms, alike) for one in people.rows]
    top = _top([cell.worth for row in rows for cell in row.cells if cell.worth is not None])
    rows = [replace(row, cells=tuple(_marked(cell, top) for cell in row.cells)) for row in rows]
    if asked.sort == "-worth":
        rows.sort(key=lambda row: -row.worth)
    return Matrix(
        rows=tuple(rows),
        products=products,
        customers=people,
        goods=goods,
        currency=currency,
        worth_is="revenue" if any(one.is_ == "revenue" for one in terms.values()) else "margin",
        unlike=tuple(sorted({cell.own_currency for row in rows for cell in row.cells if cell.own_currency})),
        version=version,
        sums=tuple(sum((row.cells[at].worth or Decimal(0) for row in rows), Decimal(0)) for at in range(len(shown))),
    )


def _currency(terms: dict[int, Terms], alike: bool) -> str:
    known = {one.currency for one in terms.values() if one.each is not None}
    return known.pop() if alike and known else catalog.base_currency()


@dataclass(frozen=True)
class _States:
    held: dict[tuple[int, int], int]
    work: set[tuple[str, int]]
    refused: dict[tuple[int, int], date]
    shares: dict[tuple[int, int], tuple[float | None, str]]


def _states(kind: str, ids: Sequence[int], shown: Collection[int], version: RuleSet | None) -> _States:
    accounts, contacts = (ids, []) if kind == ACCOUNTS else ([], ids)
    column = "account_id" if kind == ACCOUNTS else "contact_id"
    held = list(orders.holdings_of(accounts, contacts).values_list(column, "product_id", "times"))
    work = deals.in_work(account_ids=accounts, contact_ids=contacts)
    nurtured = leads.in_nurture(account_ids=accounts, contact_ids=contacts)
    refused = {(getattr(row, column), row.product_id): row.until for row in resting(accounts, contacts)}
    return _States(
        held={(who, product): times for who, product, times in held},
        work=work | nurtured,
        refused=refused,
        shares=_shares([(who, product) for who, product, _ in held], shown, version),
    )


def _shares(
    held: Sequence[tuple[int, int]], shown: Collection[int], version: RuleSet | None
) -> dict[tuple[int, int], tuple[float | None, str]]:
    """{(customer, product): (share, label)} of the cells shown that something speaks for."""
    frame = pl.DataFrame(held, schema={"customer": pl.Int64, "product": pl.Int64}, orient="row")
    found = evidence.about(frame["product"].unique().to_list(), version, leading_to=shown)
    best = evidence.best(frame, found)
    columns = best.select("customer", "consequent", "confidence", "label").iter_rows()
    return {(who, product): (share, label) for who, product, share, label in columns}


def _row(kind: str, one: Any, shown: Sequence[int], states: _States, terms: dict[int, Terms], alike: bool) -> Row:
    cells = tuple(_cell(kind, one.pk, product, states, terms[product], alike) for product in shown)
    worth = sum((cell.worth for cell in cells if cell.worth is not None), Decimal(0))
    return Row(kind, one.pk, one.name, one.owns, cells, worth)


def _cell(kind: str, who: int, product: int, states: _States, terms: Terms, alike: bool) -> Cell:
    if (who, product) in states.held:
        return Cell(product, "bought", times=states.held[who, product])
    if (f"{kind}:{who}", product) in states.work:
        return Cell(product, "work")
    if (who, product) in states.refused:
        return Cell(product, "refused", until=states.refused[who, product])
    share, label = states.shares.get((who, product), (None, ""))
    if (who, product) not in states.shares:
        return Cell(product, "none")
    own = expected(terms, share)
    if own is None:
        return Cell(product, "worth", label=label)
    if alike:
        return Cell(product, "worth", worth=own, label=label)
    if terms.base is None or share is None:
        return Cell(product, "worth", own_currency=terms.currency, label=label)
    return Cell(product, "worth", worth=round(terms.base * Decimal(repr(share)), 2), label=label)


def _top(worths: list[Decimal]) -> Decimal | None:
    """From which worth a cell is among the best of the page."""
    if not worths:
        return None
    ordered = sorted(worths, reverse=True)
    return ordered[min(len(ordered) - 1, int(len(ordered) * TOP_SHARE))]


def _marked(cell: Cell, top: Decimal | None) -> Cell:
    best = cell.worth is not None and top is not None and cell.worth >= top and cell.worth > 0
    return replace(cell, top=best)


def lines(actor: Actor) -> list["ProductLine"]:
    """The product lines to filter by."""
    return list(catalog.product_lines(actor))
