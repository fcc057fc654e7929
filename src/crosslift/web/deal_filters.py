"""The filters of deals in the address, the same for board, table and funnel."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from crosslift.catalog import queries as catalog
from crosslift.core.actor import Actor
from crosslift.customers import queries as customers
from crosslift.deals.queries import DealFilters
from crosslift.funnels import queries as funnels
from crosslift.staff import queries as staff
from crosslift.web.listing import address, chip, whole

VIEWS = ("board", "table", "funnel")
FLAGS = {"late": "late", "nostep": "no_step", "nocustomer": "no_customer"}


def view_of(request: HttpRequest) -> str:
    """Board, table or funnel; the board unless said."""
    asked = request.GET.get("view", "")
    return asked if asked in VIEWS else "board"


def filters_of(request: HttpRequest) -> DealFilters:
    """What the address narrows to; nonsense narrows nothing."""
    asked = request.GET
    numbers: dict[str, Any] = {
        f"{name}_id": whole(asked.get(name), 0) or None
        for name in ("owner", "team", "account", "contact", "product", "stage")
    }
    outcome = asked.get("outcome", "")
    return DealFilters(
        **numbers,
        outcome=outcome if outcome in ("open", "won", "lost") else "",
        source=asked.get("source", "")[:20].replace("\x00", ""),
        words=asked.get("q", "")[:120].replace("\x00", ""),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        late=asked.get("late") == "1",
        no_step=asked.get("nostep") == "1",
        no_customer=asked.get("nocustomer") == "1",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def listed_filters(request: HttpRequest) -> DealFilters:
    """For the table: what is in work unless another outcome, or all, is asked for."""
    filters = filters_of(request)
    if request.GET.get("outcome") is None and not filters.stage_id:
        return replace(filters, outcome="open")
    return filters


def view_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The three ways to look, each keeping the filters."""
    on = view_of(request)
    names = (
        ("board", _("Board"), "layout-kanban"),
        ("table", _("Table"), "list"),
        ("funnel", _("Funnel"), "filter"),
    )
    return [
        {"label": label, "icon": icon, "on": key == on, "url": _only(request, view="" if key == "board" else key)}
        for key, label, icon in names
    ]


def _only(request: HttpRequest, **changes: str) -> str:
    return address(request, sort="", more="", **changes)


def flags(request: HttpRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The chips that switch on and off, with how many they would show."""
    words = {"late": _("Late"), "nostep": _("No next step"), "nocustomer": _("No customer")}
    rows = []
    for name, label in words.items():
        on = request.GET.get(name) == "1"
        if on or counts.get(FLAGS[name]) or name != "nocustomer":
            target = address(request, **{name: "" if on else "1"})
            rows.append({"label": label, "count": counts.get(FLAGS[name], 0), "on": on, "url": target})
    return rows


def chips(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The filters that open a menu, and those that only an address sets, with their way out."""
    sellers = list(staff.sellers(actor))
    people = [(str(user.pk), user.name) for user in sellers]
    found = [chip(request, "owner", _("Seller"), people)] if len(people) > 1 else []
    if len({user.team_id for user in sellers}) > 1:
        found.append(chip(request, "team", _("Team"), [(str(team.pk), team.name) for team in staff.teams()]))
    if view_of(request) == "table":
        stages = [(str(stage.pk), stage.name) for stage in funnels.stages()]
        outcomes = [("open", _("in work")), ("won", _("won")), ("lost", _("lost")), ("all", _("all"))]
        found.append(chip(request, "outcome", _("State"), outcomes))
        found.append(chip(request, "stage", _("Stage"), stages))
    sources = [("hand", _("by hand")), ("cross_sale", _("cross-sale")), ("whitespace", _("whitespace")),
               ("lead", _("lead")), ("import", _("import"))]  # fmt: skip
    found.append(chip(request, "source", _("From"), sources))
    return found + _set_by_address(request, actor)


def _set_by_address(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    filters = filters_of(request)
    found = []
    customer: Any = None
    if filters.account_id:
        customer = customers.visible_accounts(actor).filter(pk=filters.account_id).first()
    elif filters.contact_id:
        customer = customers.visible_contacts(actor).filter(pk=filters.contact_id).first()
    if customer is not None:
        found.append(
            {"label": _("Customer"), "value": customer.name, "clear": address(request, account="", contact="")}
        )
    product = catalog.products_by_id([filters.product_id]).get(filters.product_id) if filters.product_id else None
    if product is not None:
        found.append({"label": _("Product"), "value": product.name, "clear": address(request, product="")})
    return found
