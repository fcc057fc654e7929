"""Offers in templates: the bars of a reason, its sentence, and the panels that other rooms' pages take in."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from crosslift.offers import queries
from crosslift.web import offer_words
from crosslift.web.person import actor_of
from crosslift.web.show import number, percent

register = template.Library()


@register.filter
def about(amount: Decimal, currency: str) -> str:
    """An expectation, without cents unless it is small: nobody knows it to the cent."""
    return offer_words.rounded_words(amount, currency)


@register.simple_tag
def bars_of(reason: Mapping[str, Any]) -> dict[str, Any]:
    """Both shares of a rule on one scale, with their counts in words."""
    whole, rest = reason["count"], reason["without_count"]
    with_share = 100 * reason["joint"] / whole if whole else 0.0
    without_share = 100 * reason["without_joint"] / rest if rest else 0.0
    return {
        "with_share": with_share,
        "without_share": without_share,
        "with_text": _counted(with_share, reason["joint"], whole),
        "without_text": _counted(without_share, reason["without_joint"], rest),
        "scale": offer_words.scale(max(with_share, without_share)),
    }


def _counted(share: float, count: int, of: int) -> str:
    return offer_words.counted(percent(share / 100), number(count), number(of))


@register.filter
def dated(value: datetime) -> str:
    """The day as a date, never as "today": `23 Nov 2026` or `23.11.2026`."""
    on = timezone.localdate(value)
    return on.strftime("%d.%m.%Y") if get_language() == "ru" else format_date(on, "d MMM y", locale="en")


@register.filter
def told(reason: Mapping[str, Any]) -> SafeString:
    """The reason as a sentence."""
    return queries.sentence(reason)


@register.simple_tag(takes_context=True)
def customer_offers(context: Mapping[str, Any], customer: Any) -> dict[str, Any]:
    """What this customer (a CustomerRef) should have next, for the customer's page."""
    account, contact = (customer.id, None) if customer.kind == "account" else (None, customer.id)
    return offer_words.customer_panel(actor_of(context["request"]), account, contact)


@register.simple_tag(takes_context=True)
def next_sales(context: Mapping[str, Any]) -> dict[str, Any]:
    """The best open sales of the person's own customers, for Today."""
    return offer_words.next_sales(actor_of(context["request"]))
