"""Proposed products on a product's page: added, changed one by one or many at once, and taken away."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crosslift.catalog import actions, queries
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound, Refusal
from crosslift.web.answers import said
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page

KINDS = (
    ("additional", _l("additional")),
    ("related", _l("related")),
    ("alternative", _l("alternative")),
    ("premium", _l("better version")),
)
SUGGESTED = 12


def table_of(actor: Actor, card: queries.ProductCard, error: str = "", typed: Any = None) -> dict[str, Any]:
    """What the table of proposed products shows, with an error and what was typed kept."""
    return {
        "product": card.product,
        "links": [{"link": link, "warnings": card.warnings.get(link.pk, [])} for link in card.links],
        "crossing": sum(link.cross for link in card.links),
        "kinds": KINDS,
        "error": error,
        "typed": typed or {},
        "may_change": actor.may("product", "change"),
    }


@page("product")
def names(request: HttpRequest) -> HttpResponse:
    """Names to choose from while one types."""
    asked = request.GET.get("target", "").strip()[:120]
    rows = queries.search_products(actor_of(request), asked).filter(active=True)[:SUGGESTED] if asked else []
    return render(request, "catalogue/_names.html", {"rows": rows})


@page("product", "change")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a product, found by its name or code; Undo of a removal comes with its id."""
    actor = actor_of(request)
    typed = request.POST if request.POST.get("target") else request.GET
    try:
        with transaction.atomic(savepoint=True):
            actions.link_products(
                actor=actor,
                source_id=pk,
                target_id=whole(typed.get("target_id"), 0) or _target(actor, typed.get("target", "")),
                kind=typed.get("kind", "additional"),
                cross=typed.get("cross") == "on",
                note=typed.get("note", ""),
            )
    except (BadInput, Refusal) as error:
        if isinstance(error, NotFound):
            raise
        words = " ".join(str(why) for why in error.fields.values()) or str(error)
        return _table(request, pk, error=words, typed=typed, status=422)
    if typed is request.GET:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _table(request, pk)


def _target(actor: Actor, words: str) -> int:
    words = words.replace("\x00", "").strip()
    rows = queries.visible_products(actor)
    found = list(
        rows.filter(Q(code=words) if words and rows.filter(code=words).exists() else Q(name__iexact=words))[:2]
    )
    if not found:
        raise BadInput(fields={"target": _("There is no product of this name or code. Choose one of the list.")})
    if len(found) > 1:
        raise BadInput(fields={"target": _("Several products are called this. Type the code of the one you mean.")})
    return found[0].pk


@page("product", "change")
@require_POST
def change(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Change kind, Cross or note of one proposed product."""
    _check_of(pk, [link])
    got = request.POST
    cross = got.get("cross") == "on" if "cross" in got or "crossing" in got else None
    actions.change_link(
        actor=actor_of(request), link_id=link, kind=got.get("kind"), cross=cross, note=got.get("note")
    )
    return _table(request, pk)


@page("product", "change")
@require_POST
def change_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Change kind or Cross of the ticked ones at once."""
    got = request.POST
    cross = {"on": True, "off": False}.get(got.get("cross", ""))
    ids = _ticked(got)
    actions.change_links(
        actor=actor_of(request), source_id=pk, link_ids=ids, kind=got.get("kind") or None, cross=cross
    )
    words = ngettext("%(n)s proposed product changed.", "%(n)s proposed products changed.", len(ids))
    return said(_table(request, pk), words % {"n": len(ids)})


@page("product", "change")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticked ones away; one alone can be brought back."""
    ids = _ticked(request.POST)
    _check_of(pk, ids)
    rows = list(queries.links_from([pk]).filter(pk__in=ids))
    actions.unlink_products(actor=actor_of(request), link_ids=ids)
    words = ngettext("%(n)s proposed product taken away.", "%(n)s proposed products taken away.", len(ids))
    return said(_table(request, pk), words % {"n": len(ids)}, undo=_undo(pk, rows))


def _undo(pk: int, rows: list[Any]) -> str:
    if len(rows) != 1:
        return ""
    row = rows[0]
    again = {"target_id": row.target_id, "kind": row.kind, "cross": "on" if row.cross else "", "note": row.note}
    return f"/catalogue/{pk}/links?{urlencode(again)}"


def _ticked(got: QueryDict) -> list[int]:
    ids = [whole(text, 0) for text in got.getlist("link")]
    if not any(ids):
        raise BadInput(_("Tick the proposed products first."))
    return [pk for pk in ids if pk]


def _check_of(pk: int, link_ids: list[int]) -> None:
    if queries.links_from([pk]).filter(pk__in=link_ids).count() != len(set(link_ids)):
        raise NotFound


def _table(request: HttpRequest, pk: int, *, error: str = "", typed: Any = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = table_of(actor, queries.product_card(actor, pk), error, typed)
    return render(request, "catalogue/_links.html", context, status=status)
