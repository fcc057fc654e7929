"""Shapes of offers: candidates, suggestions, answers and refusals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from crosslift.offers import queries

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Note = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")]
Months = Annotated[int, Field(ge=1, le=120)]
Count = Annotated[int, Field(ge=0, le=10**6)]


class CandidateRow(Schema):
    """A product to offer, with what it would bring and why. `worth` is the expectation, in `currency`."""

    product: int
    name: str
    label: str
    quantity: Decimal
    price: Decimal | None
    currency: str
    worth: Decimal | None
    worth_is: Literal["margin", "revenue", "unknown"]
    compared: bool
    confidence: float | None
    confidence_low: float | None
    reasons: list[dict[str, Any]]


class LeftOutRow(Schema):
    """A product with evidence that is not offered, and why."""

    product: int
    name: str
    why: Literal["owned", "in_work", "refused", "inactive"]
    until: date | None
    at: date | None
    reason: str


class CandidatesShape(Schema):
    """What to offer, best first, and what was left out."""

    ruleset: int | None
    offers: list[CandidateRow]
    left_out: list[LeftOutRow]
    unlike_currencies: list[str]


class CandidateQuery(Schema):
    """For whom: an account, a contact, or an open deal."""

    account: Id | None = None
    contact: Id | None = None
    deal: Id | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 5


class SuggestionRow(Schema):
    """A product proposed after a won deal, and the answer."""

    id: int
    deal: int = Field(alias="deal_id")
    product: int = Field(alias="product_id")
    name: str = Field(alias="product.name")
    account: int | None = Field(alias="account_id")
    contact: int | None = Field(alias="contact_id")
    rank: int
    label: str
    quantity: Decimal
    price: Decimal | None
    currency: str
    worth: Decimal | None
    worth_is: str
    reasons: list[dict[str, Any]]
    state: Literal["open", "interested", "nurture", "refused", "withdrawn"]
    bant: dict[str, Any]
    reason: str
    note: str
    rest_until: date | None
    made_at: datetime
    answered_at: datetime | None
    answered_by: int | None = Field(alias="answered_by_id")
    follow_deal: int | None = Field(alias="follow_deal_id")
    follow_lead: int | None = Field(alias="follow_lead_id")

    @staticmethod
    def resolve_reasons(row: Any) -> list[dict[str, Any]]:
        """The reasons with their sentences."""
        return queries.reasons_told(row.reasons)


class SuggestionFilters(Schema):
    """What narrows the suggestions."""

    deal: Id | None = None
    state: Literal["", "open", "interested", "nurture", "refused", "withdrawn"] = ""


class Letter(Schema):
    """One letter of BANT: whether it is known, and a note."""

    ok: bool = False
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class Bant(Schema):
    """Budget, authority, need, timing."""

    budget: Letter = Letter()
    authority: Letter = Letter()
    need: Letter = Letter()
    timing: Letter = Letter()


class Answer(Schema):
    """The answer about one product; a refusal needs a reason and rests for `rest_months`."""

    result: Literal["interested", "nurture", "refused"]
    bant: Bant | None = None
    reason: Code = ""
    note: Note = ""
    rest_months: Months | None = None


class CellRef(Schema):
    """A customer (account or contact) and a product."""

    product: Id
    account: Id | None = None
    contact: Id | None = None


class Refuse(CellRef):
    """The customer does not want the product."""

    reason: Code
    note: Note = ""
    rest_months: Months | None = None


class RefusalRow(Schema):
    """A refusal and the day until which it rests."""

    id: int
    product: int = Field(alias="product_id")
    account: int | None = Field(alias="account_id")
    contact: int | None = Field(alias="contact_id")
    reason: str
    note: str
    until: date
