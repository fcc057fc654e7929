"""Offers: rules and their versions, what to propose to whom, answers, refusals, and whitespace."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.offers import actions, queries
from crosslift.offers.queries import Asked, RulesAsked

router = Router(tags=["offers"])
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Basis = Literal["owned", "orders"]
Note = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")]
Months = Annotated[int, Field(ge=1, le=120)]
Count = Annotated[int, Field(ge=0, le=10**6)]
Share = Annotated[float, Field(ge=0, le=1)]


class RuleSetRow(Schema):
    """A version of the rules: what it was learned from, with which settings, and what was kept."""

    id: int
    basis: Basis
    number: int
    state: Literal["learning", "current", "past", "failed"]
    progress: int
    window_from: datetime | None
    window_to: datetime | None
    settings: dict[str, Any]
    baskets: int
    items: int
    possible: int
    kept: int
    why_nothing: str
    seconds: float
    learned_at: datetime
    said: str


class RuleRow(Schema):
    """Who has the antecedent also has the consequent: every count, every measure, and the label of trust."""

    id: int
    ruleset: int = Field(alias="ruleset_id")
    antecedent: int = Field(alias="antecedent_id")
    antecedent_name: str = Field(alias="antecedent.name")
    consequent: int = Field(alias="consequent_id")
    consequent_name: str = Field(alias="consequent.name")
    joint: int
    antecedent_count: int
    consequent_count: int
    baskets: int
    without_joint: int
    without_count: int
    support: float
    confidence: float
    confidence_low: float
    confidence_high: float
    lift: float
    expected: float
    lift_over_size: float
    lift_over_size_low: float
    p: float
    q: float
    label: Literal["worthy", "caution", "weak"]
    why: str
    muted: bool


class RuleFilters(Schema):
    """What narrows the rules of the version in use."""

    basis: Basis = "owned"
    min_joint: Count = 0
    min_confidence: Share = 0.0
    fdr: Share = 1.0
    label: Literal["", "worthy", "caution", "weak", "muted"] = ""
    product: Id | None = None
    q: Words = ""
    sort: Annotated[str, Field(pattern=r"^-?(name|joint|support|confidence|lift|times|low)$")] = "-low"


class SettingsShape(Schema):
    """The thresholds of learning."""

    months: int
    fdr: float
    min_joint: int
    min_confidence: float
    worthy_joint: int
    worthy_lift: float
    caution_joint: int


class SettingsPatch(Schema):
    """What to change; what is left out stays."""

    months: int | None = None
    fdr: float | None = None
    min_joint: int | None = None
    min_confidence: float | None = None
    worthy_joint: int | None = None
    worthy_lift: float | None = None
    caution_joint: int | None = None


class Learn(Schema):
    """Which basis to learn."""

    basis: Basis


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


@router.get("/rulesets", response={200: PageOf[RuleSetRow], **REFUSALS})
def rulesets(request: HttpRequest, paging: Query[Paging], basis: Literal["", "owned", "orders"] = "") -> Any:
    """The versions of the rules, newest first."""
    return paged(queries.rulesets(actor_of(request), basis), paging)


@router.post("/rulesets", response={202: RuleSetRow, **REFUSALS})
def learn(request: HttpRequest, body: Learn) -> Any:
    """Ask for a new version; a worker learns it. Look at its `state`."""
    return 202, actions.begin_learning(actor=actor_of(request), basis=body.basis)


@router.get("/rules", response={200: PageOf[RuleRow], **REFUSALS})
def rules(request: HttpRequest, paging: Query[Paging], filters: Query[RuleFilters]) -> Any:
    """The rules of the version in use."""
    asked = RulesAsked(
        min_joint=filters.min_joint,
        min_confidence=filters.min_confidence,
        fdr=filters.fdr,
        label=filters.label,
        words=filters.q,
        product_id=filters.product,
        sort=filters.sort,
    )
    return paged(queries.rules(actor_of(request), queries.current(filters.basis), asked), paging)


@router.get("/rules/{rule_id}", response={200: RuleRow, **REFUSALS})
def rule(request: HttpRequest, rule_id: Id) -> Any:
    """One rule."""
    return queries.rule(actor_of(request), rule_id)


@router.post("/rules/{rule_id}/mute", response={200: RuleRow, **REFUSALS})
def mute(request: HttpRequest, rule_id: Id) -> Any:
    """Let a rule feed no offer."""
    return actions.mute_rule(actor=actor_of(request), rule_id=rule_id)


@router.post("/rules/{rule_id}/unmute", response={200: RuleRow, **REFUSALS})
def unmute(request: HttpRequest, rule_id: Id) -> Any:
    """Let a muted rule feed offers again."""
    return actions.unmute_rule(actor=actor_of(request), rule_id=rule_id)


@router.get("/settings", response={200: SettingsShape, **REFUSALS})
def settings(request: HttpRequest) -> Any:
    """The thresholds of the next learning."""
    queries.check_sees_rules(actor_of(request))
    return queries.thresholds()


@router.patch("/settings", response={200: SettingsShape, **REFUSALS})
def change_settings(request: HttpRequest, body: SettingsPatch) -> Any:
    """Change thresholds; the next version uses them."""
    return actions.change_rule_settings(actor=actor_of(request), **body.dict(exclude_none=True))


@router.get("/candidates", response={200: CandidatesShape, **REFUSALS})
def candidates(request: HttpRequest, asked: Query[CandidateQuery]) -> Any:
    """What a customer should have next, or what fits an open deal."""
    actor = actor_of(request)
    if asked.deal:
        found = queries.deal_offers(actor, asked.deal, limit=asked.limit).found
    else:
        found = queries.candidates_for(actor, account_id=asked.account, contact_id=asked.contact, limit=asked.limit)
    return _candidates(found)


def _candidates(found: queries.Candidates | None) -> dict[str, Any]:
    if found is None:
        return {"ruleset": None, "offers": [], "left_out": [], "unlike_currencies": []}
    return {
        "ruleset": found.version.pk if found.version else None,
        "offers": [_candidate(one) for one in found.offers],
        "left_out": [
            {
                "product": one.product.pk,
                "name": one.product.name,
                "why": one.why,
                "until": one.until,
                "at": one.at,
                "reason": one.reason,
            }
            for one in found.left_out
        ],
        "unlike_currencies": list(found.unlike),
    }


def _candidate(one: queries.Candidate) -> dict[str, Any]:
    return {
        "product": one.product.pk,
        "name": one.product.name,
        "label": one.label,
        "quantity": one.terms.quantity,
        "price": one.terms.price,
        "currency": one.terms.currency,
        "worth": one.worth,
        "worth_is": one.terms.is_,
        "compared": one.compared,
        "confidence": one.confidence,
        "confidence_low": one.low,
        "reasons": queries.reasons_told([dict(reason) for reason in one.reasons]),
    }


@router.get("/suggestions", response={200: PageOf[SuggestionRow], **REFUSALS})
def suggestions(request: HttpRequest, paging: Query[Paging], filters: Query[SuggestionFilters]) -> Any:
    """What was proposed after won deals, the latest first."""
    rows = queries.suggestions(actor_of(request), deal_id=filters.deal, state=filters.state)
    return paged(rows, paging)


@router.get("/suggestions/{suggestion_id}", response={200: SuggestionRow, **REFUSALS})
def suggestion(request: HttpRequest, suggestion_id: Id) -> Any:
    """One suggestion."""
    return queries.suggestion(actor_of(request), suggestion_id)


@router.post("/suggestions/{suggestion_id}/answer", response={200: SuggestionRow, **REFUSALS})
def answer(request: HttpRequest, suggestion_id: Id, body: Answer) -> Any:
    """Answer; what follows (deal, lead or stored refusal) is in the reply."""
    return actions.answer_suggestion(
        actor=actor_of(request),
        suggestion_id=suggestion_id,
        result=body.result,
        bant=body.bant.dict() if body.bant else None,
        reason=body.reason,
        note=body.note,
        rest_months=body.rest_months,
    )


@router.post("/refusals", response={201: RefusalRow, **REFUSALS})
def refuse(request: HttpRequest, body: Refuse) -> Any:
    """Keep that a customer does not want a product."""
    return 201, actions.refuse_product(
        actor=actor_of(request),
        product_id=body.product,
        account_id=body.account,
        contact_id=body.contact,
        reason=body.reason,
        note=body.note,
        rest_months=body.rest_months,
    )


@router.delete("/refusals/{refusal_id}", response={204: None, **REFUSALS})
def end_refusal(request: HttpRequest, refusal_id: Id) -> Any:
    """Take a refusal back: the product may be offered from today."""
    actions.end_refusal(actor=actor_of(request), refusal_id=refusal_id)
    return 204, None


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
    return 201, actions.open_from_whitespace(
        actor=actor_of(request), product_id=body.product, account_id=body.account, contact_id=body.contact
    )
