"""Deals: board, table and funnel picture of the same filtered deals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosslift.core.actor import Actor
from crosslift.core.paging import page_of
from crosslift.deals import actions, queries
from crosslift.deals.queries import Board, Card, Column, FunnelPicture
from crosslift.deals.reasons import LOST
from crosslift.tasks import queries as tasks
from crosslift.web import deal_deeds, deal_forms, deal_lines, deal_page
from crosslift.web import deal_filters as narrow
from crosslift.web.answers import done, said
from crosslift.web.deal_words import due, short_late, silence_title, silent
from crosslift.web.deal_words import said as sums_said
from crosslift.web.listing import Column as SortColumn
from crosslift.web.listing import address, neighbours, sort_heads, whole
from crosslift.web.person import actor_of, page

SHOWN = 50
MORE = 20
SORTS = tuple(
    SortColumn(name, name, number=name in ("amount", "probability", "opened", "closed")) for name in queries.SORTS
)


@page("deal")
def deals(request: HttpRequest) -> HttpResponse:
    """The deals that the person may see, as board, table or funnel."""
    actor = actor_of(request)
    show = {"board": _board, "table": _table, "funnel": _funnel}[narrow.view_of(request)]
    context = {
        "tabs": narrow.view_tabs(request),
        "chips": narrow.chips(request, actor),
        "asked": request.GET.get("q", ""),
        "may_add": actor.may("deal", "add"),
        "may_import": actor.may("import", "add"),
        "narrowed": bool(request.GET.keys() - {"view", "sort", "page", "more"}),
        "may_move": actor.may("deal", "change"),
    }
    return show(request, actor, context)


def _board(request: HttpRequest, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    board = board_context(request, actor)
    part = request.headers.get("HX-Target") == "list"
    template = "deals/_board.html" if part else "deals/board.html"
    return render(request, template, {**context, **board})


def board_context(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What the board shows under the filters of the address."""
    sort = request.GET.get("sort", "silence")
    size = min(max(whole(request.GET.get("more"), MORE), MORE), 200)
    board = queries.board(actor, narrow.filters_of(request), sort=sort, size=size)
    query = request.GET.urlencode()
    return {
        "lanes": [_lane(column, query, request, size) for column in board.columns],
        "ends": [
            {"key": "won", "label": _("Won…"), "icon": "circle-check", "tone": "good"},
            {"key": "lost", "label": _("Lost…"), "icon": "circle-x", "tone": "bad"},
        ],
        "flags": narrow.flags(request, _counts(board)),
        "open_count": board.open_count,
        "open_sum": sums_said(board.open_sums),
        "sorts": _sort_menu(request, sort),
        "empty": not any(column.count for column in board.columns),
    }


def _counts(board: Board) -> dict[str, int]:
    return {"late": board.late, "no_step": board.no_step, "no_customer": board.no_customer}


def _sort_menu(request: HttpRequest, sort: str) -> dict[str, Any]:
    words = {"silence": _("longest silent"), "newest": _("newest"), "amount": _("largest")}
    return {
        "value": words.get(sort, words["silence"]),
        "choices": [{"label": label, "url": address(request, sort=key)} for key, label in words.items()],
    }


def _lane(column: Column, query: str, request: HttpRequest, size: int) -> dict[str, Any]:
    won = column.stage.outcome == "won"
    return {
        "key": "won" if won else str(column.stage.pk),
        "name": _("Won this month") if won else column.stage.name,
        "count": column.count,
        "sum": sums_said(column.sums),
        "weighted": "" if won or not column.count else sums_said(column.weighted),
        "late": column.late,
        "cards": [_card(card, query) for card in column.cards],
        "more": column.more,
        "more_url": address(request, more=size + MORE),
    }


def _card(card: Card, query: str) -> dict[str, Any]:
    deal, step = card.deal, card.step
    late = short_late(step) if deal.is_open else ""
    return {
        "id": deal.pk,
        "url": f"/deals/{deal.pk}",
        "name": card.customer or deal.title,
        "amount": deal.amount,
        "currency": deal.currency_id,
        "what": card.products if card.customer else _("No customer yet: choose one"),
        "next": step.words if step else "",
        "due": due(step),
        "late": late,
        "closed": not deal.is_open,
        "silent": silent(card.silence),
        "silence": card.silence.share if deal.is_open else 0,
        "silence_title": silence_title(card.silence),
        "owner": deal.owner.name if deal.owner else "",
        "move": f"/deals/{deal.pk}/move?{query}" if deal.is_open else "",
    }


