"""What was said and done with a customer."""

from django.db import models


class Activity(models.Model):
    """A note, call, meeting or letter about one record, which this room knows by type and id alone."""

    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    author = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    historical = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="activity_subject"),
            models.Index(fields=["account_id", "-at"], name="activity_account"),
        ]
