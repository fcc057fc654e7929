"""Whitespace: customers x products, what an empty cell is worth, and from a cell to a deal."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.offer_shapes import CellRef, Count, Id, Words
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS
from crosslift.offers import actions, queries
from crosslift.offers.queries import Asked

router = Router(tags=["offers"])


class DealRef(Schema):
    """The deal that was opened."""

    id: int
    title: str


class CellShape(Schema):
    """A cell: `worth` counts only in state "worth", and is null where it can't be told in the matrix's currency."""

    product: int = Field(alias="product_id")
    state: Literal["bought", "work", "refused", "worth", "none"]
    times: int
    until: date | None
    worth: Decimal | None
    label: str


class RowShape(Schema):
    """A customer with cells in the order of `products`."""

    kind: Literal["account", "contact"]
    id: int
    name: str
    owns: int
    worth: Decimal
    cells: list[CellShape]


class ProductHead(Schema):
    """A column."""

    id: int
    name: str


class WhitespaceShape(Schema):
    """A page of customers x products."""

    rows: list[RowShape]
    products: list[ProductHead]
    total_customers: int
    total_products: int
    page: int
    columns_page: int
    currency: str
    worth_is: str
    unlike_currencies: list[str]
    ruleset: int | None


class WhitespaceQuery(Schema):
    """What narrows and orders whitespace."""

    kind: Literal["account", "contact"] = "account"
    owns_from: Count | None = None
    owns_to: Count | None = None
    line: list[Id] = Field(default_factory=list, max_length=200)
    whose: Literal["", "mine", "team"] = ""
    q: Words = ""
    sort: Literal["-worth", "worth", "name", "-name", "owns", "-owns"] = "-worth"
    page: Annotated[int, Field(ge=1, le=10**6)] = 1
    columns_page: Annotated[int, Field(ge=1, le=10**6)] = 1
    size: Annotated[int, Field(ge=1, le=200)] = 50
    columns: Annotated[int, Field(ge=1, le=40)] = 24


@router.get("/whitespace", response={200: WhitespaceShape, **REFUSALS})
def whitespace(request: HttpRequest, asked: Query[WhitespaceQuery]) -> Any:
    """Customers x products: bought, in work, refused, and what an empty cell is worth."""
    actor = actor_of(request)
    queries.check_sees_offers(actor)
    matrix = queries.whitespace(
        actor,
        Asked(
            kind=asked.kind,
            owns_from=asked.owns_from,
            owns_to=asked.owns_to,
            lines=tuple(asked.line),
            whose=asked.whose,
            words=asked.q,
            sort=asked.sort,
            page=asked.page,
            columns_page=asked.columns_page,
            rows=asked.size,
            columns=asked.columns,
        ),
    )
    return {
        "rows": matrix.rows,
        "products": [{"id": product.pk, "name": product.name} for product in matrix.products],
        "total_customers": matrix.customers.total,
        "total_products": matrix.goods.total,
        "page": matrix.customers.number,
        "columns_page": matrix.goods.number,
        "currency": matrix.currency,
        "worth_is": matrix.worth_is,
        "unlike_currencies": list(matrix.unlike),
        "ruleset": matrix.version.pk if matrix.version else None,
    }


@router.post("/whitespace/deals", response={201: DealRef, **REFUSALS})
def open_deal(request: HttpRequest, body: CellRef) -> Any:
    """From an empty cell to a deal."""
    return Status(
        201,
        actions.open_from_whitespace(
            actor=actor_of(request), product_id=body.product, account_id=body.account, contact_id=body.contact
        ),
    )
