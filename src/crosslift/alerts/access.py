"""Everybody reads their own inbox and nobody else's."""

from django.db.models import QuerySet

from crosslift.alerts.models import Alert
from crosslift.core.actor import Actor


def visible_alerts(actor: Actor) -> QuerySet[Alert]:
    """The actor's own alerts; the system sees all."""
    return Alert.objects.all() if actor.system else Alert.objects.filter(user_id=actor.id or 0)
