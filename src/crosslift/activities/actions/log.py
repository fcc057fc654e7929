"""Writing down what was said and done."""

from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from crosslift.activities import access
from crosslift.activities.events import ActivityLogged
from crosslift.activities.models import Activity
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput

LONGEST = 20_000
LONGEST_MINUTES = 24 * 60
AHEAD = timedelta(minutes=10)
BACK_DATED = timedelta(days=1)


class ActivityValues(TypedDict, total=False):
    """What an activity may carry; `at` is now unless said, `account_id` and `contact_id` are the customer's."""

    text: str
    at: datetime | None
    minutes: int | None
    account_id: int | None
    contact_id: int | None
    historical: bool


@action
def note(*, actor: Actor, subject_type: str, subject_id: int, **values: Unpack[ActivityValues]) -> Activity:
    """Write a note about a record. It needs words. Raises NotAllowed, NotFound, BadInput."""
    return _log(actor, "note", subject_type, subject_id, values)


@action
def log_call(*, actor: Actor, subject_type: str, subject_id: int, **values: Unpack[ActivityValues]) -> Activity:
    """Write down a call: its length in minutes, words or both. Raises NotAllowed, NotFound, BadInput."""
    return _log(actor, "call", subject_type, subject_id, values)


@action
def log_meeting(*, actor: Actor, subject_type: str, subject_id: int, **values: Unpack[ActivityValues]) -> Activity:
    """Write down a meeting that took place. Raises NotAllowed, NotFound, BadInput."""
    return _log(actor, "meeting", subject_type, subject_id, values)


@action
def log_letter(*, actor: Actor, subject_type: str, subject_id: int, **values: Unpack[ActivityValues]) -> Activity:
    """Write down a letter or message that was sent or came. Raises NotAllowed, NotFound, BadInput."""
    return _log(actor, "letter", subject_type, subject_id, values)


def _log(actor: Actor, kind: str, subject_type: str, subject_id: int, values: ActivityValues) -> Activity:
    access.check_can_log(actor, subject_type, subject_id)
    at = values.get("at") or clock.now()
    text = checked_text(values.get("text", ""), needed=kind == "note")
    account_id, contact_id = values.get("account_id"), values.get("contact_id")
    activity = Activity.objects.create(
        kind=kind,
        at=checked_moment(at),
        author_id=actor.id,
        text=text,
        minutes=checked_minutes(values.get("minutes")),
        subject_type=subject_type,
        subject_id=subject_id,
        account_id=subject_id if subject_type == "account" else account_id,
        contact_id=subject_id if subject_type == "contact" else contact_id,
        historical=values.get("historical", False) or at < clock.now() - BACK_DATED,
    )
    changes: dict[str, Any] = {"text": ["", text]} if text else {}
    record(
        actor=actor,
        action=f"activities.{'note' if kind == 'note' else f'log_{kind}'}",
        event=ActivityLogged(id=activity.pk, kind=kind, about=f"{subject_type}:{subject_id}"),
        label=text[:80] or kind,
        changes=changes,
        historical=activity.historical,
    )
    return activity


def checked_text(text: str, *, needed: bool) -> str:
    """The words without outer blanks. Raises BadInput when they are needed and missing, or too many."""
    text = text.replace("\x00", "").strip()
    if needed and not text:
        raise BadInput(fields={"text": _("Write what happened.")})
    if len(text) > LONGEST:
        raise BadInput(fields={"text": _("This is too long.")})
    return text


def checked_moment(at: datetime) -> datetime:
    """The moment, unless it lies ahead: what is planned is a task. Raises BadInput."""
    if at > clock.now() + AHEAD:
        raise BadInput(fields={"at": _("This lies ahead. What is planned is a task.")})
    return at


def checked_minutes(minutes: int | None) -> int | None:
    """The length. Raises BadInput below nought and over a day."""
    if minutes is not None and not 0 <= minutes <= LONGEST_MINUTES:
        raise BadInput(fields={"minutes": _("A length is between 0 minutes and a day.")})
    return minutes
