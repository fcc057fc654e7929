"""The pages of one account and one contact: facts, business, offers, and what was said."""

from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosslift.activities import actions as activity_actions
from crosslift.activities import queries as activities
from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.money import Money, by_currency
from crosslift.core.paging import page_of
from crosslift.customers import actions, queries
from crosslift.deals import queries as deals
from crosslift.orders import queries as orders
from crosslift.tasks import queries as tasks
from crosslift.web.answers import done
from crosslift.web.links import link_to
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page
from crosslift.web.show import long_day, money

ICONS = {"note": "notes", "call": "phone", "meeting": "calendar-event", "letter": "mail"}
SHOWN = 30
DEALS_SHOWN = 8
PIP, MOST_PIPS = 7, 24
OFFERS = "offers/_customer.html"


@page("account")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with everything that is known of it and going on with it."""
    actor = actor_of(request)
    card = queries.account_card(actor, pk)
    context = {
        "card": card,
        "account": card.account,
        "customer": queries.customer_ref(pk, None),
        **_business(actor, Q(account_id=pk)),
        **_owned(actor, pk, None),
        **_told(request, activities.account_timeline(actor, pk), Q(account_id=pk)),
        **_step(actor, "account", pk, Q(account_id=pk)),
        "offers_template": offers_template(actor),
        "log_url": f"/customers/{pk}/activities",
        "may_delete": actor.may("account", "delete"),
        "may_add_contact": actor.may("contact", "add"),
        "may_log": actor.may("activity", "add"),
        "may_sell": actor.may("deal", "add"),
    }
    return render(request, "customers/account.html", context)


@page("contact")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with the ways to reach them and what is going on."""
    actor = actor_of(request)
    card = queries.contact_card(actor, pk)
    own = card.contact.account_id is None
    context = {
        "card": card,
        "contact": card.contact,
        "customer": queries.customer_ref(card.contact.account_id, pk),
        **_business(actor, Q(contact_id=pk)),
        **(_owned(actor, None, pk) if own else {}),
        **_told(request, activities.contact_timeline(actor, pk), Q(contact_id=pk)),
        **_step(actor, "contact", pk, Q(contact_id=pk)),
        "offers_template": offers_template(actor) if own else "",
        "log_url": f"/contacts/{pk}/activities",
        "may_delete": actor.may("contact", "delete"),
        "may_log": actor.may("activity", "add"),
        "may_sell": actor.may("deal", "add"),
        "buys_alone": own,
    }
    return render(request, "customers/contact.html", context)


def offers_template(actor: Actor) -> str:
    """The part that offers give to a customer's page, for those who may see offers."""
    if not actor.may("offer", "view"):
        return ""
    try:
        get_template(OFFERS)
    except TemplateDoesNotExist:
        return ""
    return OFFERS


def _business(actor: Actor, whose: Q) -> dict[str, Any]:
    """Open sales with their next steps, and what was bought ever and within a year, apart by currency."""
    in_work = deals.visible_deals(actor).filter(whose, outcome="open").order_by("-amount", "pk")
    rows = list(in_work.select_related("stage")[:DEALS_SHOWN])
    steps = tasks.next_steps_of(actor, "deal", [deal.pk for deal in rows])
    bought = orders.visible_orders(actor).filter(whose).exclude(state="cancelled")
    facts = bought.order_by().aggregate(n=Count("pk"), first=Min("at"))
    return {
        "deals": [{"deal": deal, "step": steps.get(deal.pk)} for deal in rows],
        "deals_count": in_work.count(),
        "deals_sum": said(deals.sums(in_work)),
        "orders_count": facts["n"],
        "orders_first": facts["first"],
        "bought": said(_sums(bought)),
        "bought_year": said(_sums(bought.filter(at__gte=clock.now() - timedelta(days=365)))),
    }


def _sums(rows: QuerySet[Any]) -> list[Money]:
    grouped = rows.order_by().values("currency_id").annotate(total=Sum("amount"))
    return by_currency(Money(row["total"] or Decimal(0), row["currency_id"]) for row in grouped)


def said(sums: list[Money]) -> str:
    """Sums of different currencies side by side: they are never added."""
    return " + ".join(money(one.amount, one.currency) for one in sums) or "–"


def _owned(actor: Actor, account_id: int | None, contact_id: int | None) -> dict[str, Any]:
    """What they own, counted by line against what is sold, in the order of the lines."""
    sold = catalog.sold_products().order_by().values_list("line_id").annotate(n=Count("pk"))
    all_of: dict[int | None, int] = dict(sold)
    held = orders.holdings(account_id, contact_id).order_by()
    mine: dict[int | None, int] = {
        row["product__line_id"]: row["n"] for row in held.values("product__line_id").annotate(n=Count("pk"))
    }
    names: dict[int | None, str] = {line.pk: line.name for line in catalog.product_lines(actor)}
    names[None] = _("Without a line")
    rows: list[dict[str, Any]] = [
        {"name": name, "owns": mine.get(pk, 0), "of": max(all_of.get(pk, 0), mine.get(pk, 0))}
        for pk, name in names.items()
        if all_of.get(pk) or mine.get(pk)
    ]
    latest = list(orders.holdings(account_id, contact_id)[:SHOWN])
    return {
        "lines": [{**row, **_pips(row["owns"], row["of"])} for row in rows],
        "owns": sum(mine.values()),
        "sold": sum(row["of"] for row in rows),
        "holdings": latest,
    }


