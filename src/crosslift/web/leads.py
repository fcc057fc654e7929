"""Leads: the list, and what is done from it and from a lead's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from crosslift.core.actor import Actor
from crosslift.core.paging import page_of
from crosslift.leads import queries
from crosslift.leads.queries import LeadFilters
from crosslift.leads.words import MATURITY, STAGES
from crosslift.staff import queries as staff
from crosslift.tasks import queries as tasks
from crosslift.web import lead_deeds, lead_page
from crosslift.web.deal_words import due, short_late
from crosslift.web.lead_words import maturity
from crosslift.web.listing import Column, address, chip, neighbours, sort_heads, whole
from crosslift.web.person import actor_of, page

SHOWN = 50
SORTS = tuple(Column(name, name, number=name == "made") for name in queries.SORTS)


@page("lead")
def leads(request: HttpRequest) -> HttpResponse:
    """The leads that the person may see, open ones first of all."""
    actor = actor_of(request)
    filters = _filters(request)
    rows = queries.leads(actor, filters, request.GET.get("sort") or "-made")
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    steps = tasks.next_steps_of(actor, "lead", [lead.pk for lead in shown.rows if lead.is_open])
    context = {
        "page": shown,
        "rows": [_row(lead, steps.get(lead.pk)) for lead in shown.rows],
        "pages": neighbours(request, shown),
        "heads": sort_heads(request, SORTS, "-made"),
        "tabs": _tabs(request, actor),
        "chips": _chips(request, actor),
        "flags": _flags(request),
        "asked": filters.words,
        "narrowed": bool(request.GET.keys() - {"sort", "page"}),
        "may_add": actor.may("lead", "add"),
    }
    part = request.headers.get("HX-Target") == "list"
    return render(request, "leads/_table.html" if part else "leads/leads.html", context)


def _filters(request: HttpRequest) -> LeadFilters:
    asked = request.GET
    numbers: dict[str, Any] = {
        f"{name}_id": whole(asked.get(name), 0) or None for name in ("owner", "account", "contact", "product")
    }
    state = asked.get("state", "open")
    return LeadFilters(
        **numbers,
        stage=asked.get("stage", "") if asked.get("stage", "") in STAGES else "",
        maturity=asked.get("maturity", "") if asked.get("maturity", "") in MATURITY else "",
        source=asked.get("source", "")[:20].replace("\x00", ""),
        state=state if state in ("open", "closed") else "",
        words=asked.get("q", "")[:120].replace("\x00", ""),
        no_customer=asked.get("nocustomer") == "1",
    )


def _tabs(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    on = request.GET.get("state", "open")
    names = (("open", _("In work")), ("closed", _("Closed")), ("all", _("All")))
    counts = queries.state_counts(actor)
    return [
        {
            "label": label,
            "url": "/leads" if key == "open" else f"/leads?state={key}",
            "on": key == on,
            "count": counts[key],
        }
        for key, label in names
    ]


def _chips(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    people = [(str(user.pk), user.name) for user in staff.users(actor).filter(is_active=True)]
    sources = [("hand", _("by hand")), ("cross_sale", _("cross-sale")), ("import", _("import"))]
    return [
        chip(request, "maturity", _("Maturity"), [(key, str(label)) for key, label in MATURITY.items()]),
        chip(request, "stage", _("Stage"), [(key, str(label)) for key, label in STAGES.items()]),
        chip(request, "owner", _("Owner"), people),
        chip(request, "source", _("From"), sources),
    ]


def _flags(request: HttpRequest) -> list[dict[str, Any]]:
    on = request.GET.get("nocustomer") == "1"
    target = address(request, nocustomer="" if on else "1")
    return [{"label": _("No customer"), "count": None, "on": on, "url": target}]


def _row(lead: Any, step: Any) -> dict[str, Any]:
    return {
        "lead": lead,
        "customer": queries.customer_of(lead),
        "products": ", ".join(row.product.name for row in lead.products.all()),
        "stage": STAGES[lead.stage],
        "maturity": maturity(lead.maturity),
        "step": step,
        "due": due(step),
        "late": short_late(step),
    }


urls = [
    path("leads", leads, name="leads.leads"),
    path("leads/new", lead_deeds.new, name="leads.new"),
    path("leads/<int:pk>", lead_page.lead, name="leads.lead"),
    path("leads/<int:pk>/edit", lead_deeds.edit, name="leads.edit"),
    path("leads/<int:pk>/move", lead_deeds.move, name="leads.move"),
    path("leads/<int:pk>/close", lead_deeds.close, name="leads.close"),
    path("leads/<int:pk>/reopen", lead_deeds.reopen, name="leads.reopen"),
    path("leads/<int:pk>/convert", lead_deeds.convert, name="leads.convert"),
    path("leads/<int:pk>/log", lead_deeds.log, name="leads.log"),
    path("leads/<int:pk>/products", lead_deeds.add_product, name="leads.add_product"),
    path("leads/<int:pk>/products/<int:product_id>/remove", lead_deeds.remove_product, name="leads.remove_product"),
]
