"""The audit, the outbox of events, answers kept for repeated requests, and settings."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Audit(models.Model):
    """One row a change: who, when, what, before and after, why, from where. Append-only by grant and trigger."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    source = models.CharField(max_length=12)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=300)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    count = models.PositiveIntegerField(default=1)
    historical = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject")]


class Outbox(models.Model):
    """An event waiting to be delivered to the processes, or delivered."""

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    historical = models.BooleanField(default=False)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at"], name="outbox_key"),
            models.Index(
                fields=["id"], name="outbox_waiting", condition=models.Q(delivered_at=None, historical=False)
            ),
        ]


class KeptAnswer(models.Model):
    """The first answer to a request that carried an Idempotency-Key, kept for a day."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="kept_answer_once")]


class Setting(models.Model):
    """A value that an administrator may change; the default and its meaning stand in the room that reads it."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField(encoder=DjangoJSONEncoder)
