"""Whitespace: customers x products, and from a cell to a sale."""

from typing import Any

from babel.numbers import get_currency_symbol
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosslift.core.errors import BadInput
from crosslift.offers import actions, queries
from crosslift.offers.queries import Asked
from crosslift.web import offer_words
from crosslift.web.answers import done
from crosslift.web.person import actor_of, page
from crosslift.web.show import day
from crosslift.web.whitespace_file import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIZES = (24, 32, 40)
SORTS = (("-worth", "worth"), ("name", "name"), ("owns", "owns"), ("-owns", "-owns"))


@page("offer", "view")
def whitespace(request: HttpRequest) -> HttpResponse:
    """The matrix: the customers that the person may see against the products sold."""
    actor = actor_of(request)
    asked = asked_of(request)
    matrix = queries.whitespace(actor, asked)
    context = {
        "matrix": matrix,
        "asked": asked,
        "worth": offer_words.worth_words(matrix.worth, matrix.currency, matrix.worth_is).lstrip("+"),
        "symbol": get_currency_symbol(matrix.currency, locale=get_language() or "en"),
        "worth_label": offer_words.worth_label(matrix.worth_is),
        "lines": queries.lines(actor),
        "owns_words": _owns_words(asked),
        "links": _links(request, asked, matrix),
        "sorts": _sorts(request, asked),
        "may_sell": actor.may("deal", "add") and actor.may("offer", "change"),
        "may_see_team": actor.scope("account", "view") in ("team", "all"),
        "filtered": bool(asked.owns_from or asked.owns_to or asked.lines or asked.whose or asked.words),
    }
    return render(request, "whitespace/whitespace.html", context)


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for; nonsense counts as not asked."""
    got = request.GET
    sort = got.get("sort", "-worth")
    size = _whole(got.get("columns"))
    return Asked(
        kind="contact" if got.get("kind") == "contact" else "account",
        owns_from=_whole(got.get("from")),
        owns_to=_whole(got.get("to")),
        lines=tuple(int(one) for one in got.getlist("line") if one.isdecimal() and len(one) < 10),
        whose=got.get("whose", "") if got.get("whose") in ("mine", "team") else "",
        words=got.get("q", "").strip()[:100],
        sort=sort if sort in dict(SORTS) else "-worth",
        page=_whole(got.get("page")) or 1,
        columns_page=_whole(got.get("cpage")) or 1,
        columns=size if size in SIZES else SIZES[0],
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 8 else None


def _owns_words(asked: Asked) -> str:
    if asked.owns_from is not None and asked.owns_to is not None:
        return _("%(low)s to %(high)s") % {"low": asked.owns_from, "high": asked.owns_to}
    if asked.owns_to is not None:
        return _("up to %(high)s") % {"high": asked.owns_to}
    return "" if asked.owns_from is None else _("%(low)s or more") % {"low": asked.owns_from}


def _address(request: HttpRequest, *gone: str, **changes: Any) -> str:
    got = request.GET.copy()
    for name in gone:
        got.pop(name, None)
    for name, value in changes.items():
        got[name] = str(value)
    return f"/whitespace?{got.urlencode()}"


def _links(request: HttpRequest, asked: Asked, matrix: Any) -> dict[str, str]:
    people, goods = matrix.customers, matrix.goods
    pages = ("page", "cpage")
    return {
        "prev": _address(request, page=people.before) if people.before else "",
        "next": _address(request, page=people.after) if people.after else "",
        "cprev": _address(request, cpage=goods.before) if goods.before else "",
        "cnext": _address(request, cpage=goods.after) if goods.after else "",
        "no_owns": _address(request, "from", "to", *pages),
        "one_or_two": _address(request, *pages, **{"from": 1, "to": 2}),
        "none_yet": _address(request, "from", *pages, to=0),
        "three_to_five": _address(request, *pages, **{"from": 3, "to": 5}),
        "no_lines": _address(request, "line", *pages),
        "everyone": _address(request, "whose", *pages),
        "mine": _address(request, *pages, whose="mine"),
        "team": _address(request, *pages, whose="team"),
        "accounts": _address(request, "kind", *pages),
        "contacts": _address(request, *pages, kind="contact"),
        "csv": f"/whitespace/export{_address(request, format='csv').removeprefix('/whitespace')}",
        "xlsx": f"/whitespace/export{_address(request, format='xlsx').removeprefix('/whitespace')}",
    }


def _sorts(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    names = {
        "-worth": _("worth, high first"),
        "name": _("name"),
        "owns": _("owned, few first"),
        "-owns": _("owned, many first"),
    }
    rows = [{"label": names[key], "url": _address(request, "page", sort=key)} for key, _name in SORTS]
    return {"now": names[asked.sort], "rows": rows}


@page("offer", "view")
def cell(request: HttpRequest) -> HttpResponse:
    """The card of an empty cell: what speaks for it, and what can be done."""
    actor = actor_of(request)
    account, contact, product = _cell(request)
    found = queries.candidates_for(actor, account_id=account, contact_id=contact, only=product)
    context = {
        "card": offer_words.candidate_card(found.offers[0]) if found.offers else None,
        "left": offer_words.left_out(found),
        "customer": queries.check_sees(actor, account, contact),
        "name": queries.customer_name(account, contact),
        "whose": f"account={account}" if account else f"contact={contact}",
        "product": product,
        "may_sell": actor.may("deal", "add") and actor.may("offer", "change"),
    }
    return render(request, "whitespace/_cell.html", context)


def _cell(request: HttpRequest) -> tuple[int | None, int | None, int]:
    got = request.GET
    product = _whole(got.get("product"))
    if product is None:
        raise BadInput(fields={"product": _("Say which product.")})
    return _whole(got.get("account")), _whole(got.get("contact")), product


@page("offer", "change")
@require_POST
def open_deal(request: HttpRequest) -> HttpResponse:
    """From a cell to a deal in one step; Undo removes the deal."""
    account, contact, product = _cell(request)
    deal = actions.open_from_whitespace(
        actor=actor_of(request), account_id=account, contact_id=contact, product_id=product
    )
    text = _("Deal “%(title)s” is open.") % {"title": deal.title}
    return done(request, text, undo=f"/whitespace/undo/{deal.pk}", to=f"/deals/{deal.pk}")


@page("deal", "add")
@require_POST
def undo_open(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Take the deal of a cell back."""
    actions.take_back(actor=actor_of(request), deal_id=deal_id)
    return done(request, _("Taken back."), to="/whitespace")


