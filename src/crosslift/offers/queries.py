"""What others may read of rules, offers and whitespace."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actor import Actor, the_system
from crosslift.core.errors import NotFound
from crosslift.customers import queries as customers
from crosslift.deals import access as deals
from crosslift.flows import queries as flows
from crosslift.offers import access
from crosslift.offers.candidates import Candidate, Candidates, LeftOut, candidates
from crosslift.offers.customer import Customer, check_sees
from crosslift.offers.evidence import current
from crosslift.offers.models import OfferRefusal, Rule, RuleSet, ShuffleCheck, Suggestion
from crosslift.offers.reasons import of_rule
from crosslift.offers.sentences import plain, sentence, why_label
from crosslift.offers.thresholds import BASES, ORDERS, OWNED, Thresholds, thresholds
from crosslift.offers.whitespace import Asked, Cell, Matrix, Row, exported, lines, whitespace
from crosslift.orders import queries as orders
from crosslift.staff.access import require

if TYPE_CHECKING:
    from crosslift.customers.queries import CustomerRef
    from crosslift.deals.models import Deal
    from crosslift.orders.models import Order

__all__ = [
    "BASES",
    "ORDERS",
    "OWNED",
    "Asked",
    "Candidate",
    "Candidates",
    "Cell",
    "Customer",
    "LeftOut",
    "Matrix",
    "Row",
    "RuleView",
    "RulesAsked",
    "Thresholds",
    "candidates",
    "candidates_for",
    "check_sees",
    "check_sees_offers",
    "check_sees_rules",
    "counts",
    "current",
    "customer_name",
    "customer_seen",
    "deal_offers",
    "exported",
    "lines",
    "of_rule",
    "orders_behind",
    "plain",
    "product_name",
    "refusals",
    "rule",
    "rules",
    "rulesets",
    "running",
    "sentence",
    "shuffle_of",
    "suggestion",
    "suggestions",
    "thresholds",
    "whitespace",
    "why_label",
]

PROCESS = "cross_sale"
RULE_SORTS = {
    "name": "antecedent__name_key",
    "joint": "joint",
    "support": "support",
    "confidence": "confidence",
    "lift": "lift",
    "times": "lift_over_size",
    "low": "confidence_low",
}


@dataclass(frozen=True)
class RulesAsked:
    """What narrows a version's rules: at least so many together, so sure, at most so many false; label and words."""

    min_joint: int = 0
    min_confidence: float = 0.0
    fdr: float = 1.0
    label: str = ""
    words: str = ""
    product_id: int | None = None
    sort: str = "-low"


@dataclass(frozen=True)
class RuleView:
    """How many rules pass the filters, by label; pairs count once though they hold both ways."""

    rules: int
    worthy: int
    caution: int
    weak: int
    muted: int


@dataclass(frozen=True)
class DealOffers:
    """What the deal's page shows of offers. `state` is asked, waiting (the process is on its way), failed, none
    or open.

    On a won deal `suggestions` are asked about; on an open one `found` may be added to it.
    """

    deal: "Deal"
    state: str
    suggestions: list[Suggestion]
    found: Candidates | None
    may_answer: bool

    @property
    def answered(self) -> int:
        """How many suggestions have their answer."""
        return sum(one.answered_at is not None for one in self.suggestions)


def rulesets(actor: Actor, basis: str = "") -> QuerySet[RuleSet]:
    """The versions, newest first. Raises NotAllowed."""
    check_sees_rules(actor)
    rows = access.visible_rulesets(actor).order_by("basis", "-number")
    return rows.filter(basis=basis) if basis else rows


def running(actor: Actor, basis: str) -> RuleSet | None:
    """The version being learned now, or the last one that failed after the present one."""
    last = rulesets(actor, basis).first()
    return last if last and last.state in ("learning", "failed") else None


