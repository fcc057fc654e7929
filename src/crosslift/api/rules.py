"""Rules of who buys what with what: their versions, their measures, and the thresholds of learning."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from crosslift.api.offer_shapes import Count, Id, Words
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.offers import actions, queries
from crosslift.offers.queries import RulesAsked

router = Router(tags=["offers"])
Basis = Literal["owned", "orders"]
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


@router.get("/rulesets", response={200: PageOf[RuleSetRow], **REFUSALS})
def rulesets(request: HttpRequest, paging: Query[Paging], basis: Literal["", "owned", "orders"] = "") -> Any:
    """The versions of the rules, newest first."""
    return paged(queries.rulesets(actor_of(request), basis), paging)


@router.post("/rulesets", response={202: RuleSetRow, **REFUSALS})
def learn(request: HttpRequest, body: Learn) -> Any:
    """Ask for a new version; a worker learns it. Look at its `state`."""
    return Status(202, actions.begin_learning(actor=actor_of(request), basis=body.basis))


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
