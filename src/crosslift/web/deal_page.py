"""The page of one deal: where it stands, what is sold, what happened, what comes next."""

from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosslift.activities import queries as activities
from crosslift.core.actor import Actor
from crosslift.core.queries import history
from crosslift.deals import queries
from crosslift.deals.queries import DealCard, StageTime
from crosslift.deals.reasons import LOST, WON
from crosslift.flows import queries as flows
from crosslift.leads import queries as leads
from crosslift.offers.choices import BANT
from crosslift.orders import queries as orders
from crosslift.tasks import queries as tasks
from crosslift.web import offer_words
from crosslift.web.deal_words import days, due, short_late, silence_title, silent
from crosslift.web.person import actor_of, page
from crosslift.web.show import long_day, moment

SHOWN = 100
ICONS = {"note": "notes", "call": "phone", "meeting": "calendar-event", "letter": "mail"}


@page("deal")
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    """One deal with everything that is known of it."""
    actor = actor_of(request)
    card = queries.deal_card(actor, pk)
    order = orders.order_of_deal(actor, pk) if card.deal.outcome == "won" else None
    instance = _instance(actor, pk) if card.deal.outcome == "won" else None
    step = tasks.next_step_of(actor, "deal", pk)
    panel = offer_words.deal_panel(actor, pk) if actor.may("offer", "view") else {}
    context = {
        **panel,
        "card": card,
        "deal": card.deal,
        "deal_key": str(pk),
        "stages": [_stage(card, stage) for stage in card.stages],
        "closed": "" if card.deal.is_open else card.deal.outcome,
        "reason": (WON | LOST).get(card.deal.reason, ""),
        "order": order,
        "instance": instance,
        "asked_left": panel.get("total", 0) - panel.get("answered", 0),
        "offers": bool(panel),
        "leads": leads.leads_from(actor, pk) if actor.may("lead", "view") else [],
        "step": step,
        "step_due": moment(step.due_at) if step and step.due_at else due(step),
        "step_late": short_late(step),
        "silent": silent(card.silence),
        "silence_title": silence_title(card.silence),
        "lasted": (card.deal.closed_at - card.deal.opened_at).days if card.deal.closed_at else None,
        "bant": [{"label": label, "on": bool(card.deal.bant.get(name))} for name, label in BANT.items()],
        "days": timeline(actor, card, _started(order, instance)),
        "may_log": actor.may("activity", "add"),
        "may_order": actor.may("order", "add"),
    }
    return render(request, "deals/deal.html", context)


def _instance(actor: Actor, pk: int) -> Any:
    if not actor.may("process", "view"):
        return None
    return flows.living_instance(actor, "cross_sale", f"deal:{pk}")


def _stage(card: DealCard, stage: StageTime) -> dict[str, Any]:
    deal = card.deal
    movable = card.may_change and deal.is_open and stage.stage.outcome == "open" and stage.stage.pk != deal.stage_id
    return {
        "name": stage.stage.name,
        "note": _note(card, stage),
        "state": "" if stage.state == "unknown" else stage.state,
        "slow": stage.slow,
        "url": f"/deals/{deal.pk}/move?from=page&stage={stage.stage.pk}" if movable else "",
    }


def _note(card: DealCard, stage: StageTime) -> str:
    if stage.state in ("won", "lost"):
        return moment(card.deal.closed_at)
    if stage.state == "unknown":
        return _("not known")
    if stage.state == "skip":
        return _("skipped")
    if stage.days is None:
        return ""
    if stage.slow:
        return _("%(days)s, normal %(normal)s") % {"days": days(stage.days), "normal": stage.stage.normal_days}
    return days(stage.days)


def _started(order: Any, instance: Any) -> list[dict[str, Any]]:
    """What the win set going."""
    items = []
    if order is not None:
        words = _("Order %(number)s drafted, prices copied") % {"number": order.number}
        items.append(item(order.at, "file-invoice", words))
    if instance is not None:
        url = f"/processes/{instance.pk}"
        items.append(item(instance.started_at, "sitemap", _("Cross-sale started"), tone="acc", url=url))
    return items


