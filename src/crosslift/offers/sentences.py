"""A reason is data; here it becomes the sentence that people read, in their language.

A reason of kind "rule" carries every count, so that it can still be told when its version is long past:
{"kind", "rule", "ruleset", "source", "source_name", "joint", "count", "without_joint", "without_count",
"times", "times_low", "times_high", "low", "high", "label"}. The other kinds are "link" (the catalogue proposes
it), "premium" (a better version of what they have) and "unit_step" (more of what they have).
"""

import html
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django.utils import translation
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEW = 30
Reason = Mapping[str, Any]


def times(value: float) -> str:
    """2.1, 14: how many times, with the reader's decimal sign; always one decimal, so that "раза" agrees."""
    return str(format_decimal(value, "#,##0.0", locale=_locale()))


def count(value: int) -> str:
    """A whole number with the reader's separators."""
    return str(format_decimal(value, "#,##0", locale=_locale()))


def _locale() -> str:
    return "ru" if translation.get_language() == "ru" else "en"


def sentence(reason: Reason) -> SafeString:
    """The reason as HTML, names and numbers in bold."""
    tell = {"rule": _of_rule, "link": _of_link, "premium": _of_premium, "unit_step": _of_step}[reason["kind"]]
    return tell(reason)


def plain(reason: Reason) -> str:
    """The reason as plain text, for the API, exports and mail."""
    return html.unescape(strip_tags(sentence(reason)))


def _of_rule(reason: Reason) -> SafeString:
    told = format_html(
        ngettext(
            "Bought with <b>{name}</b> by <b>{joint} of {count}</b> customer like this one; "
            "<b>{times} times</b> as often as chance, after correction.",
            "Bought with <b>{name}</b> by <b>{joint} of {count}</b> customers like this one; "
            "<b>{times} times</b> as often as chance, after correction.",
            reason["count"],
        ),
        name=reason["source_name"],
        joint=count(reason["joint"]),
        count=count(reason["count"]),
        times=times(reason["times"]),
    )
    if reason["joint"] >= FEW:
        return told
    return format_html("{} {}", told, _likely(reason))


def _likely(reason: Reason) -> str:
    return ngettext(
        "Likely %(low)s to %(high)s times. Only %(n)s case: ask, don’t promise.",
        "Likely %(low)s to %(high)s times. Only %(n)s cases: ask, don’t promise.",
        reason["joint"],
    ) % {"low": times(reason["times_low"]), "high": times(reason["times_high"]), "n": reason["joint"]}


def _of_link(reason: Reason) -> SafeString:
    told = format_html(_("The catalogue proposes it with <b>{name}</b>."), name=reason["source_name"])
    if reason.get("note"):
        told = format_html("{} {}", told, reason["note"])
    if reason.get("share_of"):
        known = ngettext(
            "{owners} of {all} customer has it; whether more often than by chance is not yet known.",
            "{owners} of {all} customers have it; whether more often than by chance is not yet known.",
            reason["share_of"],
        )
        return format_html(
            "{} {}", told, format_html(known, owners=count(reason["owners"]), all=count(reason["share_of"]))
        )
    return format_html("{} {}", told, _("How often it is bought is not yet known."))


def _of_premium(reason: Reason) -> SafeString:
    told = format_html(_("A better version of <b>{name}</b>, which they have."), name=reason["source_name"])
    return format_html("{} {}", told, reason["note"]) if reason.get("note") else told


def _of_step(reason: Reason) -> SafeString:
    return format_html(
        _("Or more of <b>{name}</b>: {quantity} {unit} more is the next step, {worth}."),
        name=reason["source_name"],
        quantity=reason["quantity"],
        unit=reason["unit"] or _("units"),
        worth=_amount(reason),
    )


def _amount(reason: Reason) -> str:
    if not reason["worth"]:
        return _("price not known")
    pattern = "#,##0.## ¤" if _locale() == "ru" else "¤#,##0.##"
    amount = Decimal(reason["worth"])
    return str(format_currency(amount, reason["currency"], pattern, locale=_locale(), currency_digits=False))


def why_label(label: str, why: str, facts: Mapping[str, Any]) -> str:
    """Why a rule is worthy, caution or weak, with the numbers that decide: `facts` are its counts and bounds."""
    numbers = {
        "joint": count(facts["joint"]),
        "expected": format_decimal(facts["expected"], "#,##0.#", locale=_locale()),
        "low": times(facts["times_low"]),
        "needed": count(facts["worthy_joint"]),
        "lift": times(facts["worthy_lift"]),
    }
    if why == "low_lift":
        return (
            _(
                "%(joint)s cases where %(expected)s were to be expected by chance. It may be as little as %(low)s "
                "times; worthy begins at %(lift)s."
            )
            % numbers
        )
    if label == "worthy":
        return (
            _("%(joint)s cases where %(expected)s were to be expected by chance, at least %(low)s times.") % numbers
        )
    return (
        _(
            "%(joint)s cases where %(expected)s were to be expected by chance, at least %(low)s times; "
            "worthy begins at %(needed)s cases."
        )
        % numbers
    )
