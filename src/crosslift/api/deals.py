"""Deals for programs: the same actions as the pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, left_out, paged
from crosslift.deals import actions, queries
from crosslift.deals.actions import LineInput
from crosslift.staff.access import require

if TYPE_CHECKING:
    from crosslift.deals.models import Deal

router = Router(tags=["deals"])


class LineShape(Schema):
    """A product in a deal with the price it was picked at."""

    id: int
    product_id: int
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    tax_rate: Decimal
    sum: Decimal


class DealShape(Schema):
    """A deal as lists show it. Sums are in `currency` and never converted."""

    id: int
    title: str
    account_id: int | None
    contact_id: int | None
    owner_id: int | None
    stage_id: int
    stage: str = Field(alias="stage.code")
    outcome: str
    amount: Decimal
    tax: Decimal
    currency: str = Field(alias="currency_id")
    probability: Decimal
    expected_close: date | None
    opened_at: datetime
    stage_at: datetime
    touched_at: datetime
    closed_at: datetime | None
    reason: str
    reason_note: str
    bant: dict[str, bool]
    source: str
    source_deal_id: int | None
    version: int
    lines: list[LineShape]

    @staticmethod
    def resolve_lines(deal: "Deal") -> list[Any]:
        """The lines in their order, as read along with the deal."""
        return list(deal.lines.all())


class LineIn(Schema):
    """A product to sell; what is left out comes from the catalogue."""

    product_id: int
    quantity: Decimal | None = Field(None, max_digits=12, decimal_places=3, gt=0)
    price: Decimal | None = Field(None, max_digits=11, decimal_places=2, ge=0)
    discount: Decimal = Field(Decimal(0), max_digits=5, decimal_places=2, ge=0, le=100)
    tax_rate: Decimal | None = Field(None, max_digits=5, decimal_places=2, ge=0, le=100)
    unit: str | None = Field(None, max_length=40)

    def as_input(self) -> LineInput:
        """As the action takes it."""
        return LineInput(**self.dict())


class DealIn(Schema):
    """A deal to open: an account, a contact, or both."""

    title: str = Field("", max_length=300)
    account_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    stage_id: int | None = None
    currency: str | None = Field(None, min_length=3, max_length=3)
    amount: Decimal | None = Field(None, max_digits=14, decimal_places=2, ge=0)
    expected_close: date | None = None
    bant: dict[str, bool] = {}
    lines: list[LineIn] = Field([], max_length=200)


class DealChange(Schema):
    """What to change; what is left out stays. `version` refuses where somebody else was faster."""

    version: int | None = None
    title: str = left_out(max_length=300)
    account_id: int | None = None
    contact_id: int | None = None
    currency: str = left_out(min_length=3, max_length=3)
    amount: Decimal = left_out(max_digits=14, decimal_places=2, ge=0)
    probability: Decimal = left_out(max_digits=5, decimal_places=2, gt=0, lt=100)
    expected_close: date | None = None
    bant: dict[str, bool] = left_out()


class Versioned(Schema):
    """The version that the program saw, to refuse where it is no longer the present one."""

    version: int | None = None


class Move(Versioned):
    """The stage to enter."""

    stage_id: int


class Win(Versioned):
    """Why and when it was won; a past day is history and starts nothing unless `historical` is false."""

    reason: str = ""
    note: str = Field("", max_length=20_000)
    at: datetime | None = None
    historical: bool | None = None


class Lose(Versioned):
    """Why and when it was lost."""

    reason: str
    note: str = Field("", max_length=20_000)
    at: datetime | None = None


class Owner(Versioned):
    """Who works on it from now on."""

    owner_id: int


class LineChange(Versioned):
    """Values of a line; what is left out stays."""

    quantity: Decimal | None = Field(None, max_digits=12, decimal_places=3, gt=0)
    price: Decimal | None = Field(None, max_digits=11, decimal_places=2, ge=0)
    discount: Decimal | None = Field(None, max_digits=5, decimal_places=2, ge=0, le=100)
    tax_rate: Decimal | None = Field(None, max_digits=5, decimal_places=2, ge=0, le=100)
    unit: str | None = Field(None, max_length=40)


class Lines(Versioned):
    """All products of a deal."""

    lines: list[LineIn] = Field(max_length=200)


class Said(Schema):
    """Something said or done about the deal."""

    kind: Literal["note", "call", "meeting", "letter"]
    text: str = Field("", max_length=20_000)
    minutes: int | None = Field(None, ge=0, le=1440)
    at: datetime | None = None


class SaidShape(Schema):
    """What was written on the timeline."""

    id: int
    kind: str
    text: str
    minutes: int | None
    at: datetime


class Filters(Schema):
    """What narrows the list; several narrow together."""

    owner_id: int | None = None
    team_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    product_id: int | None = None
    source_deal_id: int | None = None
    stage_id: int | None = None
    outcome: Literal["", "open", "won", "lost"] = ""
    source: str = Field("", max_length=20)
    words: str = Field("", max_length=120)
    since: date | None = None
    until: date | None = None
    late: bool = False
    no_step: bool = False
    no_customer: bool = False
    sort: str = Field(
        "-opened", pattern="^-?(title|customer|stage|amount|probability|close|owner|opened|closed|silence)$"
    )


def _shown(request: HttpRequest, deal: "Deal") -> "Deal":
    return queries.deal_card(actor_of(request), deal.pk).deal


@router.get("", response={200: PageOf[DealShape], **REFUSALS})
def list_deals(request: HttpRequest, filters: Query[Filters], paging: Query[Paging]) -> dict[str, Any]:
    """The deals that the token's person may see."""
    require(actor_of(request), "deal", "view")
    given = filters.dict()
    sort = given.pop("sort")
    return paged(queries.listed(actor_of(request), queries.DealFilters(**given), sort), paging)