@page("offer", "change")
def refuse(request: HttpRequest) -> HttpResponse:
    """The customer does not want it: ask why and for how long, keep it."""
    account, contact, product = _cell(request)
    context: dict[str, Any] = {
        **offer_words.choices(),
        "post": request.get_full_path(),
        "name": queries.customer_name(account, contact),
        "product": queries.product_name(product),
        "chosen": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
        "errors": {},
    }
    if request.method != "POST":
        queries.check_sees(actor_of(request), account, contact)
        return render(request, "whitespace/refuse.html", context)
    try:
        refusal = actions.refuse_product(
            actor=actor_of(request),
            account_id=account,
            contact_id=contact,
            product_id=product,
            reason=context["chosen"],
            note=context["note"],
            rest_months=_whole(request.POST.get("rest")),
        )
    except BadInput as error:
        return render(request, "whitespace/refuse.html", {**context, "errors": error.fields}, status=422)
    text = _("Kept. %(product)s rests until %(day)s.") % {
        "product": context["product"],
        "day": day(refusal.until),
    }
    return done(request, text, undo=f"/whitespace/refusals/{refusal.pk}/end")


@page("offer", "change")
@require_POST
def end_refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a refusal back."""
    actions.end_refusal(actor=actor_of(request), refusal_id=pk)
    return done(request, _("It may be offered again."))


@page("offer", "view")
def export(request: HttpRequest) -> HttpResponse:
    """All filtered customers against the columns shown, as a file."""
    matrix = queries.exported(actor_of(request), asked_of(request))
    if request.GET.get("format") == "xlsx":
        kind, body, name = (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            as_xlsx(matrix),
            "xlsx",
        )
    else:
        kind, body, name = "text/csv; charset=utf-8", as_csv(matrix), "csv"
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="whitespace.{name}"'}
    )


urls = [
    path("whitespace", whitespace, name="whitespace.whitespace"),
    path("whitespace/cell", cell, name="whitespace.cell"),
    path("whitespace/open", open_deal, name="whitespace.open_deal"),
    path("whitespace/undo/<int:deal_id>", undo_open, name="whitespace.undo_open"),
    path("whitespace/refuse", refuse, name="whitespace.refuse"),
    path("whitespace/refusals/<int:pk>/end", end_refusal, name="whitespace.end_refusal"),
    path("whitespace/export", export, name="whitespace.export"),
]
