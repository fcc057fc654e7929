"""Refusals around processes."""

from django.utils.translation import gettext_lazy as _

from crosslift.core.errors import BadInput, Conflict, NotAllowed


class FileRefused(BadInput):
    """The BPMN file can't be taken; the sentence says why."""

    code = "process_file_refused"
    sentence = _("This file is not a process that can run here.")


class ProcessRefused(BadInput):
    """The process has mistakes; `fields` names each element and what is wrong with it."""

    code = "process_refused"
    sentence = _("The process “%(name)s” can't run yet: %(problems)s")


class NotWaiting(Conflict):
    """The process does not wait for this answer."""

    code = "not_waiting"
    sentence = _("The process does not wait for an answer here any more. Look at it again.")


class AlreadyAnswered(Conflict):
    """Somebody answered before."""

    code = "already_answered"
    sentence = _("This has been answered already. Look at the answer, then decide.")


class NotYourAnswer(NotAllowed):
    """Another person is asked."""

    code = "not_your_answer"
    sentence = _("Somebody else is asked here. Their deputy or the head of their team may answer for them.")


class CantGoOn(Conflict):
    """The answer does not fit the process: no way leads on from it."""

    code = "cant_go_on"
    sentence = _("The process can't go on with this answer: %(said)s")


class NothingFailed(Conflict):
    """There is nothing to try again."""

    code = "nothing_failed"
    sentence = _("Nothing has failed here, so there is nothing to try again.")


class InstanceEnded(Conflict):
    """It is done or cancelled."""

    code = "instance_ended"
    sentence = _("This process has ended already.")


class AnswerInItsForm(Conflict):
    """The question has a form of its own, which checks and keeps the answer."""

    code = "answer_in_its_form"
    sentence = _("This question has a form of its own. Answer the offer on the page of its deal.")