def rules(actor: Actor, version: RuleSet | None, asked: RulesAsked) -> QuerySet[Rule]:
    """The rules of a version that pass the filters, surest first unless another order is asked. Raises NotAllowed."""
    check_sees_rules(actor)
    rows = access.visible_rules(actor).filter(ruleset=version).select_related("antecedent", "consequent")
    rows = rows.filter(joint__gte=asked.min_joint, confidence__gte=asked.min_confidence, q__lte=asked.fdr)
    if asked.label == "muted":
        rows = rows.filter(muted=True)
    elif asked.label:
        rows = rows.filter(label=asked.label)
    if asked.product_id:
        rows = rows.filter(Q(antecedent_id=asked.product_id) | Q(consequent_id=asked.product_id))
    for word in asked.words.split():
        rows = rows.filter(Q(antecedent__name__icontains=word) | Q(consequent__name__icontains=word))
    field = RULE_SORTS.get(asked.sort.lstrip("-"), "confidence_low")
    return rows.order_by(("-" if asked.sort.startswith("-") else "") + field, "antecedent_id", "consequent_id")


def counts(rows: QuerySet[Rule]) -> RuleView:
    """How many of these rules there are, by label."""
    got = rows.order_by().aggregate(
        rules=Count("pk"),
        worthy=Count("pk", filter=Q(label="worthy")),
        caution=Count("pk", filter=Q(label="caution")),
        weak=Count("pk", filter=Q(label="weak")),
        muted=Count("pk", filter=Q(muted=True)),
    )
    return RuleView(**got)


def rule(actor: Actor, rule_id: int) -> Rule:
    """One rule with the names of its products and its version. Raises NotFound."""
    check_sees_rules(actor)
    rows = access.visible_rules(actor).select_related("antecedent", "consequent", "ruleset")
    found = rows.filter(pk=rule_id).first()
    if found is None:
        raise NotFound
    return found


def orders_behind(actor: Actor, one: Rule) -> QuerySet["Order"]:
    """The orders of the version's window that hold both products, among those that the actor may see.

    For "owned together" these are the orders in which customers who have both bought either.
    """
    version = one.ruleset
    seen = orders.visible_orders(actor).exclude(state="cancelled")
    seen = seen.filter(at__gte=version.window_from, at__lt=version.window_to)
    pair = (one.antecedent_id, one.consequent_id)
    if version.basis == ORDERS:
        for product in pair:
            seen = seen.filter(lines__product_id=product, lines__quantity__gt=0)
        return seen.distinct()
    for product in pair:
        held = orders.all_holdings().filter(product_id=product)
        companies = Q(account_id__in=held.exclude(account=None).values("account_id"))
        people = Q(account=None, contact_id__in=held.filter(account=None).values("contact_id"))
        seen = seen.filter(companies | people)
    return seen.filter(lines__product_id__in=pair, lines__quantity__gt=0).distinct()


def shuffle_of(version: RuleSet | None) -> ShuffleCheck | None:
    """The latest shuffle of a version, running or done."""
    return None if version is None else version.checks.order_by("-at", "-pk").first()


def suggestions(actor: Actor, *, deal_id: int | None = None, state: str = "") -> QuerySet[Suggestion]:
    """The suggestions that the actor may read, best first within a deal, the latest deal first."""
    check_sees_offers(actor)
    rows = access.visible_suggestions(actor).select_related(
        "product", "deal", "account", "contact", "answered_by", "follow_deal", "follow_lead"
    )
    if deal_id:
        rows = rows.filter(deal_id=deal_id)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-made_at", "deal_id", "rank", "pk")


def suggestion(actor: Actor, suggestion_id: int) -> Suggestion:
    """One suggestion. Raises NotFound."""
    found = suggestions(actor).filter(pk=suggestion_id).first()
    if found is None:
        raise NotFound
    return found


def refusals(actor: Actor, customer: Customer) -> list[OfferRefusal]:
    """What the customer refused and still rests."""
    rows = access.visible_refusals(actor).filter(**customer.fields, until__gt=clock.today())
    return list(rows.select_related("product", "by").order_by("until"))


