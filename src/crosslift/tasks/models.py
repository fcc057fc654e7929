"""Tasks."""

from django.db import models

from crosslift.core import clock
from crosslift.core.words import sentence


class Task(models.Model):
    """A thing that one person is to do by a moment.

    `subject_type` and `subject_id` say what it is about ("deal", 42): this room lies under theirs and does not
    know them. `origin` is "hand", "process" or "plan"; a process names its waiting place in `place`.
    """

    OPEN, DONE, CANCELLED = "open", "done", "cancelled"

    title = models.CharField(max_length=300)
    title_params = models.JSONField(default=dict)
    kind = models.CharField(max_length=20, default="todo")
    owner = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, default=OPEN)
    positive = models.BooleanField(null=True)
    result = models.TextField(blank=True)
    origin = models.CharField(max_length=10, default="hand")
    place = models.CharField(max_length=120, blank=True)
    subject_type = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=300, blank=True)
    next_step = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    historical = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_at"], name="task_open", condition=models.Q(state="open")),
            models.Index(fields=["due_at"], name="task_due", condition=models.Q(state="open", reminded_at=None)),
            models.Index(fields=["subject_type", "subject_id"], name="task_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                name="task_once_a_place",
                condition=models.Q(state="open") & ~models.Q(place=""),
            )
        ]

    @property
    def words(self) -> str:
        """The title in the reader's language; what a person typed stays as typed."""
        return self.title if self.origin == "hand" else sentence(self.title, self.title_params)

    @property
    def late(self) -> bool:
        """Whether it is open past its due moment."""
        return self.state == self.OPEN and self.due_at is not None and self.due_at < clock.now()
