"""Offers: what to propose to whom, answers and refusals; below the same address the rules and whitespace."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from crosslift.api import rules, whitespace
from crosslift.api.offer_shapes import (
    Answer,
    CandidateQuery,
    CandidatesShape,
    Id,
    RefusalRow,
    Refuse,
    SuggestionFilters,
    SuggestionRow,
)
from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.offers import actions, queries

router = Router(tags=["offers"])
router.add_router("", rules.router)
router.add_router("", whitespace.router)


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
    return Status(
        201,
        actions.refuse_product(
            actor=actor_of(request),
            product_id=body.product,
            account_id=body.account,
            contact_id=body.contact,
            reason=body.reason,
            note=body.note,
            rest_months=body.rest_months,
        ),
    )


@router.delete("/refusals/{refusal_id}", response={204: None, **REFUSALS})
def end_refusal(request: HttpRequest, refusal_id: Id) -> Any:
    """Take a refusal back: the product may be offered from today."""
    actions.end_refusal(actor=actor_of(request), refusal_id=refusal_id)
    return Status(204, None)
