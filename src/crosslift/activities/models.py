"""What was said and done with a customer."""

from django.db import models


class Activity(models.Model):
    """A note, call, meeting or letter about one record, which this room knows by type and id alone.

    The customer is known besides: whoever was spoken with can't be deleted without the talk being lost.
    """

    KINDS = ("note", "call", "meeting", "letter")

    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    author = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    account = models.ForeignKey(
        "customers.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    historical = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="activity_subject"),
            models.Index(fields=["account", "-at"], name="activity_account"),
        ]
