"""Leads for programs: the same actions as the pages."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.deals import DealShape, Said, SaidShape, Versioned
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, left_out, paged
from crosslift.deals import queries as deals
from crosslift.leads import actions, queries
from crosslift.staff.access import require

if TYPE_CHECKING:
    from crosslift.deals.models import Deal
    from crosslift.leads.models import Lead

router = Router(tags=["leads"])
Maturity = Literal["cold", "warm", "hot", "ready"]


class LeadShape(Schema):
    """A lead as lists show it."""

    id: int
    need: str
    account_id: int | None
    contact_id: int | None
    owner_id: int | None
    stage: str
    maturity: str
    channel: str
    note: str
    nurture_until: date | None
    made_at: datetime
    closed_at: datetime | None
    reason: str
    source: str
    source_deal_id: int | None
    deal_id: int | None
    product_ids: list[int]
    version: int

    @staticmethod
    def resolve_product_ids(lead: "Lead") -> list[int]:
        """The products of the need, as read along with the lead."""
        return [row.product_id for row in lead.products.all()]


class LeadIn(Schema):
    """A need to note. Without words the products name it."""

    need: str = Field("", max_length=300)
    account_id: int | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    maturity: Maturity = "cold"
    channel: str = Field("", max_length=60)
    note: str = Field("", max_length=20_000)
    nurture_until: date | None = None
    product_ids: list[int] = Field([], max_length=100)


class LeadChange(Versioned):
    """What to change; what is left out stays."""

    need: str = left_out(max_length=300)
    account_id: int | None = None
    contact_id: int | None = None
    maturity: Maturity = left_out()
    channel: str = left_out(max_length=60)
    note: str = left_out(max_length=20_000)
    nurture_until: date | None = None


class LeadMove(Versioned):
    """The stage to enter."""

    stage: str


class LeadClose(Versioned):
    """How it ended; the last two need a reason."""

    stage: Literal["satisfied", "not_interested", "disqualified"]
    reason: str = Field("", max_length=200)


class LeadOwner(Versioned):
    """Who works on it from now on; nobody is possible."""

    owner_id: int | None


class LeadProductIn(Versioned):
    """A product that the need is about."""

    product_id: int


class LeadFilterShape(Schema):
    """What narrows the list; several narrow together."""

    owner_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    product_id: int | None = None
    source_deal_id: int | None = None
    stage: str = Field("", max_length=16)
    maturity: str = Field("", max_length=6)
    source: str = Field("", max_length=20)
    state: Literal["", "open", "closed"] = ""
    words: str = Field("", max_length=120)
    no_customer: bool = False
    sort: str = Field("-made", pattern="^-?(need|customer|owner|made|nurture)$")


def _shown(request: HttpRequest, lead: "Lead") -> "Lead":
    return queries.lead_card(actor_of(request), lead.pk).lead


@router.get("", response={200: PageOf[LeadShape], **REFUSALS})
def list_leads(request: HttpRequest, filters: Query[LeadFilterShape], paging: Query[Paging]) -> dict[str, Any]:
    """The leads that the token's person may see."""
    require(actor_of(request), "lead", "view")
    given = filters.dict()
    sort = given.pop("sort")
    return paged(queries.leads(actor_of(request), queries.LeadFilters(**given), sort), paging)


@router.post("", response={201: LeadShape, **REFUSALS})
def register_lead(request: HttpRequest, body: LeadIn) -> Status["Lead"]:
    """Note a need."""
    return Status(201, _shown(request, actions.register_lead(actor=actor_of(request), **body.dict())))


@router.get("/{int:lead_id}", response={200: LeadShape, **REFUSALS})
def get_lead(request: HttpRequest, lead_id: int) -> "Lead":
    """One lead."""
    return queries.lead_card(actor_of(request), lead_id).lead


@router.patch("/{int:lead_id}", response={200: LeadShape, **REFUSALS})
def change_lead(request: HttpRequest, lead_id: int, body: LeadChange) -> "Lead":
    """Change facts of a lead in work."""
    values = body.dict(exclude_unset=True)
    return _shown(request, actions.change_lead(actor=actor_of(request), lead_id=lead_id, **values))


@router.post("/{int:lead_id}/move", response={200: LeadShape, **REFUSALS})
def move_lead(request: HttpRequest, lead_id: int, body: LeadMove) -> "Lead":
    """Let the lead enter another stage."""
    return _shown(request, actions.move_lead(actor=actor_of(request), lead_id=lead_id, **body.dict()))


@router.post("/{int:lead_id}/close", response={200: LeadShape, **REFUSALS})
def close_lead(request: HttpRequest, lead_id: int, body: LeadClose) -> "Lead":
    """Close the lead."""
    return _shown(request, actions.close_lead(actor=actor_of(request), lead_id=lead_id, **body.dict()))


@router.post("/{int:lead_id}/reopen", response={200: LeadShape, **REFUSALS})
def reopen_lead(request: HttpRequest, lead_id: int, body: Versioned) -> "Lead":
    """Take a closed lead back to work."""
    return _shown(request, actions.reopen_lead(actor=actor_of(request), lead_id=lead_id, version=body.version))


@router.post("/{int:lead_id}/owner", response={200: LeadShape, **REFUSALS})
def assign_lead(request: HttpRequest, lead_id: int, body: LeadOwner) -> "Lead":
    """Give the lead to somebody, or to nobody yet."""
    return actions.assign_lead(actor=actor_of(request), lead_id=lead_id, **body.dict())


@router.post("/{int:lead_id}/products", response={200: LeadShape, **REFUSALS})
def add_product(request: HttpRequest, lead_id: int, body: LeadProductIn) -> "Lead":
    """The need is about this product too."""
    return _shown(request, actions.add_product(actor=actor_of(request), lead_id=lead_id, **body.dict()))


@router.delete("/{int:lead_id}/products/{int:product_id}", response={200: LeadShape, **REFUSALS})
def remove_product(request: HttpRequest, lead_id: int, product_id: int) -> "Lead":
    """The need is not about this product."""
    return _shown(request, actions.remove_product(actor=actor_of(request), lead_id=lead_id, product_id=product_id))


@router.post("/{int:lead_id}/convert", response={201: DealShape, **REFUSALS})
def convert_lead(request: HttpRequest, lead_id: int, body: Versioned) -> Status["Deal"]:
    """Open the deal of the lead."""
    actor = actor_of(request)
    deal = actions.convert_lead(actor=actor, lead_id=lead_id, version=body.version)
    return Status(201, deals.deal_card(actor, deal.pk).deal)


@router.post("/{int:lead_id}/timeline", response={201: SaidShape, **REFUSALS})
def log_on_lead(request: HttpRequest, lead_id: int, body: Said) -> Status[Any]:
    """Write a note, call, meeting or letter on the timeline."""
    return Status(201, actions.log_on_lead(actor=actor_of(request), lead_id=lead_id, **body.dict()))
