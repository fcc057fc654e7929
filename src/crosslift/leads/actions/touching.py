"""What was said and done about a lead."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crosslift.activities import actions as activities
from crosslift.core.actions import action
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.leads import access
from crosslift.staff.access import fetch

if TYPE_CHECKING:
    from crosslift.activities.models import Activity

_VERBS = {
    "note": activities.note,
    "call": activities.log_call,
    "meeting": activities.log_meeting,
    "letter": activities.log_letter,
}


@action
def log_on_lead(
    *,
    actor: Actor,
    lead_id: int,
    kind: str,
    text: str = "",
    minutes: int | None = None,
    at: datetime | None = None,
) -> "Activity":
    """Write a note, call, meeting or letter on the lead's timeline. Raises NotFound, NotAllowed, BadInput."""
    if kind not in _VERBS:
        raise BadInput(fields={"kind": _("Choose a note, call, meeting or letter.")})
    lead = fetch(access.visible_leads(actor), None, lead_id)
    return _VERBS[kind](
        actor=actor,
        subject_type="lead",
        subject_id=lead_id,
        text=text,
        minutes=minutes,
        at=at,
        account_id=lead.account_id,
        contact_id=lead.contact_id,
    )
