"""Refusals around tasks."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import BadInput, Conflict


class TaskClosed(Conflict):
    """It was done or cancelled before."""

    code = "task_closed"
    sentence = _("This task is closed already. Reopen it first if there is more to do.")


class TaskOpen(Conflict):
    """It can't be reopened, because it is open."""

    code = "task_open"
    sentence = _("This task is open already.")


class AnswerAtItsPlace(Conflict):
    """A process waits for the answer itself, not for a tick."""

    code = "answer_at_its_place"
    sentence = _(
        "A process waits for your answer here. Open “%(about)s” and answer there; the task then closes by itself."
    )


class ResultNeeded(BadInput):
    """A task ends with a result."""

    code = "result_needed"
    sentence = _("Say how it ended: well or not. Where it did not, add a word why.")