@router.post("", response={201: DealShape, **REFUSALS})
def open_deal(request: HttpRequest, body: DealIn) -> Status["Deal"]:
    """Open a deal."""
    values = body.dict(exclude={"lines"})
    deal = actions.open_deal(actor=actor_of(request), **values, lines=[line.as_input() for line in body.lines])
    return Status(201, _shown(request, deal))


@router.get("/{int:deal_id}", response={200: DealShape, **REFUSALS})
def get_deal(request: HttpRequest, deal_id: int) -> "Deal":
    """One deal."""
    return queries.deal_card(actor_of(request), deal_id).deal


@router.patch("/{int:deal_id}", response={200: DealShape, **REFUSALS})
def change_deal(request: HttpRequest, deal_id: int, body: DealChange) -> "Deal":
    """Change facts of a deal in work."""
    values = body.dict(exclude_unset=True)
    version = values.pop("version", None)
    if "currency" in values:
        values["currency_id"] = values.pop("currency")
    deal = actions.change_deal(actor=actor_of(request), deal_id=deal_id, version=version, **values)
    return _shown(request, deal)


@router.delete("/{int:deal_id}", response={204: None, **REFUSALS})
def delete_deal(request: HttpRequest, deal_id: int) -> Status[None]:
    """Delete a deal opened by mistake."""
    actions.delete_deal(actor=actor_of(request), deal_id=deal_id)
    return Status(204, None)


@router.post("/{int:deal_id}/move", response={200: DealShape, **REFUSALS})
def move_deal(request: HttpRequest, deal_id: int, body: Move) -> "Deal":
    """Let a deal in work enter another stage."""
    return _shown(request, actions.move_deal(actor=actor_of(request), deal_id=deal_id, **body.dict()))


@router.post("/{int:deal_id}/win", response={200: DealShape, **REFUSALS})
def win_deal(request: HttpRequest, deal_id: int, body: Win) -> "Deal":
    """Close the deal as won; order and cross-sale follow by process."""
    return _shown(request, actions.win_deal(actor=actor_of(request), deal_id=deal_id, **body.dict()))


@router.post("/{int:deal_id}/lose", response={200: DealShape, **REFUSALS})
def lose_deal(request: HttpRequest, deal_id: int, body: Lose) -> "Deal":
    """Close the deal as lost, with its reason."""
    return _shown(request, actions.lose_deal(actor=actor_of(request), deal_id=deal_id, **body.dict()))


@router.post("/{int:deal_id}/reopen", response={200: DealShape, **REFUSALS})
def reopen_deal(request: HttpRequest, deal_id: int, body: Versioned) -> "Deal":
    """Take a closed deal back to work; an undone win cancels its order by process."""
    return _shown(request, actions.reopen_deal(actor=actor_of(request), deal_id=deal_id, version=body.version))


@router.post("/{int:deal_id}/owner", response={200: DealShape, **REFUSALS})
def reassign_deal(request: HttpRequest, deal_id: int, body: Owner) -> "Deal":
    """Give the deal to somebody else. Whoever gave it away sees it once more in this answer."""
    return actions.reassign_deal(actor=actor_of(request), deal_id=deal_id, **body.dict())


@router.put("/{int:deal_id}/lines", response={200: DealShape, **REFUSALS})
def set_lines(request: HttpRequest, deal_id: int, body: Lines) -> "Deal":
    """Put these products in place of all."""
    lines = [line.as_input() for line in body.lines]
    deal = actions.set_lines(actor=actor_of(request), deal_id=deal_id, lines=lines, version=body.version)
    return _shown(request, deal)


@router.post("/{int:deal_id}/lines", response={201: DealShape, **REFUSALS})
def add_line(request: HttpRequest, deal_id: int, body: LineIn) -> Status["Deal"]:
    """Add a product."""
    deal = actions.add_line(actor=actor_of(request), deal_id=deal_id, line=body.as_input())
    return Status(201, _shown(request, deal))


@router.patch("/{int:deal_id}/lines/{int:line_id}", response={200: DealShape, **REFUSALS})
def change_line(request: HttpRequest, deal_id: int, line_id: int, body: LineChange) -> "Deal":
    """Change values of a line."""
    deal = actions.change_line(actor=actor_of(request), deal_id=deal_id, line_id=line_id, **body.dict())
    return _shown(request, deal)


@router.delete("/{int:deal_id}/lines/{int:line_id}", response={200: DealShape, **REFUSALS})
def remove_line(request: HttpRequest, deal_id: int, line_id: int) -> "Deal":
    """Take a product out."""
    deal = actions.remove_line(actor=actor_of(request), deal_id=deal_id, line_id=line_id)
    return _shown(request, deal)


@router.post("/{int:deal_id}/timeline", response={201: SaidShape, **REFUSALS})
def log_on_deal(request: HttpRequest, deal_id: int, body: Said) -> Status[Any]:
    """Write a note, call, meeting or letter on the timeline."""
    return Status(201, actions.log_on_deal(actor=actor_of(request), deal_id=deal_id, **body.dict()))
