"""Muting a rule, and letting it speak again."""

from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.offers import access
from crosslift.offers.events import RuleMuted
from crosslift.offers.models import Rule
from crosslift.staff.access import fetch


@action
def mute_rule(*, actor: Actor, rule_id: int) -> Rule:
    """Let a rule feed no offer, in this version and the next. Raises NotFound, NotAllowed."""
    return _set(actor, rule_id, muted=True)


@action
def unmute_rule(*, actor: Actor, rule_id: int) -> Rule:
    """Let a muted rule feed offers again. Raises NotFound, NotAllowed."""
    return _set(actor, rule_id, muted=False)


def _set(actor: Actor, rule_id: int, *, muted: bool) -> Rule:
    access.check_can_change_rules(actor)
    fetch(access.visible_rules(actor), None, rule_id)
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    changes = difference(rule, {"muted": muted})
    rule.save(update_fields=["muted"])
    record(
        actor=actor,
        action="offers.mute_rule" if muted else "offers.unmute_rule",
        event=RuleMuted(id=rule.pk, muted=muted),
        label=f"{rule.antecedent.name} → {rule.consequent.name}",
        changes=changes,
    )
    return rule