def _pips(owns: int, of: int) -> dict[str, Any]:
    """A mark a product while they can be told apart, else a share."""
    if of > MOST_PIPS:
        return {"share": 100 * owns // of}
    return {"width": of * PIP, "pips": [{"x": at * PIP, "on": at < owns} for at in range(of)]}


def _step(actor: Actor, subject: str, pk: int, whose: Q) -> dict[str, Any]:
    """The task due first about the customer or one of their open sales, and where it is answered."""
    found = list(tasks.next_steps_of(actor, subject, [pk]).values())
    open_ids = deals.visible_deals(actor).filter(whose, outcome="open").values_list("pk", flat=True)
    found += tasks.next_steps_of(actor, "deal", list(open_ids)).values()
    step = min(found, key=lambda task: (task.due_at is None, task.due_at, task.pk), default=None)
    return {"step": step, "step_url": link_to(step.subject_type, step.subject_id) if step else ""}


def _told(request: HttpRequest, rows: QuerySet[Any], whose: Q) -> dict[str, Any]:
    """The timeline by day: talks and orders together, the latest first."""
    actor = actor_of(request)
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    mine = activities.changeable_ids(actor, shown.rows)
    items = [_talk(row, actor, row.pk in mine) for row in shown.rows]
    if shown.number == 1:
        items += [_order(row) for row in orders.visible_orders(actor).filter(whose)[:SHOWN]]
    items.sort(key=lambda item: item["at"], reverse=True)
    days = [
        {"day": day, "items": list(group)}
        for day, group in groupby(items, key=lambda item: long_day(timezone.localtime(item["at"]).date()))
    ]
    return {"days": days, "told": shown}


def _talk(row: Any, actor: Actor, changeable: bool) -> dict[str, Any]:
    who = _("You") if row.author_id == actor.id else (row.author.name if row.author else "Crosslift")
    words = {"note": _("Note"), "call": _("Call"), "meeting": _("Meeting"), "letter": _("Letter")}[row.kind]
    length = _("%(minutes)s min") % {"minutes": row.minutes} if row.minutes else ""
    return {
        "at": row.at, "icon": ICONS[row.kind], "who": who, "words": words, "length": length, "body": row.text,
        "edit": f"/activities/{row.pk}/edit" if changeable else "", "url": "", "tone": "",
    }  # fmt: skip


def _order(row: Any) -> dict[str, Any]:
    return {
        "at": row.at, "icon": "file-invoice", "who": "", "words": _("Order %(number)s") % {"number": row.number},
        "length": money(row.amount, row.currency_id), "body": "", "edit": "", "tone": "good",
        "url": f"/deals/{row.deal_id}" if row.deal_id else "",
    }  # fmt: skip


LOGS = {
    "note": activity_actions.note,
    "call": activity_actions.log_call,
    "meeting": activity_actions.log_meeting,
    "letter": activity_actions.log_letter,
}


@page("activity", "add")
@require_POST
def log_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said with an account."""
    return _log(request, "account", pk)


@page("activity", "add")
@require_POST
def log_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said with a person."""
    account_id = queries.contact_card(actor_of(request), pk).contact.account_id
    return _log(request, "contact", pk, account_id)


def _log(request: HttpRequest, subject: str, pk: int, account_id: int | None = None) -> HttpResponse:
    log = LOGS.get(request.POST.get("kind", ""), activity_actions.note)
    text = request.POST.get("text", "")
    minutes = whole(request.POST.get("minutes"), 0) or None
    log(
        actor=actor_of(request), subject_type=subject, subject_id=pk, text=text, minutes=minutes,
        account_id=account_id,
    )  # fmt: skip
    return done(request, _("Written down."))


@page("activity", "change")
def edit_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the words of a note or call right, in a dialog."""
    actor = actor_of(request)
    row = activities.changeable(actor, pk)
    if request.method == "POST":
        minutes = whole(request.POST.get("minutes"), 0) if request.POST.get("minutes") else None
        version = whole(request.POST.get("version"), 0) or None
        activity_actions.change_activity(
            actor=actor, activity_id=pk, version=version, text=request.POST.get("text", ""), minutes=minutes
        )
        return done(request, _("Saved."))
    return render(request, "customers/activity.html", {"row": row, "may_delete": actor.may("activity", "delete")})


@page("activity", "delete")
@require_POST
def delete_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note or call back."""
    activity_actions.delete_activity(actor=actor_of(request), activity_id=pk)
    return done(request, _("Deleted. The audit keeps what it said."))


@page("account", "delete")
def delete_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete an account on which nothing hangs."""
    actor = actor_of(request)
    row = queries.account_card(actor, pk).account
    if request.method == "POST":
        actions.delete_account(actor=actor, account_id=pk)
        return done(request, _("“%(name)s” is deleted.") % {"name": row.name}, to="/customers")
    return render(request, "customers/delete.html", {"row": row, "post": f"/customers/{pk}/delete"})


@page("contact", "delete")
def delete_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a contact on whom nothing hangs."""
    actor = actor_of(request)
    row = queries.contact_card(actor, pk).contact
    if request.method == "POST":
        actions.delete_contact(actor=actor, contact_id=pk)
        return done(request, _("“%(name)s” is deleted.") % {"name": row.name}, to="/contacts")
    return render(request, "customers/delete.html", {"row": row, "post": f"/contacts/{pk}/delete"})
