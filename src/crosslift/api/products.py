"""Products, their lines, prices, and the products proposed beside them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.customers import Id, Ref, Short
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, left_out, paged
from crosslift.catalog import actions, queries
from crosslift.core import clock
from crosslift.core.errors import NotFound

router = Router(tags=["products"])
Long = Annotated[str, Field(max_length=20_000)]
Kind = Literal["additional", "related", "alternative", "premium"]


class ProductRow(Schema):
    """A product as lists and answers show it; what is not known is null or empty."""

    id: int
    name: str
    code: str
    description: str
    customer_value: str
    category: str
    line: Ref | None
    price: Decimal | None
    currency: str | None = Field(None, alias="currency_id")
    unit: str
    unit_step: Decimal
    cost: Decimal | None
    tax_rate: Decimal
    rank: int
    active: bool
    made_at: datetime
    version: int
    external_source: str
    external_id: str


class ProductChange(Schema):
    """What to change; what is left out stays."""

    name: Short | None = None
    code: Short | None = None
    description: Long | None = None
    customer_value: Long | None = None
    category: Short | None = None
    line_id: Id | None = None
    price: Decimal | None = None
    currency: Annotated[str, Field(max_length=3)] | None = None
    unit: Short | None = None
    unit_step: Decimal = left_out()
    cost: Decimal | None = None
    tax_rate: Decimal = left_out()
    rank: int = left_out(ge=0, le=10**9)
    external_source: Short | None = None
    external_id: Short | None = None


class ProductNew(ProductChange):
    """A new product; only the name is needed."""

    name: Short


class ProductPatch(ProductChange):
    """What to change, whether it is sold, and the version it was read with."""

    active: bool | None = None
    version: int | None = None


class ProductFilters(Schema):
    """What narrows the list; `q` searches name and code, and forgives a slip."""

    q: Annotated[str, Field(max_length=200)] = ""
    line: Id | None = None
    category: Annotated[str, Field(max_length=120)] = ""
    active: bool | None = None


class LineRow(Schema):
    """A product line and its place among the lines."""

    id: int
    name: str
    rank: int


class Missing(Schema):
    """A value that could not be read, and why."""

    field: str
    why: str


class PriceBody(Schema):
    """What picking the product fills in."""

    price: Decimal | None
    currency: str
    unit: str
    unit_step: Decimal
    tax_rate: Decimal
    unreadable: list[Missing]


class LinkWarningBody(Schema):
    """What is odd about a link: a loop with its path, or a target that is no longer sold."""

    link_id: int
    why: str
    path: list[str]


class LinkRow(Schema):
    """A proposed product."""

    id: int
    source: Ref
    target: Ref
    kind: str
    cross: bool
    note: str


class LinkNew(Schema):
    """A product to propose to whoever has this one; only `cross` ones drive the cross-sale."""

    target_id: Id
    kind: Kind
    cross: bool = False
    note: Short = ""


class LinkPatch(Schema):
    """What to change of a proposed product."""

    kind: Kind | None = None
    cross: bool | None = None
    note: Short | None = None


class LinksPatch(Schema):
    """What to change of many proposed products of one product at once."""

    link_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    kind: Kind | None = None
    cross: bool | None = None


class LinkAnswer(Schema):
    """The link and what is odd about it."""

    link: LinkRow
    warnings: list[LinkWarningBody]


def _given(body: ProductChange) -> dict[str, Any]:
    given: dict[str, Any] = body.dict(exclude_unset=True)
    if "currency" in given:
        given["currency_id"] = given.pop("currency")
    texts = ("name", "code", "description", "customer_value", "category", "unit", "external_source", "external_id")
    return {field: "" if value is None and field in texts else value for field, value in given.items()}


@router.get("", response={200: PageOf[ProductRow], **REFUSALS})
def list_products(request: HttpRequest, filters: Query[ProductFilters], paging: Query[Paging]) -> dict[str, object]:
    """Products by line and rank or, when searching, best first."""
    rows = queries.search_products(actor_of(request), filters.q)
    if filters.line:
        rows = rows.filter(line_id=filters.line)
    if filters.category:
        rows = rows.filter(category=filters.category.replace("\x00", ""))
    if filters.active is not None:
        rows = rows.filter(active=filters.active)
    return paged(rows, paging)


@router.post("", response={201: ProductRow, **REFUSALS})
def make_product(request: HttpRequest, body: ProductNew) -> Status[object]:
    """Add a product."""
    given = {field: value for field, value in _given(body).items() if value is not None}
    return Status(201, actions.make_product(actor=actor_of(request), **given))


@router.get("/lines", response={200: list[LineRow], **REFUSALS})
def list_lines(request: HttpRequest) -> object:
    """The product lines in their order."""
    return list(queries.product_lines(actor_of(request)))


@router.get("/{product_id}", response={200: ProductRow, **REFUSALS})
def get_product(request: HttpRequest, product_id: int) -> object:
    """One product."""
    return queries.product_card(actor_of(request), product_id).product


@router.patch("/{product_id}", response={200: ProductRow, **REFUSALS})
def change_product(request: HttpRequest, product_id: int, body: ProductPatch) -> object:
    """Change facts of a product; `active` false retires it, true restores it."""
    actor, given = actor_of(request), _given(body)
    active, version = given.pop("active", None), given.pop("version", None)
    if active is not None:
        turn = actions.restore_product if active else actions.retire_product
        product = turn(actor=actor, product_id=product_id, version=version)
        if not given:
            return product
        version = product.version
    return actions.change_product(actor=actor, product_id=product_id, version=version, **given)


@router.delete("/{product_id}", response={204: None, **REFUSALS})
def delete_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """Delete a product that was never sold; otherwise 409: retire it."""
    actions.delete_product(actor=actor_of(request), product_id=product_id)
    return HttpResponse(status=204)


@router.get("/{product_id}/price", response={200: PriceBody, **REFUSALS})
def price(
    request: HttpRequest,
    product_id: int,
    on: date | None = None,
    currency: Annotated[str, Query(max_length=3)] = "",
) -> object:
    """What picking it fills in, in a currency where one is asked; what can't be read is named with its reason."""
    _seen(request, product_id)
    picked = queries.price_of(product_id, on or clock.today(), currency.replace("\x00", ""))
    missing = [{"field": field, "why": str(why)} for field, why in picked.unreadable]
    return {field: getattr(picked, field) for field in ("price", "currency", "unit", "unit_step", "tax_rate")} | {
        "unreadable": missing
    }


