"""Rules: what is bought or owned together, how far it may be trusted, and what noise would have given."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.core.paging import page_of
from crosslift.offers import actions, queries
from crosslift.offers.queries import ORDERS, OWNED, RulesAsked
from crosslift.web import offer_cards
from crosslift.web.answers import done
from crosslift.web.person import actor_of, page
from crosslift.web.rule_words import chart_of, measures, saying, shuffle_picture, why, why_nothing

SHOWN = 50
PLOTTED = 2000
MOST_JOINT = 100


@page("rule", "view")
def rules(request: HttpRequest) -> HttpResponse:
    """The finished version of a basis with filters, plot, table and one rule beside them."""
    actor = actor_of(request)
    basis = _basis(request.GET.get("basis", ORDERS))
    version = queries.current(basis)
    asked = _asked(request, version)
    rows = queries.rules(actor, version, asked)
    shown = page_of(rows, _whole(request.GET.get("page"), 1), SHOWN)
    picked = _picked(actor, request, shown.rows, version)
    context = {
        "basis": basis,
        "tabs": _tabs(basis),
        "version": version,
        "running": queries.running(actor, basis),
        "limits": queries.thresholds(),
        "asked": asked,
        "counts": queries.counts(rows),
        "all": queries.counts(queries.rules(actor, version, RulesAsked())),
        "page": shown,
        "pages": _neighbours(request, shown),
        "sorts": _sorts(request, asked.sort),
        "picked": _beside(picked, version) if picked else None,
        "links": {rule.pk: _address(request, rule=rule.pk) for rule in shown.rows},
        "chart": chart_of(list(rows[:PLOTTED]), picked, lambda pk: _address(request, rule=pk)),
        "nothing": why_nothing(version) if version and not version.kept else "",
        "shuffle": shuffle_picture(queries.shuffle_of(version), version),
        "may_change": actor.may("rule", "change"),
        "knobs": _knobs(asked, version),
    }
    return render(request, "offers/rules.html", context)


def _basis(name: str) -> str:
    return name if name in queries.BASES else ORDERS


def _tabs(basis: str) -> list[dict[str, Any]]:
    names = ((ORDERS, _("Bought together")), (OWNED, _("Owned together")))
    return [{"label": name, "url": f"/offers?basis={key}", "on": key == basis} for key, name in names]


def _asked(request: HttpRequest, version: Any) -> RulesAsked:
    got = request.GET
    limit = float(version.settings.get("fdr", 0.05)) if version else 0.05
    return RulesAsked(
        min_joint=_whole(got.get("joint"), 0),
        min_confidence=_share(got.get("confidence"), 0.0),
        fdr=min(_share(got.get("fdr"), limit), limit),
        label=got.get("label", ""),
        words=got.get("q", "")[:100],
        product_id=_whole(got.get("product"), 0) or None,
        sort=got.get("sort", "-low"),
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _share(text: str | None, default: float) -> float:
    try:
        value = float((text or "").replace(",", ".")) / 100
    except ValueError:
        return default
    return value if 0 <= value <= 1 else default


def _knobs(asked: RulesAsked, version: Any) -> dict[str, Any]:
    """Where the three sliders stand, and how far they go."""
    settings = version.settings if version else {}
    limit, least = 100 * float(settings.get("fdr", 0.05)), int(settings.get("min_joint", 3))
    joint = max(asked.min_joint, least)
    return {
        "joint": joint,
        "joint_min": least,
        "joint_max": MOST_JOINT,
        "joint_fill": _fill(joint - least, MOST_JOINT - least),
        "confidence": round(100 * asked.min_confidence),
        "confidence_fill": _fill(100 * asked.min_confidence, 90),
        "fdr": f"{100 * asked.fdr:g}",
        "fdr_max": f"{limit:g}",
        "fdr_fill": _fill(100 * asked.fdr - 0.1, limit - 0.1),
    }


def _fill(value: float, whole: float) -> str:
    """How far a slider is filled, as SVG wants it."""
    return f"{min(max(100 * value / whole, 0), 100):.1f}%" if whole > 0 else "0%"


def _picked(actor: Actor, request: HttpRequest, rows: list[Any], version: Any) -> Any:
    pk = _whole(request.GET.get("rule"), 0)
    if pk:
        found = queries.rule(actor, pk)
        return found if version and found.ruleset_id == version.pk else None
    return rows[0] if rows else None


def _beside(rule: Any, version: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "saying": saying(rule),
        "reason": queries.of_rule(rule),
        "measures": measures(rule),
        "why": why(rule, version),
    }


def _address(request: HttpRequest, **changes: Any) -> str:
    got = request.GET.copy()
    for name, value in changes.items():
        got[name] = str(value)
    return f"/offers?{got.urlencode()}"


def _neighbours(request: HttpRequest, shown: Any) -> dict[str, str]:
    return {
        "prev": _address(request, page=shown.before) if shown.before else "",
        "next": _address(request, page=shown.after) if shown.after else "",
    }


def _sorts(request: HttpRequest, sort: str) -> dict[str, dict[str, str]]:
    heads = {}
    for name in ("name", "joint", "support", "confidence", "lift", "times", "low"):
        down = sort == f"-{name}"
        order = "desc" if down else "asc" if sort == name else ""
        heads[name] = {"url": _address(request, sort=name if down else f"-{name}"), "order": order}
    return heads


@page("rule", "change")
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Ask a worker for a new version; the page goes on showing the present one."""
    basis = _basis(request.POST.get("basis", ""))
    actions.begin_learning(actor=actor_of(request), basis=basis)
    return done(request, _("Learning has begun. You can leave this page."), to=f"/offers?basis={basis}")


