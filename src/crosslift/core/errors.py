"""Refusals: what a person or program asked for and may not have, each with a sentence saying what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An expected refusal. `sentence` is for people; `fields` points at the places of bad input."""

    status = 422
    code = "refused"
    sentence: Any = _("This can't be done.")

    def __init__(self, sentence: Any = None, *, fields: Mapping[str, Any] | None = None, **about: Any) -> None:
        self.about = about
        self.fields = dict(fields or {})
        if sentence is not None:
            self.sentence = sentence
        super().__init__(str(self.code))

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % self.about if self.about else text


class BadInput(Refusal):
    """A value can't be taken; `fields` says which and why."""

    code = "bad_input"
    sentence = _("Some fields need another look.")


class NotFound(Refusal):
    """There is no such record, or the reader may not know that there is."""

    status = 404
    code = "not_found"
    sentence = _("There is nothing here, or it is not yours to see.")


class NotAllowed(Refusal):
    """The person may see it but not do this."""

    status = 403
    code = "not_allowed"
    sentence = _("Your role does not allow this. Ask an administrator or the head of your team.")


class Conflict(Refusal):
    """Somebody else changed it meanwhile, or it is no longer in the state this needs."""

    status = 409
    code = "conflict"
    sentence = _("This has changed meanwhile. Look at it again, then decide.")
