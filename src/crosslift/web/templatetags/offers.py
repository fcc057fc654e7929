"""Offers in templates: the bars of a reason, its sentence, and the panels that other rooms' pages take in."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from crosslift.offers import queries
from crosslift.web import offer_words
from crosslift.web.person import actor_of
from crosslift.web.templatetags.show import number, percent

register = template.Library()


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
def told(reason: Mapping[str, Any]) -> SafeString:
    """The reason as a sentence."""
    return queries.sentence(reason)


@register.inclusion_tag("offers/_deal_panel.html", takes_context=True)
def deal_offers(context: Mapping[str, Any], deal_id: int) -> dict[str, Any]:
    """What this customer should have next, on the page of a deal."""
    return offer_words.deal_panel(actor_of(context["request"]), deal_id)


@register.inclusion_tag("offers/_customer.html", takes_context=True)
def customer_offers(
    context: Mapping[str, Any], account_id: int | None, contact_id: int | None = None
) -> dict[str, Any]:
    """What this customer should have next, on the customer's page."""
    return offer_words.customer_panel(actor_of(context["request"]), account_id, contact_id)


@register.inclusion_tag("offers/_next_sales.html", takes_context=True)
def next_sales(context: Mapping[str, Any]) -> dict[str, Any]:
    """The best open sales of the person's own customers, for Today."""
    return offer_words.next_sales(actor_of(context["request"]))
