"""Who sees offers and rules, and who may answer."""

from django.db.models import Q, QuerySet

from crosslift.core.actor import Actor, Operation
from crosslift.core.errors import NotAllowed
from crosslift.offers.models import OfferRefusal, Rule, RuleSet, Suggestion
from crosslift.staff.access import require, within


def _of_deal(actor: Actor, operation: Operation) -> Q:
    """Suggestions follow the owner of the won deal; who stands in for the owner answers for them."""
    reached = within(actor, "offer", operation, owner="deal__owner_id")
    if actor.id is not None and actor.may("offer", operation):
        reached |= Q(deal__owner__deputy_id=actor.id)
    return reached


def visible_suggestions(actor: Actor) -> QuerySet[Suggestion]:
    """The suggestions that the actor may read."""
    return Suggestion.objects.filter(_of_deal(actor, "view"))


def answerable_suggestions(actor: Actor) -> QuerySet[Suggestion]:
    """The suggestions that the actor may answer: of their own deals, of their team's, or as deputy."""
    return Suggestion.objects.filter(_of_deal(actor, "change"))


def visible_rules(actor: Actor) -> QuerySet[Rule]:
    """All rules for who may read rules, none for others."""
    return Rule.objects.all() if actor.may("rule", "view") else Rule.objects.none()


def visible_rulesets(actor: Actor) -> QuerySet[RuleSet]:
    """All versions for who may read rules, none for others."""
    return RuleSet.objects.all() if actor.may("rule", "view") else RuleSet.objects.none()


def visible_refusals(actor: Actor) -> QuerySet[OfferRefusal]:
    """What customers refused, for who may read offers; the caller has narrowed the customers."""
    return OfferRefusal.objects.all() if actor.may("offer", "view") else OfferRefusal.objects.none()


def check_can_change_rules(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may learn, mute and set thresholds."""
    require(actor, "rule", "change")


def check_can_answer(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may answer offers at all."""
    if not actor.may("offer", "change"):
        raise NotAllowed