def _table(request: HttpRequest, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    filters = narrow.listed_filters(request)
    sort = request.GET.get("sort") or "-opened"
    rows = queries.listed(actor, filters, sort)
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    steps = tasks.next_steps_of(actor, "deal", [deal.pk for deal in shown.rows if deal.is_open])
    context |= {
        "page": shown,
        "rows": [_row(deal, steps.get(deal.pk)) for deal in shown.rows],
        "pages": neighbours(request, shown),
        "heads": sort_heads(request, SORTS, "-opened"),
        "sums": sums_said(queries.sums(rows)),
        "flags": narrow.flags(request, queries.chip_counts(actor, filters)),
    }
    part = request.headers.get("HX-Target") == "list"
    return render(request, "deals/_table.html" if part else "deals/table.html", context)


def _row(deal: Any, step: Any) -> dict[str, Any]:
    return {
        "deal": deal,
        "customer": queries.customer_of(deal),
        "step": step,
        "due": due(step),
        "late": short_late(step),
        "silent": silent(queries.silence_of(deal)),
        "reason": LOST.get(deal.reason, "") if deal.outcome == "lost" else "",
    }


def _funnel(request: HttpRequest, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    picture = queries.funnel_picture(actor, narrow.filters_of(request))
    shape = request.GET.get("shape", "")
    context |= {
        "picture": picture,
        "shape": shape if shape in ("picture", "table") else "both",
        "shapes": _shapes(request, shape),
        "steps": _steps(request, picture),
        "data": {
            "values": [step.reached for step in picture.steps],
            "weak": picture.steps.index(picture.weakest) if picture.weakest else None,
        },
        "weakest": picture.weakest,
        "days_to_win": round(picture.days_to_win or 0),
        "won_share": picture.won / picture.total if picture.total else None,
        "won_sum": sums_said(picture.won_sums),
        "open_sum": sums_said(picture.open_sums),
        "lost_reason": LOST.get(picture.lost_reason, ""),
        "flags": narrow.flags(request, queries.chip_counts(actor, narrow.filters_of(request))),
    }
    return render(request, "deals/funnel.html", context)


def _shapes(request: HttpRequest, shape: str) -> list[dict[str, Any]]:
    names = (("", _("Both")), ("picture", _("Picture")), ("table", _("Table")))
    return [{"label": label, "url": address(request, shape=key), "on": key == shape} for key, label in names]


def _steps(request: HttpRequest, picture: FunnelPicture) -> list[dict[str, Any]]:
    longest = max([step.days or 0 for step in picture.steps] + [1])
    return [
        {
            "step": step,
            "weak": step is picture.weakest,
            "sum": sums_said(step.reached_sums),
            "now_sum": sums_said(step.now_sums),
            "of_all": None if step.of_all is None else step.of_all * 100,
            "pass_on": None if step.pass_on is None else step.pass_on * 100,
            "days": round(step.days or 0),
            "days_share": (step.days or 0) * 100 / longest,
            "url": address(request, view="table", stage=step.stage.pk, outcome="all", shape=""),
        }
        for step in picture.steps
    ]


@page("deal", "change")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deal to a stage, from a drop, the stage bar or an undo; an end asks its question first."""
    actor = actor_of(request)
    stage = request.POST.get("stage") or request.GET.get("stage", "")
    if stage in ("won", "lost"):
        return _ask_in_dialog(request, pk, stage)
    before = queries.deal_card(actor, pk).deal
    moved = actions.move_deal(actor=actor, deal_id=pk, stage_id=whole(stage, 0))
    text = _("Now in %(stage)s: %(deal)s") % {
        "deal": moved.title,
        "stage": queries.deal_card(actor, pk).deal.stage.name,
    }
    undo = f"/deals/{pk}/move?from=page&stage={before.stage_id}"
    if request.GET.get("from") == "page" or not request.headers.get("HX-Request"):
        return done(request, text, undo=undo)
    board = render(request, "deals/_board.html", board_context(request, actor) | {"may_move": True})
    return said(board, text, undo=undo)


def _ask_in_dialog(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    ask = deal_deeds.win if stage == "won" else deal_deeds.lose
    request.method = "GET"
    response = ask(request, pk)
    response.headers["HX-Retarget"] = "#dialog"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


urls = [
    path("deals", deals, name="deals.deals"),
    path("deals/new", deal_forms.new, name="deals.new"),
    path("deals/customers", deal_forms.find_customers, name="deals.find_customers"),
    path("deals/products", deal_lines.find_products, name="deals.find_products"),
    path("deals/fill", deal_lines.fill, name="deals.fill"),
    path("deals/<int:pk>", deal_page.deal, name="deals.deal"),
    path("deals/<int:pk>/edit", deal_forms.edit, name="deals.edit"),
    path("deals/<int:pk>/move", move, name="deals.move"),
    path("deals/<int:pk>/win", deal_deeds.win, name="deals.win"),
    path("deals/<int:pk>/lose", deal_deeds.lose, name="deals.lose"),
    path("deals/<int:pk>/reopen", deal_deeds.reopen, name="deals.reopen"),
    path("deals/<int:pk>/delete", deal_deeds.delete, name="deals.delete"),
    path("deals/<int:pk>/order", deal_deeds.order, name="deals.order"),
    path("deals/<int:pk>/log", deal_deeds.log, name="deals.log"),
    path("deals/<int:pk>/lines", deal_lines.add_line, name="deals.add_line"),
    path("deals/<int:pk>/lines/<int:line_id>", deal_lines.change_line, name="deals.change_line"),
    path("deals/<int:pk>/lines/<int:line_id>/remove", deal_lines.remove_line, name="deals.remove_line"),
]
