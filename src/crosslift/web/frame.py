"""What the frame of every page needs: the navigation that this person may see, with counts."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor

# key, words, address, icon, the right that opens it; None is a gap
NAVIGATION: tuple[tuple[str, Any, str, str, str] | None, ...] = (
    ("today", _("Today"), "/", "sun", ""),
    ("deals", _("Deals"), "/deals", "layout-kanban", "deal"),
    ("leads", _("Leads"), "/leads", "target", "lead"),
    ("customers", _("Customers"), "/customers", "building-store", "account"),
    ("whitespace", _("Whitespace"), "/whitespace", "table", "offer"),
    None,
    ("catalogue", _("Catalogue"), "/catalogue", "box", "product"),
    ("offers", _("Offers"), "/offers", "gift", "rule"),
    None,
    ("processes", _("Processes"), "/processes", "sitemap", "process"),
    ("settings", _("Settings"), "/settings", "settings", ""),
)


def navigation(actor: Actor) -> list[dict[str, Any]]:
    """The items that the actor may open; gaps between groups, none doubled."""
    items: list[dict[str, Any]] = []
    for entry in NAVIGATION:
        if entry is None:
            if items and not items[-1].get("gap"):
                items.append({"gap": True})
            continue
        key, label, url, icon, right = entry
        if not right or actor.may(right, "view"):
            items.append({"key": key, "label": label, "url": url, "icon": icon})
    return items


def context(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables for the templates."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "navigation": []}
    return {"actor": actor, "navigation": navigation(actor)}
