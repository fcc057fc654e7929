"""What processes may ask of offers."""

from collections.abc import Mapping
from typing import Any

from crosslift.flows.registry import StepContext, step
from crosslift.offers.actions import finish_suggestion, suggest_products, withdraw_suggestions


@step("offers.suggest")
def suggest(context: StepContext) -> Mapping[str, Any]:
    """Propose products after the won deal; `suggestions` are the ids still to be answered, best first."""
    found = suggest_products(actor=context.actor, deal_id=context.subject_id, instance_id=context.instance_id)
    labels = {str(one.pk): one.product.name for one in found}
    return {"suggestions": [one.pk for one in found], "found": len(found), "labels": labels}


@step("offers.withdraw")
def withdraw(context: StepContext) -> Mapping[str, Any]:
    """Take back what was not answered, because the win was undone."""
    return {"withdrawn": withdraw_suggestions(actor=context.actor, deal_id=context.subject_id)}


@step("offers.open_follow_up")
def open_follow_up(context: StepContext) -> Mapping[str, Any]:
    """Open the follow-up deal for the item (a suggestion's id), or add the product to the one already open."""
    one = finish_suggestion(actor=context.actor, suggestion_id=int(context.item), opening="deal")
    return {"follow_deal": one.follow_deal_id}


@step("offers.nurture_lead")
def nurture_lead(context: StepContext) -> Mapping[str, Any]:
    """Register a lead for the item, or add the product to the one already nurtured from this deal."""
    one = finish_suggestion(actor=context.actor, suggestion_id=int(context.item), opening="lead")
    return {"follow_lead": one.follow_lead_id}


@step("offers.store_refusal")
def store_refusal(context: StepContext) -> Mapping[str, Any]:
    """Keep the reason of the item and let the product rest."""
    finish_suggestion(actor=context.actor, suggestion_id=int(context.item), opening="refusal")
    return {}
