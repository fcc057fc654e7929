"""What the frame of every page needs: the navigation that this person may see, with counts."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor
from crosslift.core.text import initials
from crosslift.staff.queries import role_names
from crosslift.tasks.queries import open_counts

if TYPE_CHECKING:
    from crosslift.staff.models import User

# key, words, address, icon, the right that opens it, whether it stands at the bottom of a phone; None is a gap
NAVIGATION: tuple[tuple[str, Any, str, str, str, bool] | None, ...] = (
    ("today", _("Today"), "/", "sun", "", True),
    ("deals", _("Deals"), "/deals", "layout-kanban", "deal", True),
    ("leads", _("Leads"), "/leads", "target", "lead", False),
    ("customers", _("Customers"), "/customers", "building-store", "account", False),
    ("whitespace", _("Whitespace"), "/whitespace", "table", "offer", False),
    None,
    ("catalogue", _("Catalogue"), "/catalogue", "box", "product", False),
    ("offers", _("Offers"), "/offers", "gift", "rule", False),
    None,
    ("processes", _("Processes"), "/processes", "sitemap", "process", False),
    ("settings", _("Settings"), "/settings", "settings", "", False),
)


def navigation(actor: Actor) -> list[dict[str, Any]]:
    """The items that the actor may open; `gap` puts air before the first of a group."""
    items: list[dict[str, Any]] = []
    gap = False
    for entry in NAVIGATION:
        if entry is None:
            gap = True
            continue
        key, label, url, icon, right, tab = entry
        if not right or actor.may(right, "view"):
            items.append({"key": key, "label": label, "url": url, "icon": icon, "tab": tab, "gap": gap})
            gap = False
    return items


def context(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables for the templates; a stranger's pages have none."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or request.headers.get("HX-Request"):
        return {"actor": actor, "toasts": []}
    user: User = request.user  # type: ignore[assignment]
    nav = navigation(actor)
    due = open_counts(actor)
    nav[0] |= {"count": due.late or due.open, "bad": bool(due.late)}
    return {
        "actor": actor,
        "nav": nav,
        "nav_current": _current(request.path, nav),
        "person": _person(actor, user),
        "theme": user.theme,
        "single_keys": user.single_keys,
        "inbox_url": "/inbox",
        "inbox_count": due.unread,
        "toasts": request.session.pop("toasts", []),
    }


def _person(actor: Actor, user: "User") -> dict[str, str]:
    roles = ", ".join(role_names(actor, get_language() or "en"))
    place = f"{roles} · {user.team.name}" if user.team else roles
    return {"name": user.name, "initials": initials(user.name), "role": place, "url": "/profile"}


def _current(path: str, nav: list[dict[str, Any]]) -> str:
    found = [item for item in nav if item["url"] != "/" and path.startswith(item["url"])]
    if path.startswith("/imports"):
        return "settings"
    return str(found[0]["key"]) if found else ("today" if path in ("/", "/inbox") else "")


def toast(request: HttpRequest, text: str, *, note: str = "", undo: str = "") -> None:
    """Say on the next page what happened, with an address that undoes it."""
    request.session["toasts"] = [*request.session.get("toasts", []), {"text": text, "note": note, "undo": undo}]