def check_sees_rules(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may read rules."""
    require(actor, "rule", "view")


def check_sees_offers(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may read offers."""
    require(actor, "offer", "view")


def candidates_for(
    actor: Actor,
    *,
    account_id: int | None = None,
    contact_id: int | None = None,
    limit: int = 5,
    only: int | None = None,
) -> Candidates:
    """What to offer a customer whom the actor may see, from all that they own. Raises NotFound, BadInput."""
    check_sees_offers(actor)
    customer = check_sees(actor, account_id, contact_id)
    return candidates(account_id=customer.account_id, contact_id=customer.contact_id, limit=limit, only=only)


def customer_seen(actor: Actor, account_id: int | None, contact_id: int | None) -> "CustomerRef":
    """The customer by name, if the actor may see them. Raises NotFound, BadInput."""
    customer = check_sees(actor, account_id, contact_id)
    ref = customers.customer_ref(customer.account_id, customer.contact_id)
    if ref is None:
        raise NotFound
    return ref


def customer_name(account_id: int | None, contact_id: int | None) -> str:
    """How the customer is called; the caller has checked that the reader may see them."""
    ref = customers.customer_ref(account_id, contact_id)
    return ref.label if ref else ""


def product_name(product_id: int) -> str:
    """How the product is called. Raises NotFound."""
    product = catalog.products_by_id([product_id]).get(product_id)
    if product is None:
        raise NotFound
    return product.name


def deal_offers(actor: Actor, deal_id: int, limit: int = 5) -> DealOffers:
    """What a deal's page shows of offers. Raises NotFound where the actor may not see the deal."""
    check_sees_offers(actor)
    deal = deals.visible_deals(actor).filter(pk=deal_id).first()
    if deal is None:
        raise NotFound
    # Read before what it found: a process that ends in between must not look as if it had found nothing.
    progress = _progress(deal) if deal.outcome == "won" else ""
    asked = list(suggestions(actor, deal_id=deal_id).order_by("rank", "pk").exclude(state=Suggestion.WITHDRAWN))
    may = access.answerable_suggestions(actor).filter(deal_id=deal_id).exists()
    if deal.outcome == "won":
        state = "asked" if asked else progress
        found = _left_out_of(deal, {one.product_id for one in asked}) if state != "waiting" else None
        return DealOffers(deal, state, asked, found, may)
    found = _for_open(deal, limit) if deal.outcome == "open" else None
    return DealOffers(deal, "open" if found else "none", asked, found, actor.may("deal", "change"))


def _for_open(deal: "Deal", limit: int) -> Candidates:
    anchors = list(deal.lines.values_list("product_id", flat=True))
    return candidates(account_id=deal.account_id, contact_id=deal.contact_id, anchors=anchors, limit=limit)


def _left_out_of(deal: "Deal", asked: set[int]) -> Candidates:
    """What was not asked about: an answered product is in work or rests by that very answer."""
    found = _for_open(deal, 0)
    return replace(found, left_out=tuple(one for one in found.left_out if one.product.pk not in asked))


def _progress(deal: "Deal") -> str:
    """Whether the cross-sale of a won deal has still to run, failed, or found nothing. History starts none."""
    if deal.historical:
        return "none"
    run = flows.living_instance(the_system("web", "how far a cross-sale is"), PROCESS, f"deal:{deal.pk}")
    if run is None:
        return "waiting"
    return "failed" if run.state == "failed" else "none"


def offers_of(actor: Actor, account_id: int | None, contact_id: int | None, since: datetime) -> int:
    """How many suggestions a customer got since a moment."""
    customer = check_sees(actor, account_id, contact_id)
    return suggestions(actor).filter(**customer.fields, made_at__gte=since).count()


def reasons_told(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons as the API gives them: the data, and the sentence in the reader's language."""
    return [{**one, "sentence": plain(one)} for one in reasons]
