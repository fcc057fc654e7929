"""Sentences kept in the database as a msgid with its parameters, put into the reader's language when shown."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext


def sentence(msgid: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence in the present language. A parameter may itself be {"msgid": …, "params": …}.

    A sentence whose parameters do not fit is shown as it is rather than not at all.
    """
    filled = {name: _shown(value) for name, value in (params or {}).items()}
    text = gettext(msgid) if msgid else ""
    if not filled:
        return text
    try:
        return text % filled
    except (KeyError, TypeError, ValueError):
        return text


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping) and "msgid" in value:
        return sentence(str(value["msgid"]), value.get("params"))
    return value
