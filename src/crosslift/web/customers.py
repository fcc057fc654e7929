"""Customers: the list of accounts, the list of people, and where their pages are."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from crosslift.activities import queries as activities
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.paging import Page, page_of
from crosslift.customers import queries
from crosslift.deals import queries as deals
from crosslift.orders import queries as orders
from crosslift.staff import queries as staff
from crosslift.tasks import queries as tasks
from crosslift.web import customer_forms, customer_page
from crosslift.web.listing import Column, address, chip, neighbours, sort_heads, sorted_by, whole
from crosslift.web.person import actor_of, page

SHOWN = 50
NEW_DAYS = 30
FEW = 2
COLUMNS = (
    Column("name", "name_key"),
    Column("sector", "sector"),
    Column("owner", "owner__name"),
    Column("owns", "owns", number=True),
    Column("deals", "open_deals", number=True),
)


@page("account")
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts that the person may see, narrowed, sorted and paged."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip()[:120]
    every = _counted(actor, queries.visible_accounts(actor))
    found = _counted(actor, queries.search_accounts(actor, asked)) if asked else every
    rows = _of_tab(_filtered(found, request), request.GET.get("tab", ""), actor)
    rows = rows if asked and not request.GET.get("sort") else sorted_by(rows, request, COLUMNS, "name")
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    context = {
        "page": shown,
        "rows": _with_work(actor, shown),
        "pages": neighbours(request, shown),
        "asked": asked,
        "search_url": address(request, q=""),
        "tabs": _tabs(request, actor, every),
        "heads": sort_heads(request, COLUMNS, "name"),
        "chips": _chips(request, actor),
        "narrowed": bool(asked or request.GET.get("tab") or any(request.GET.get(name) for name in FILTERS)),
        "may_add": actor.may("account", "add"),
        "may_import": actor.may("import", "add"),
    }
    part = request.headers.get("HX-Target") == "list"
    return render(request, "customers/_accounts.html" if part else "customers/accounts.html", context)


FILTERS = {"owner": "owner_id", "kind": "kind", "sector": "sector", "country": "country"}


def _counted(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with how much each owns and how many sales with it are open, counted by the database."""
    holdings = orders.all_holdings().filter(account_id=OuterRef("pk"))
    in_work = deals.visible_deals(actor).filter(account_id=OuterRef("pk"), outcome="open")
    counted: QuerySet[Any] = rows.annotate(owns=_count_of(holdings), open_deals=_count_of(in_work))
    return counted


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("account_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _filtered(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    for name, field in FILTERS.items():
        value = request.GET.get(name, "").replace("\x00", "")
        if name == "owner":
            value = value if value == "none" or whole(value, 0) else ""
        if value == "none":
            rows = rows.filter(**{f"{field}__isnull": True})
        elif value:
            rows = rows.filter(**{field: value})
    return rows


def _conditions(actor: Actor) -> dict[str, Q]:
    since = clock.now() - timedelta(days=NEW_DAYS)
    return {
        "mine": Q(owner_id=actor.id),
        "few": Q(owns__gt=0, owns__lte=FEW),
        "new": Q(made_at__gte=since),
    }


def _of_tab(rows: QuerySet[Any], tab: str, actor: Actor) -> QuerySet[Any]:
    condition = _conditions(actor).get(tab)
    return rows if condition is None else rows.filter(condition)


def _tabs(request: HttpRequest, actor: Actor, every: QuerySet[Any]) -> list[dict[str, Any]]:
    conditions = _conditions(actor)
    counts = every.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    on = request.GET.get("tab", "")
    names = (("", _("All"), "all"), ("mine", _("Mine"), "mine"), ("few", _("One or two products"), "few"),
             ("new", _("New"), "new"))  # fmt: skip
    tabs = [
        {"label": label, "url": f"/customers?tab={key}" if key else "/customers", "on": key == on, "count": counts[n]}
        for key, label, n in names
    ]
    if actor.may("contact", "view"):
        tabs.append({"label": _("People"), "url": "/contacts", "on": False, "count": None, "icon": "user"})
    return tabs


def _chips(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    people = [(str(user.pk), user.name) for user in staff.users(actor).filter(is_active=True)]
    kinds = [("existing", _("Customers that ordered")), ("potential", _("Potential"))]
    sectors, countries = queries.sectors(actor), queries.countries(actor)
    return [
        chip(request, "owner", _("Owner"), [*people, ("none", _("nobody"))]),
        chip(request, "kind", _("Kind"), kinds),
        chip(request, "sector", _("Sector"), [(name, name) for name in sectors]),
        chip(request, "country", _("Country"), [(name, name) for name in countries]),
    ]


def _with_work(actor: Actor, shown: Page[Any]) -> list[dict[str, Any]]:
    """The rows of the page with the last talk and the next step of each."""
    ids = [row.pk for row in shown.rows]
    touches = activities.last_touches(ids)
    steps = _next_steps(actor, ids)
    return [{"account": row, "touched": touches.get(row.pk), "step": steps.get(row.pk)} for row in shown.rows]


def _next_steps(actor: Actor, account_ids: Collection[int]) -> dict[int, Any]:
    """The task due first about each account or one of its open sales."""
    open_deals = deals.visible_deals(actor).filter(account_id__in=account_ids, outcome="open")
    account_of = dict(open_deals.order_by().values_list("pk", "account_id"))
    found = dict(tasks.next_steps_of(actor, "account", account_ids))
    for deal_id, task in tasks.next_steps_of(actor, "deal", account_of.keys()).items():
        held = found.get(account_of[deal_id])
        if held is None or (task.due_at and (not held.due_at or task.due_at < held.due_at)):
            found[account_of[deal_id]] = task
    return found


PEOPLE_COLUMNS = (
    Column("name", "name_key"),
    Column("account", "account__name_key"),
    Column("owner", "owner__name"),
)


@page("contact")
def contacts(request: HttpRequest) -> HttpResponse:
    """The people that the person may see: of accounts, and buying on their own."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip()[:120]
    rows = queries.search_contacts(actor, asked) if asked else queries.visible_contacts(actor)
    alone = request.GET.get("alone") == "1"
    if alone:
        rows = rows.filter(account__isnull=True)
    if request.GET.get("tab") == "mine":
        rows = rows.filter(owner_id=actor.id)
    rows = rows if asked and not request.GET.get("sort") else sorted_by(rows, request, PEOPLE_COLUMNS, "name")
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    context = {
        "page": shown,
        "rows": shown.rows,
        "pages": neighbours(request, shown),
        "asked": asked,
        "search_url": address(request, q=""),
        "heads": sort_heads(request, PEOPLE_COLUMNS, "name"),
        "chips": [chip(request, "alone", _("Account"), [("1", _("buys as a person"))])],
        "narrowed": bool(asked or alone),
        "may_add": actor.may("contact", "add"),
        "tabs": [
            {"label": _("Companies"), "url": "/customers", "on": False, "icon": "building-store"},
            {"label": _("People"), "url": "/contacts", "on": True, "icon": "user", "count": shown.total},
        ],
    }
    part = request.headers.get("HX-Target") == "list"
    return render(request, "customers/_contacts.html" if part else "customers/contacts.html", context)


urls = [
    path("customers", accounts),
    path("customers/new", customer_forms.new_account),
    path("customers/<int:pk>", customer_page.account),
    path("customers/<int:pk>/edit", customer_forms.edit_account),
    path("customers/<int:pk>/delete", customer_page.delete_account),
    path("customers/<int:pk>/activities", customer_page.log_account),
    path("contacts", contacts),
    path("contacts/new", customer_forms.new_contact),
    path("contacts/<int:pk>", customer_page.contact),
    path("contacts/<int:pk>/edit", customer_forms.edit_contact),
    path("contacts/<int:pk>/delete", customer_page.delete_contact),
    path("contacts/<int:pk>/activities", customer_page.log_contact),
    path("activities/<int:pk>/edit", customer_page.edit_activity),
    path("activities/<int:pk>/delete", customer_page.delete_activity),
]
