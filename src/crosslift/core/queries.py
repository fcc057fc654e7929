"""What others may read of the audit and of the outbox."""

from django.db.models import QuerySet

from crosslift.core.actor import Actor
from crosslift.core.models import Audit, Outbox


def history(subject_type: str, subject_id: int) -> QuerySet[Audit]:
    """What was done to one record, latest first. The caller has checked that the reader may see the record."""
    return Audit.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("-at", "-id")


def audit(actor: Actor) -> QuerySet[Audit]:
    """Everything that was done, latest first, for those who may read the audit."""
    return Audit.objects.order_by("-id") if actor.may("audit", "view") else Audit.objects.none()


def waiting_events() -> QuerySet[Outbox]:
    """Events not yet delivered to the processes, oldest first."""
    return Outbox.objects.filter(delivered_at=None, historical=False).order_by("id")