@router.get("/{product_id}/links", response={200: list[LinkAnswer], **REFUSALS})
def list_links(request: HttpRequest, product_id: int) -> object:
    """What is proposed to whoever has this product, each with what is odd about it."""
    card = queries.product_card(actor_of(request), product_id)
    return [{"link": link, "warnings": card.warnings.get(link.pk, [])} for link in card.links]


@router.post("/{product_id}/links", response={201: LinkAnswer, **REFUSALS})
def link_products(request: HttpRequest, product_id: int, body: LinkNew) -> Status[object]:
    """Propose another product; the answer warns of loops and retired targets."""
    link, warnings = actions.link_products(actor=actor_of(request), source_id=product_id, **body.dict())
    return Status(201, {"link": link, "warnings": warnings})


@router.patch("/{product_id}/links", response={200: list[LinkWarningBody], **REFUSALS})
def change_links(request: HttpRequest, product_id: int, body: LinksPatch) -> object:
    """Change many proposed products of one product at once, all or none."""
    return actions.change_links(actor=actor_of(request), source_id=product_id, **body.dict())


@router.patch("/{product_id}/links/{link_id}", response={200: LinkAnswer, **REFUSALS})
def change_link(request: HttpRequest, product_id: int, link_id: int, body: LinkPatch) -> object:
    """Change one proposed product."""
    _of_product(request, product_id, link_id)
    link, warnings = actions.change_link(actor=actor_of(request), link_id=link_id, **body.dict())
    return {"link": link, "warnings": warnings}


@router.delete("/{product_id}/links/{link_id}", response={204: None, **REFUSALS})
def unlink(request: HttpRequest, product_id: int, link_id: int) -> HttpResponse:
    """Stop proposing it."""
    _of_product(request, product_id, link_id)
    actions.unlink_products(actor=actor_of(request), link_ids=[link_id])
    return HttpResponse(status=204)


def _seen(request: HttpRequest, product_id: int) -> None:
    if not queries.visible_products(actor_of(request)).filter(pk=product_id).exists():
        raise NotFound


def _of_product(request: HttpRequest, product_id: int, link_id: int) -> None:
    _seen(request, product_id)
    if not queries.links_from([product_id]).filter(pk=link_id).exists():
        raise NotFound