@page("rule", "view")
def progress(request: HttpRequest) -> HttpResponse:
    """How far learning is; when it is over, the page shows the new version."""
    basis = _basis(request.GET.get("basis", ""))
    running = queries.running(actor_of(request), basis)
    if running is None or running.state != "learning":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "offers/_progress.html", {"running": running, "basis": basis})


@page("rule", "change")
@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a rule feed no offer; Undo lets it speak again."""
    rule = actions.mute_rule(actor=actor_of(request), rule_id=pk)
    text = _("Muted: %(one)s → %(other)s") % {"one": rule.antecedent.name, "other": rule.consequent.name}
    return done(request, text, undo=f"/offers/rules/{pk}/unmute")


@page("rule", "change")
@require_POST
def unmute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a muted rule feed offers again."""
    actions.unmute_rule(actor=actor_of(request), rule_id=pk)
    return done(request, _("The rule feeds offers again."))


@page("rule", "view")
def orders_behind(request: HttpRequest, pk: int) -> HttpResponse:
    """The orders that a rule came from, among those that the reader may see."""
    actor = actor_of(request)
    rule = queries.rule(actor, pk)
    rows = queries.orders_behind(actor, rule).select_related("account", "contact")
    shown = page_of(rows, _whole(request.GET.get("page"), 1), SHOWN)
    address = f"/offers/rules/{pk}/orders?page="
    pages = {
        "prev": f"{address}{shown.before}" if shown.before else "",
        "next": f"{address}{shown.after}" if shown.after else "",
    }
    return render(request, "offers/orders.html", {"rule": rule, "page": shown, "pages": pages})


@page("rule", "change")
@require_POST
def shuffle(request: HttpRequest) -> HttpResponse:
    """Ask a worker what the same settings find in noise."""
    basis = _basis(request.POST.get("basis", ""))
    actions.begin_shuffle(actor=actor_of(request), basis=basis)
    return _shuffle_card(request, basis)


@page("rule", "view")
def shuffled(request: HttpRequest) -> HttpResponse:
    """The card of the latest shuffle; it asks again while one runs."""
    return _shuffle_card(request, _basis(request.GET.get("basis", "")))


def _shuffle_card(request: HttpRequest, basis: str) -> HttpResponse:
    version = queries.current(basis)
    context = {
        "basis": basis,
        "version": version,
        "shuffle": shuffle_picture(queries.shuffle_of(version), version),
        "may_change": actor_of(request).may("rule", "change"),
    }
    return render(request, "offers/_shuffle.html", context)


@page("rule", "change")
def settings(request: HttpRequest) -> HttpResponse:
    """What the next version must show; saved, it may be learned at once."""
    basis = _basis(request.GET.get("basis", request.POST.get("basis", "")))
    now = queries.thresholds()
    values: dict[str, Any] = asdict(now) | {
        "fdr": round(100 * now.fdr, 3),
        "min_confidence": round(100 * now.min_confidence, 1),
    }
    if request.method != "POST":
        return render(request, "offers/settings.html", {"values": values, "errors": {}, "basis": basis})
    given = {name: request.POST.get(name, "").strip() for name in values}
    try:
        actions.change_rule_settings(actor=actor_of(request), **_shares_of(given))
    except BadInput as refusal:
        context = {"values": given, "errors": refusal.fields, "basis": basis}
        return render(request, "offers/settings.html", context, status=422)
    if request.POST.get("then") == "learn":
        actions.begin_learning(actor=actor_of(request), basis=basis)
    return done(request, _("Saved. The next version uses these settings."), to=f"/offers?basis={basis}")


def _shares_of(given: dict[str, str]) -> dict[str, Any]:
    """Percent as people write it to shares; what is no number is refused by the action at its field."""
    values: dict[str, Any] = dict(given)
    for name in ("fdr", "min_confidence"):
        try:
            values[name] = float(given[name].replace(",", ".")) / 100
        except ValueError:
            values[name] = given[name]
    return values


urls = [
    path("offers", rules, name="offers.rules"),
    path("offers/learn", learn, name="offers.learn"),
    path("offers/progress", progress, name="offers.progress"),
    path("offers/rules/<int:pk>/mute", mute, name="offers.mute"),
    path("offers/rules/<int:pk>/unmute", unmute, name="offers.unmute"),
    path("offers/rules/<int:pk>/orders", orders_behind, name="offers.orders_behind"),
    path("offers/shuffle", shuffle, name="offers.shuffle"),
    path("offers/shuffled", shuffled, name="offers.shuffled"),
    path("offers/settings", settings, name="offers.settings"),
    *offer_cards.urls,
]
