"""The catalogue: products by line, the page of one product, and where their forms are."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.catalog import actions, queries
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.paging import Page, page_of
from crosslift.core.queries import history
from crosslift.orders import queries as orders
from crosslift.web import catalogue_forms, product_links
from crosslift.web.answers import done
from crosslift.web.listing import Column, address, chip, neighbours, sort_heads, sorted_by, whole
from crosslift.web.person import actor_of, page
from crosslift.web.show import number

SHOWN = 100
HISTORY = 20
COLUMNS = (
    Column("name", "name_key"),
    Column("price", "price", number=True),
    Column("line", "line__rank"),
)
DEEDS = {
    "catalog.make_product": _l("added"),
    "catalog.change_product": _l("changed"),
    "catalog.retire_product": _l("taken out of sale"),
    "catalog.restore_product": _l("sold again"),
    "catalog.link_products": _l("product proposed"),
    "catalog.change_links": _l("proposed products changed"),
    "catalog.unlink_products": _l("proposed products taken away"),
    "catalog.import_products": _l("imported"),
}
FIELDS = {
    "name": _l("name"), "code": _l("code"), "price": _l("price"), "cost": _l("cost"), "unit": _l("unit"),
    "unit_step": _l("unit step"), "currency_id": _l("currency"), "tax_rate": _l("tax rate"), "rank": _l("rank"),
    "line_id": _l("line"), "active": _l("sold"), "category": _l("category"), "description": _l("description"),
    "customer_value": _l("value to the customer"), "target": _l("product"), "kind": _l("kind"), "cross": _l("Cross"),
    "note": _l("note"),
}  # fmt: skip


@page("product")
def products(request: HttpRequest) -> HttpResponse:
    """The products by line, narrowed, sorted and paged."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip()[:120]
    rows = queries.search_products(actor, asked) if asked else queries.visible_products(actor)
    rows = _filtered(rows, request)
    by_line = not asked and request.GET.get("sort", "") in ("", "line")
    if request.GET.get("sort") and not by_line:
        rows = sorted_by(rows, request, COLUMNS, "name")
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    context = {
        "page": shown,
        "groups": _groups(shown, by_line),
        "proposed": _proposed(shown),
        "pages": neighbours(request, shown),
        "asked": asked,
        "search_url": address(request, q=""),
        "tabs": _tabs(request, actor),
        "heads": sort_heads(request, COLUMNS, "line"),
        "chips": _chips(request, actor),
        "narrowed": bool(asked or any(request.GET.get(name) for name in ("line", "category", "active"))),
        "may_add": actor.may("product", "add"),
        "may_change": actor.may("product", "change"),
        "may_import": actor.may("import", "add"),
    }
    part = request.headers.get("HX-Target") == "list"
    return render(request, "catalogue/_products.html" if part else "catalogue/products.html", context)