def timeline(actor: Actor, card: DealCard, started: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was said, done and changed, by day, the latest first."""
    pk = card.deal.pk
    said = list(activities.timeline(actor, "deal", pk)[:SHOWN])
    mine = activities.changeable_ids(actor, said)
    items = [talk_said(row, actor, row.pk in mine) for row in said]
    items += [told for row in history("deal", pk)[:SHOWN] if (told := _deed(row, actor, card)) is not None]
    items += _path(card, closing_told=any(one["tone"] in ("good", "bad") for one in items))
    items += [task_said(row) for row in tasks.tasks_about(actor, "deal", pk)[:SHOWN] if row.closed_at]
    items = started + items
    items.sort(key=lambda item: item["at"], reverse=True)
    return by_day(items)


def by_day(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items under their days."""
    return [
        {"day": day, "items": list(group)}
        for day, group in groupby(items, key=lambda item: long_day(timezone.localtime(item["at"]).date()))
    ]


def item(at: datetime, icon: str, words: str, **more: Any) -> dict[str, Any]:
    """One thing that happened: who, in what words, with what body."""
    return {"at": at, "icon": icon, "words": words, "who": "", "body": "", "tone": "", "edit": "", "url": "", **more}


def who_said(actor: Actor, actor_id: int | None, name: str) -> str:
    """You, or the name of who did it."""
    return _("You") if actor_id is not None and actor_id == actor.id else name


def talk_said(row: Any, actor: Actor, changeable: bool) -> dict[str, Any]:
    """A note, call, meeting or letter on the timeline."""
    words = {"note": _("noted"), "call": _("called"), "meeting": _("met"), "letter": _("wrote")}[row.kind]
    if row.minutes:
        words += ", " + ngettext("%(n)s min", "%(n)s min", row.minutes) % {"n": row.minutes}
    who = who_said(actor, row.author_id, row.author.name if row.author else "Crosslift")
    edit = f"/activities/{row.pk}/edit" if changeable else ""
    return item(row.at, ICONS[row.kind], words, who=who, body=row.text, edit=edit)


def task_said(row: Any) -> dict[str, Any]:
    """A closed task on the timeline, with its result."""
    tone = "" if row.positive is None else "good" if row.positive else "bad"
    icon = "check" if row.state == "done" else "x"
    words = _("done: %(title)s") if row.state == "done" else _("no longer needed: %(title)s")
    return item(row.closed_at, icon, words % {"title": row.words}, body=row.result, tone=tone)


def _deed(row: Any, actor: Actor, card: DealCard) -> dict[str, Any] | None:
    """An audit row in words; what the page shows anyway is left out."""
    told = _TOLD.get(row.action.removeprefix("deals."))
    if told is None or row.changes.get("asked_again"):
        return None
    icon, tone, words = told
    who = who_said(actor, row.actor_id, row.actor_name)
    body = ""
    if row.action in ("deals.win_deal", "deals.lose_deal"):
        named = str((WON | LOST).get(row.changes.get("reason", ""), ""))
        body = ". ".join(part for part in (named, row.changes.get("note", "")) if part)
    return item(row.at, icon, str(words()), who=who, tone=tone, body=body)


def _path(card: DealCard, closing_told: bool) -> list[dict[str, Any]]:
    """The ways from stage to stage, imported ones too; how it ended is told by whoever closed it, or by its day."""
    items = [
        item(stay.entered_at, "arrow-right", f"{before.stage.name} → {stay.stage.name}")
        for before, stay in pairwise(card.stays)
        if stay.stage.outcome == "open" and before.stage.outcome == "open"
    ]
    if card.deal.source == "import":
        items.append(item(card.deal.opened_at, "plus", _("Opened")))
        if card.deal.closed_at and not closing_told:
            words, icon, tone = {
                "won": (_("Won"), "circle-check", "good"), "lost": (_("Lost"), "circle-x", "bad"),
            }[card.deal.outcome]  # fmt: skip
            items.append(item(card.deal.closed_at, icon, words, tone=tone))
    return items


_TOLD: dict[str, tuple[str, str, Any]] = {
    "open_deal": ("plus", "acc", lambda: _("opened the deal")),
    "win_deal": ("circle-check", "good", lambda: _("won the deal")),
    "lose_deal": ("circle-x", "bad", lambda: _("closed the deal as lost")),
    "reopen_deal": ("arrow-back-up", "", lambda: _("took the deal back to work")),
    "reassign_deal": ("users", "", lambda: _("gave the deal to somebody else")),
    "change_deal": ("pencil", "", lambda: _("changed facts")),
    "set_lines": ("box", "", lambda: _("changed the products")),
    "add_line": ("box", "", lambda: _("added a product")),
    "change_line": ("box", "", lambda: _("changed a product")),
    "remove_line": ("box", "", lambda: _("took a product out")),
}
