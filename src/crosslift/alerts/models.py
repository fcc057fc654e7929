"""Alerts in people's inboxes."""

from django.db import models

from crosslift.core.words import sentence


class Alert(models.Model):
    """One thing told to one person, once (`once` is the key that says so)."""

    user = models.ForeignKey("staff.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    once = models.CharField(max_length=120)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at"], name="alert_inbox"),
            models.Index(fields=["user"], name="alert_unread", condition=models.Q(read_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "once"], name="alert_once")]

    @property
    def words(self) -> str:
        """The text in the reader's language."""
        return sentence(self.text, self.params)
