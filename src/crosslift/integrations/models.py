"""Imports, their mappings and their refused rows."""

from django.db import models


class ImportRun(models.Model):
    """One file (or set of files) brought in. `id` stands on every record it made, so that it can be undone."""

    preset = models.CharField(max_length=40)
    files = models.JSONField(default=list)
    source = models.CharField(max_length=40)
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10)  # ready, checking, running, done, failed, stopped, undoing, undone
    by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    said = models.TextField(blank=True)


class ImportStep(models.Model):
    """A batch that is in: written in the transaction of the batch, so that a killed import goes on after it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=120)
    count = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    made = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="import_step_once")]


class RefusedRow(models.Model):
    """A row that did not come in, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refused")
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=80)
    row = models.JSONField(default=dict)

    class Meta:
        ordering = ["file", "line", "id"]


class SavedMapping(models.Model):
    """A mapping of columns kept for the next file of the kind."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