def _filtered(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    state = request.GET.get("active", "")
    if state in ("", "retired"):
        rows = rows.filter(active=state == "")
    line = whole(request.GET.get("line"), 0)
    if line:
        rows = rows.filter(line_id=line)
    category = request.GET.get("category", "").replace("\x00", "")
    return rows.filter(category=category) if category else rows


def _tabs(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    counts = dict(queries.visible_products(actor).order_by().values_list("active").annotate(n=Count("pk")))
    sold, retired = counts.get(True, 0), counts.get(False, 0)
    on = request.GET.get("active", "")
    names = (("", _("Sold"), sold), ("retired", _("Retired"), retired), ("all", _("All"), sold + retired))
    return [
        {"label": label, "url": address(request, active=key), "on": key == on, "count": count}
        for key, label, count in names
    ]


def _chips(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    lines = [(str(line.pk), line.name) for line in queries.product_lines(actor)]
    categories = [(name, name) for name in queries.categories(actor)]
    return [chip(request, "line", _("Line"), lines), chip(request, "category", _("Category"), categories)]


def _groups(shown: Page[Any], by_line: bool) -> list[dict[str, Any]]:
    """The rows of the page, under the heads of their lines where that is the order."""
    if not by_line:
        return [{"line": None, "headed": False, "rows": shown.rows}] if shown.rows else []
    groups: list[dict[str, Any]] = []
    for row in shown.rows:
        if not groups or groups[-1]["line"] != row.line:
            groups.append({"line": row.line, "headed": True, "rows": []})
        groups[-1]["rows"].append(row)
    return groups


def _proposed(shown: Page[Any]) -> dict[int, dict[str, int]]:
    """How many products each row proposes, and how many of them drive the cross-sale."""
    counted: dict[int, dict[str, int]] = {}
    for source, cross in (
        queries.links_from([row.pk for row in shown.rows]).order_by().values_list("source_id", "cross")
    ):
        mine = counted.setdefault(source, {"all": 0, "cross": 0})
        mine["all"] += 1
        mine["cross"] += int(cross)
    return counted


@page("product")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: facts, proposed products, versions, and who changed what."""
    actor = actor_of(request)
    card = queries.product_card(actor, pk)
    lines = dict(queries.product_lines(actor).values_list("pk", "name"))
    context = {
        **product_links.table_of(actor, card),
        "product": card.product,
        "upsell": card.upsell,
        "proposed_by": card.proposed_by[:SHOWN],
        "unreadable": queries.price_of(pk, clock.today()).unreadable,
        "owners": orders.all_holdings().filter(product_id=pk).count(),
        "history": [_told(row, lines) for row in history("product", pk)[:HISTORY] if row.changes],
        "may_delete": actor.may("product", "delete"),
    }
    return render(request, "catalogue/product.html", context)


def _told(row: Any, lines: dict[int, str]) -> dict[str, Any]:
    """A line of the history: who, what, and each value before and after."""
    pairs = {field: pair for field, pair in row.changes.items() if isinstance(pair, list)}
    made = row.action == "catalog.make_product"
    return {
        "at": row.at,
        "who": row.actor_name,
        "deed": DEEDS.get(row.action, row.action),
        "changes": [] if made else [_change(field, pair, lines) for field, pair in pairs.items()],
    }


def _change(path_: str, pair: list[Any], lines: dict[int, str]) -> dict[str, Any]:
    owner, _dot, field = path_.rpartition(".")
    name = FIELDS.get(field, field)
    before, after = (_plain(field, value, lines) for value in pair)
    return {"name": f"{owner}: {name}" if owner else name, "before": before, "after": after}


def _plain(field: str, value: Any, lines: dict[int, str]) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return "–"
    if field in ("price", "cost", "tax_rate", "unit_step"):
        return number(Decimal(value), 3)
    if field == "line_id":
        return lines.get(value, value)
    return dict(product_links.KINDS).get(value, value) if field == "kind" else value


@page("product", "change")
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Sell it no more, or again with `back`."""
    actor = actor_of(request)
    if request.GET.get("back"):
        row = actions.restore_product(actor=actor, product_id=pk)
        return done(request, _("“%(name)s” is sold again.") % {"name": row.name})
    row = actions.retire_product(actor=actor, product_id=pk)
    undo = f"/catalogue/{pk}/retire?back=1"
    return done(request, _("“%(name)s” is retired: no longer offered or picked.") % {"name": row.name}, undo=undo)


@page("product", "delete")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a product that was never sold."""
    actor = actor_of(request)
    row = queries.product_card(actor, pk).product
    if request.method == "POST":
        actions.delete_product(actor=actor, product_id=pk)
        return done(request, _("“%(name)s” is deleted.") % {"name": row.name}, to="/catalogue")
    return render(request, "catalogue/delete.html", {"row": row})


urls = [
    path("catalogue", products),
    path("catalogue/new", catalogue_forms.new_product),
    path("catalogue/names", product_links.names),
    path("catalogue/lines/new", catalogue_forms.new_line),
    path("catalogue/lines/<int:pk>", catalogue_forms.edit_line),
    path("catalogue/<int:pk>", product),
    path("catalogue/<int:pk>/edit", catalogue_forms.edit_product),
    path("catalogue/<int:pk>/retire", retire),
    path("catalogue/<int:pk>/delete", delete),
    path("catalogue/<int:pk>/links", product_links.add),
    path("catalogue/<int:pk>/links/change", product_links.change_many),
    path("catalogue/<int:pk>/links/remove", product_links.remove),
    path("catalogue/<int:pk>/links/<int:link>", product_links.change),
]
