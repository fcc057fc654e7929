"""Changing what the next version of the rules must show."""

from dataclasses import asdict
from typing import Any

from crosslift.core.actions import action, record, save_setting
from crosslift.core.actor import Actor
from crosslift.offers import access
from crosslift.offers.events import RuleSettingsChanged
from crosslift.offers.thresholds import NAME, Thresholds, checked, thresholds


@action
def change_rule_settings(*, actor: Actor, **values: Any) -> Thresholds:
    """Set thresholds by name (see `Thresholds`); the next version uses them. Raises NotAllowed, BadInput."""
    access.check_can_change_rules(actor)
    before, after = asdict(thresholds()), checked(values)
    save_setting(NAME, asdict(after))
    changes = {name: [before[name], value] for name, value in asdict(after).items() if before[name] != value}
    record(
        actor=actor,
        action="offers.change_rule_settings",
        event=RuleSettingsChanged(id=0),
        label="rules",
        changes=changes,
    )
    return after
