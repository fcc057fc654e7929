"""What others may read of the timeline."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from crosslift.activities import access
from crosslift.activities.models import Activity
from crosslift.core.actor import Actor
from crosslift.staff.access import fetch


def timeline(actor: Actor, subject_type: str, subject_id: int) -> QuerySet[Activity]:
    """What was said and done about one record, latest first. The caller has checked that the reader may see it."""
    rows = Activity.objects if actor.may("activity", "view") else Activity.objects.none()
    return _latest(rows.filter(subject_type=subject_type, subject_id=subject_id))


def account_timeline(actor: Actor, account_id: int) -> QuerySet[Activity]:
    """Everything with an account: said of itself and of its people, and what of its deals the reader may read."""
    return _latest(Activity.objects.filter(access.readable(actor), account_id=account_id))


def contact_timeline(actor: Actor, contact_id: int) -> QuerySet[Activity]:
    """Everything with one person that the reader may read, latest first."""
    own = Q(contact_id=contact_id) | Q(subject_type="contact", subject_id=contact_id)
    return _latest(Activity.objects.filter(access.readable(actor), own))


def last_touches(account_ids: Collection[int]) -> dict[int, datetime]:
    """When each account was last spoken with, in one read; accounts never spoken with are absent."""
    rows = Activity.objects.filter(account_id__in=account_ids).exclude(kind="note")
    return dict(rows.order_by().values_list("account_id").annotate(last=Max("at")))


def changeable_ids(actor: Actor, rows: Collection[Activity]) -> set[int]:
    """Which of these rows the actor may put right or take back."""
    pks = [row.pk for row in rows]
    return set(access.changeable_activities(actor).filter(pk__in=pks).values_list("pk", flat=True))


def _latest(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    return rows.select_related("author").order_by("-at", "-pk")


def changeable(actor: Actor, activity_id: int) -> Activity:
    """One activity that the actor may put right. Raises NotFound, NotAllowed."""
    return fetch(access.visible_activities(actor), access.changeable_activities(actor), activity_id)
