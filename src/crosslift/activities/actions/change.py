"""Putting an activity right, or taking it back."""

from datetime import datetime
from typing import Any

from crosslift.activities import access
from crosslift.activities.actions.log import checked_minutes, checked_moment, checked_text
from crosslift.activities.events import ActivityChanged, ActivityDeleted
from crosslift.activities.models import Activity
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import Conflict
from crosslift.staff.access import fetch


@action
def change_activity(
    *,
    actor: Actor,
    activity_id: int,
    version: int | None = None,
    text: str | None = None,
    at: datetime | None = None,
    minutes: int | None = None,
) -> Activity:
    """Put words, moment or length right; what is None stays. Raises NotFound, NotAllowed, Conflict, BadInput."""
    activity = fetch(access.visible_activities(actor), access.changeable_activities(actor), activity_id, lock=True)
    if version is not None and version != activity.version:
        raise Conflict
    asked: dict[str, Any] = {}
    if text is not None:
        asked["text"] = checked_text(text, needed=activity.kind == "note")
    if at is not None:
        asked["at"] = checked_moment(at)
    if minutes is not None:
        asked["minutes"] = checked_minutes(minutes)
    changes = difference(activity, asked)
    if changes:
        activity.version += 1
        activity.save()
    record(
        actor=actor,
        action="activities.change_activity",
        event=ActivityChanged(id=activity.pk),
        label=activity.text[:80] or activity.kind,
        changes=changes,
        historical=activity.historical,
    )
    return activity


@action
def delete_activity(*, actor: Actor, activity_id: int) -> None:
    """Take an activity back; the audit keeps its words. Raises NotFound, NotAllowed."""
    activity = fetch(access.visible_activities(actor), access.deletable_activities(actor), activity_id, lock=True)
    said = {"text": [activity.text, ""], "about": [f"{activity.subject_type}:{activity.subject_id}", ""]}
    label = activity.text[:80] or activity.kind
    activity.delete()
    record(
        actor=actor,
        action="activities.delete_activity",
        event=ActivityDeleted(id=activity_id),
        label=label,
        changes=said,
    )
