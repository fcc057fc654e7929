"""The page of one lead: where it is on its path, what is needed, what happened, what comes next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from crosslift.activities import queries as activities
from crosslift.core.actor import Actor
from crosslift.core.queries import history
from crosslift.leads import queries
from crosslift.leads.words import STAGES
from crosslift.tasks import queries as tasks
from crosslift.web.deal_page import SHOWN, by_day, item, talk_said, task_said, who_said
from crosslift.web.deal_words import due, short_late
from crosslift.web.lead_words import maturity, stage_bar
from crosslift.web.person import actor_of, page
from crosslift.web.show import moment


@page("lead")
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead with everything that is known of it."""
    actor = actor_of(request)
    card = queries.lead_card(actor, pk)
    step = tasks.next_step_of(actor, "lead", pk)
    closed = {"satisfied": "won", "not_interested": "lost", "disqualified": "lost"}.get(card.lead.stage, "")
    context = {
        "card": card,
        "lead": card.lead,
        "lead_key": str(pk),
        "stages": stage_bar(card.lead, card.may_change),
        "closed": closed,
        "stage": STAGES[card.lead.stage],
        "maturity": maturity(card.lead.maturity),
        "step": step,
        "step_due": moment(step.due_at) if step and step.due_at else due(step),
        "step_late": short_late(step),
        "days": timeline(actor, pk),
        "may_log": actor.may("activity", "add"),
        "may_convert": card.may_change and card.lead.is_open and not card.lead.deal_id and actor.may("deal", "add"),
    }
    return render(request, "leads/lead.html", context)


def timeline(actor: Actor, pk: int) -> list[dict[str, Any]]:
    """What was said, done and changed, by day, the latest first."""
    said = list(activities.timeline(actor, "lead", pk)[:SHOWN])
    mine = activities.changeable_ids(actor, said)
    items = [talk_said(row, actor, row.pk in mine) for row in said]
    items += [told for row in history("lead", pk)[:SHOWN] if (told := _deed(row, actor)) is not None]
    items += [task_said(row) for row in tasks.tasks_about(actor, "lead", pk)[:SHOWN] if row.closed_at]
    items.sort(key=lambda one: one["at"], reverse=True)
    return by_day(items)


def _deed(row: Any, actor: Actor) -> dict[str, Any] | None:
    told = _TOLD.get(row.action.removeprefix("leads."))
    if told is None or row.changes.get("asked_again"):
        return None
    icon, tone, words = told
    if row.action == "leads.move_lead":
        return item(row.at, icon, " → ".join(str(STAGES.get(code, code)) for code in row.changes["stage"]))
    who = who_said(actor, row.actor_id, row.actor_name)
    body = str(row.changes.get("reason", "")) if row.action == "leads.close_lead" else ""
    return item(row.at, icon, str(words()), who=who, tone=tone, body=body)


_TOLD: dict[str, tuple[str, str, Any]] = {
    "register_lead": ("target", "acc", lambda: _("registered the need")),
    "move_lead": ("arrow-right", "", None),
    "close_lead": ("circle-x", "", lambda: _("closed the lead")),
    "reopen_lead": ("arrow-back-up", "", lambda: _("took the lead back to work")),
    "convert_lead": ("circle-check", "good", lambda: _("opened a deal from it")),
    "assign_lead": ("users", "", lambda: _("gave the lead to somebody else")),
    "change_lead": ("pencil", "", lambda: _("changed facts")),
    "add_product": ("box", "", lambda: _("added a product")),
    "remove_product": ("box", "", lambda: _("took a product out")),
}
