"""Periodic work on tasks."""

from django.db import transaction

from crosslift.core.actor import the_system
from crosslift.core.jobs import job
from crosslift.tasks.actions import remind_owners
from crosslift.tasks.queries import late_unreminded


@job("tasks.remind", cron="*/5 * * * *", lock="tasks.remind")
def remind(timestamp: int = 0) -> None:
    """Tell people of tasks that fell due, batch by batch."""
    system = the_system("job", "the task is late")
    while late_unreminded():
        with transaction.atomic():
            if not remind_owners(actor=system):
                return  # another worker holds the rest
