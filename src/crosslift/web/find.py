"""Find or do: any record by words, any deed the person may do, any page they may open."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crosslift.catalog.queries import search_products
from crosslift.core.actor import Actor
from crosslift.customers.queries import search_accounts, search_contacts
from crosslift.deals.queries import DealFilters, deals
from crosslift.leads.queries import LeadFilters, leads
from crosslift.web.frame import navigation
from crosslift.web.person import actor_of, page

EACH = 4
LONGEST = 80
# words, address, icon, the right to add it
DEEDS = (
    (_("New deal"), "/deals/new", "layout-kanban", "deal"),
    (_("New lead"), "/leads/new", "target", "lead"),
    (_("New customer"), "/customers/new", "building-store", "account"),
    (_("New product"), "/catalogue/new", "box", "product"),
    (_("Import a file"), "/imports", "upload", "import"),
)


@page()
def find(request: HttpRequest) -> HttpResponse:
    """The palette's fragment for `?q=`; without a question, what can be done and opened."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip().lstrip(">")[:LONGEST]
    context = {
        "asked": asked,
        "found": _found(actor, asked) if len(asked) > 1 else [],
        "deeds": _deeds(actor, asked),
        "places": _places(actor, asked),
    }
    return render(request, "find/results.html", context)


def _found(actor: Actor, asked: str) -> list[dict[str, Any]]:
    kinds = (
        ("account", search_accounts, "name", "/customers/{}", "building-store", _("Customer")),
        ("contact", search_contacts, "name", "/contacts/{}", "user", _("Contact")),
        ("deal", _deals, "title", "/deals/{}", "layout-kanban", _("Deal")),
        ("lead", _leads, "need", "/leads/{}", "target", _("Lead")),
        ("product", search_products, "name", "/catalogue/{}", "box", _("Product")),
    )
    return [
        {"name": marked(getattr(row, field), asked), "url": url.format(row.pk), "icon": icon, "note": note}
        for thing, search, field, url, icon, note in kinds
        if actor.may(thing, "view")
        for row in search(actor, asked)[:EACH]
    ]


def _deals(actor: Actor, asked: str) -> "QuerySet[Any]":
    return deals(actor, DealFilters(words=asked))


def _leads(actor: Actor, asked: str) -> "QuerySet[Any]":
    return leads(actor, LeadFilters(words=asked))


def marked(text: str, asked: str) -> SafeString:
    """The text with what was asked in <mark>; everything else escaped."""
    place = text.casefold().find(asked.casefold())
    if place < 0 or len(text.casefold()) != len(text):
        return format_html("{}", text)
    end = place + len(asked)
    return format_html("{}<mark>{}</mark>{}", text[:place], text[place:end], text[end:])


def _deeds(actor: Actor, asked: str) -> list[dict[str, Any]]:
    rows = [
        {"name": str(words), "url": url, "icon": icon} for words, url, icon, right in DEEDS if actor.may(right, "add")
    ]
    return [row for row in rows if asked.casefold() in row["name"].casefold()]


def _places(actor: Actor, asked: str) -> list[dict[str, Any]]:
    rows = [{"name": str(i["label"]), "url": i["url"], "icon": i["icon"]} for i in navigation(actor)]
    return [row for row in rows if asked.casefold() in row["name"].casefold()]


urls = [path("find", find, name="find.find")]
