"""What others may read of inboxes."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crosslift.alerts import access
from crosslift.alerts.models import Alert
from crosslift.core.actor import Actor


def inbox(actor: Actor) -> QuerySet[Alert]:
    """The actor's own alerts, latest first."""
    return access.visible_alerts(actor).filter(user_id=actor.id or 0).order_by("-at", "-id")


def unread_count(actor: Actor) -> int:
    """How many of them were not read yet."""
    return inbox(actor).filter(read_at=None).count()


def unread_of_each() -> Coalesce:
    """For a query over people: how many alerts each of them has not read yet."""
    rows = Alert.objects.filter(user_id=OuterRef("pk"), read_at=None).order_by().values("user_id")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)
