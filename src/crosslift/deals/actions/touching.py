"""What was said and done with the customer about a deal."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crosslift.activities import actions as activities
from crosslift.core.actions import action
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.deals import access
from crosslift.deals.models import Deal
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
def log_on_deal(
    *,
    actor: Actor,
    deal_id: int,
    kind: str,
    text: str = "",
    minutes: int | None = None,
    at: datetime | None = None,
) -> "Activity":
    """Write a note, call, meeting or letter on the deal's timeline.

    All but a note are felt by the customer and end the deal's silence. Raises NotFound, NotAllowed, BadInput.
    """
    if kind not in _VERBS:
        raise BadInput(fields={"kind": _("Choose a note, call, meeting or letter.")})
    deal = fetch(access.visible_deals(actor), None, deal_id, lock=True)
    activity = _VERBS[kind](
        actor=actor,
        subject_type="deal",
        subject_id=deal_id,
        text=text,
        minutes=minutes,
        at=at,
        account_id=deal.account_id,
        contact_id=deal.contact_id,
    )
    if kind != "note" and activity.at > deal.touched_at:
        Deal.objects.filter(pk=deal_id).update(touched_at=activity.at)
    return activity
