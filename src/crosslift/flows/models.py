"""Process versions, running instances, what they wait for, and what happened in them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class ProcessVersion(models.Model):
    """One version of one BPMN file; instances finish on the version they started with."""

    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    spec = models.TextField(blank=True)
    starts_on = models.CharField(max_length=80, blank=True)
    cancels_on = models.CharField(max_length=80, blank=True)
    current = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="process_version_once"),
            models.UniqueConstraint(fields=["key"], name="process_current_once", condition=Q(current=True)),
        ]


class Instance(models.Model):
    """One run of a process about one record (`about`, for example "deal:42").

    `data` is what it started with, `token` the engine's state without the spec; `places` counts
    {element: {state: n}} for the drawing. The token is text, since jsonb would lose the order of its keys.
    """

    WAITING, DONE, FAILED, CANCELLED = "waiting", "done", "failed", "cancelled"
    LIVING = (WAITING, FAILED)

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+")
    process = models.CharField(max_length=80)
    about = models.CharField(max_length=80, db_index=True)
    label = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    event_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default=WAITING)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    token = models.TextField(blank=True)
    places = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["process", "state", "-started_at"], name="instance_list"),
            models.Index(fields=["retry_at"], name="instance_retry", condition=Q(state="failed")),
        ]
        constraints = [
            # One living run a record: an undone cause cancels it, and only then may it run again.
            models.UniqueConstraint(
                fields=["process", "about"], name="instance_once", condition=Q(state__in=["waiting", "failed"])
            ),
            models.UniqueConstraint(fields=["process", "event_id"], name="instance_once_an_event"),
        ]


class Wait(models.Model):
    """What an instance waits for: a person's answer, a moment. `item` tells parallel waits apart."""

    PERSON, MOMENT = "person", "moment"

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="waits")
    element = models.CharField(max_length=120)
    item = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    token_id = models.CharField(max_length=60)
    assignee = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    task_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="wait_due", condition=Q(ended_at=None, kind="moment")),
            models.Index(fields=["assignee"], name="wait_person", condition=Q(ended_at=None, kind="person")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["instance", "token_id"], name="wait_once"),
        ]


class Trace(models.Model):
    """What happened in an instance, element by element. `said` is a msgid where `params` fill it."""

    DONE, WAITING, FAILED, CANCELLED, ANSWERED = "done", "waiting", "failed", "cancelled", "answered"

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="traces")
    at = models.DateTimeField()
    element = models.CharField(max_length=120)
    item = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
