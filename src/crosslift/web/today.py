"""Today: what to do now, what is late, what has no next step; and the inbox."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.alerts import actions as alerts
from crosslift.alerts.queries import inbox as inbox_of
from crosslift.core import clock
from crosslift.core.actor import Actor
from crosslift.core.paging import page_of
from crosslift.core.words import sentence
from crosslift.deals import queries as deals
from crosslift.staff import queries as staff
from crosslift.tasks import actions, queries
from crosslift.web.answers import done
from crosslift.web.links import link_to
from crosslift.web.person import actor_of, page
from crosslift.web.subjects import label_of

ICONS = {"call": "phone", "mail": "mail", "meeting": "calendar-event", "process": "sitemap", "bant": "sitemap"}
KINDS = (("todo", _l("To do")), ("call", _l("Call")), ("meeting", _l("Meeting")), ("mail", _l("Letter")))
SHOWN, SILENT = 60, 5


@page()
def today(request: HttpRequest) -> HttpResponse:
    """The seller's home; a head may look at the whole team's work."""
    actor = actor_of(request)
    whose = request.GET.get("whose", "mine")
    team = whose == "team" and actor.scope("task", "view") in ("team", "all")
    rows = list(queries.open_tasks(actor, owner_id=None if team else actor.id)[:SHOWN])
    groups = _groups([_row(task) for task in rows])
    silent = [] if team else _without_next_step(actor)
    context = {
        "groups": groups,
        "silent": silent,
        "summary": _summary(groups, len(silent)),
        "team": team,
        "may_see_team": actor.scope("task", "view") in ("team", "all"),
        "heading": clock.now(),
        "may_see_offers": actor.may("offer", "view"),
        "funnel": _funnel(actor) if actor.may("deal", "view") else None,
    }
    return render(request, "today/today.html", context)


@page("offer")
def next_sales(request: HttpRequest) -> HttpResponse:
    """The fragment of the sales found for the person; it comes after the page, which does not wait for it."""
    return render(request, "offers/_next_sales.html")


def _without_next_step(actor: Actor) -> list[Any]:
    """The actor's own deals in work that nobody planned a next step for, the longest silent first."""
    asked = deals.DealFilters(owner_id=actor.id, outcome="open", no_step=True)
    rows = deals.deals(actor, asked).select_related("account", "contact", "stage").order_by("touched_at")
    return list(rows[:SILENT])


def _funnel(actor: Actor) -> list[dict[str, Any]]:
    """Deals in work by stage; the widest bar is the fullest stage."""
    steps = [s for s in deals.funnel_picture(actor, deals.DealFilters()).steps if s.stage.outcome == "open"]
    most = max((step.now for step in steps), default=0) or 1
    return [
        {"stage": step.stage, "count": step.now, "sums": step.now_sums, "share": 100 * step.now / most}
        for step in steps
    ]


def _row(task: Any) -> dict[str, Any]:
    return {
        "id": task.pk,
        "title": task.words,
        "note": task.subject_label,
        "owner": task.owner.name,
        "icon": "sitemap" if task.origin == "process" else ICONS.get(task.kind, "circle"),
        "due_at": task.due_at,
        "late": task.late,
        "process": task.origin == "process",
        "url": link_to(task.subject_type, task.subject_id),
    }


def _groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Late, today, tomorrow, later, without a moment; empty groups are left out."""
    day = clock.today()
    groups: dict[str, list[dict[str, Any]]] = {"late": [], "today": [], "tomorrow": [], "later": [], "open": []}
    for row in rows:
        due = row["due_at"]
        if due is None:
            groups["open"].append(row)
        elif row["late"]:
            groups["late"].append(row)
        else:
            apart = (timezone.localdate(due) - day).days
            groups["today" if apart == 0 else "tomorrow" if apart == 1 else "later"].append(row)
    names = {
        "late": _("Late"),
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "later": _("Later"),
        "open": _("Without a moment"),
    }
    return [{"key": key, "name": names[key], "rows": rows} for key, rows in groups.items() if rows]


def _summary(groups: list[dict[str, Any]], silent: int) -> str:
    late = sum(len(group["rows"]) for group in groups if group["key"] == "late")
    now = sum(len(group["rows"]) for group in groups if group["key"] == "today")
    if not groups and not silent:
        return _("Nothing waits for you.")
    return _("Late: %(late)s. Before evening: %(now)s. Without a next step: %(silent)s.") % {
        "late": late,
        "now": now,
        "silent": silent,
    }


class DoneForm(forms.Form):
    """A task closes only with its result."""

    positive = forms.ChoiceField(
        label=_l("How did it go?"), choices=(("yes", _l("Well")), ("no", _l("Not well"))), widget=forms.RadioSelect
    )
    result = forms.CharField(label=_l("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_title = forms.CharField(label=_l("Next step"), required=False, max_length=300)
    next_due = forms.DateTimeField(
        label=_l("By"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


@page("task", "change")
def done_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task with its result, and say what comes next."""
    actor = actor_of(request)
    task = queries.task(actor, pk)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        positive = values["positive"] == "yes"
        if not positive and not values["result"].strip():
            form.add_error("result", _("Say in a few words why."))
        else:
            actions.complete_task(actor=actor, task_id=pk, positive=positive, result=values["result"])
            if values["next_title"]:
                actions.assign_task(
                    actor=actor,
                    owner_id=task.owner_id,
                    title=values["next_title"],
                    due_at=values["next_due"],
                    subject_type=task.subject_type,
                    subject_id=task.subject_id,
                    subject_label=task.subject_label,
                    next_step=True,
                )
            return done(request, _("Done: %(title)s") % {"title": task.words}, undo=f"/tasks/{pk}/reopen")
    context = {"form": form, "task": task, "post": f"/tasks/{pk}/done"}
    return render(request, "today/done.html", context, status=422 if form.errors else 200)


class MoveForm(forms.Form):
    """When then?"""

    due_at = forms.DateTimeField(
        label=_l("When then?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


@page("task", "change")
def move_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Set another due moment; the old one is kept in the history."""
    actor = actor_of(request)
    task = queries.task(actor, pk)
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(10))
    form = MoveForm(request.POST or None, initial={"due_at": tomorrow})
    if request.method == "POST" and form.is_valid():
        actions.move_task(actor=actor, task_id=pk, due_at=form.cleaned_data["due_at"])
        return done(request, _("Moved: %(title)s") % {"title": task.words})
    context = {"form": form, "task": task, "post": f"/tasks/{pk}/move"}
    return render(request, "today/move.html", context, status=422 if form.errors else 200)


@page("task", "change")
@require_POST
def reopen_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo closing."""
    actions.reopen_task(actor=actor_of(request), task_id=pk)
    return done(request, _("It is open again."))


class TaskForm(forms.Form):
    """A task for oneself or, with the right, for somebody else."""

    title = forms.CharField(label=_l("What is to be done?"), max_length=300)
    kind = forms.ChoiceField(label=_l("Kind"), choices=KINDS)
    due_at = forms.DateTimeField(
        label=_l("By"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    owner = forms.ChoiceField(label=_l("Who"))
    next_step = forms.BooleanField(label=_l("This is the next step"), required=False)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]


@page("task", "add")
def new_task(request: HttpRequest) -> HttpResponse:
    """Make a task, about a record where the address names one (`?about=deal:42`)."""
    actor = actor_of(request)
    about, _colon, number = request.GET.get("about", "").partition(":")
    people = [(str(user.pk), user.name) for user in staff.sellers(actor)]
    if str(actor.id) not in dict(people):
        people.insert(0, (str(actor.id), actor.name))
    initial = {"owner": actor.id, "next_step": bool(number)}
    form = TaskForm(people, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        actions.assign_task(
            actor=actor,
            owner_id=int(values["owner"]),
            title=values["title"],
            kind=values["kind"],
            due_at=values["due_at"],
            subject_type=about if number.isdecimal() else "",
            subject_id=int(number) if number.isdecimal() else None,
            subject_label=_label_of(request, about, number),
            next_step=values["next_step"] and number.isdecimal(),
        )
        return done(request, _("Noted: %(title)s") % {"title": values["title"]})
    context = {"form": form, "post": request.get_full_path()}
    return render(request, "today/task.html", context, status=422 if form.errors else 200)


def _label_of(request: HttpRequest, about: str, number: str) -> str:
    """The record's name; a record that the person may not see is refused as not found."""
    return label_of(actor_of(request), about, int(number)) if number.isdecimal() else ""


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """What was told to the person who is signed in."""
    actor = actor_of(request)
    if request.method == "POST":
        alerts.read_all(actor=actor)
        return HttpResponseRedirect("/inbox")
    number = request.GET.get("page", "1")
    rows = page_of(inbox_of(actor), int(number) if number.isdecimal() else 1)
    items = [
        {"alert": alert, "text": sentence(alert.text, alert.params), "url": f"/inbox/{alert.pk}"}
        for alert in rows.rows
    ]
    return render(request, "today/inbox.html", {"page": rows, "items": items})


@page()
def open_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an alert and go to what it is about."""
    alert = alerts.read_alert(actor=actor_of(request), alert_id=pk)
    return HttpResponseRedirect(link_to(alert.subject_type, alert.subject_id) or "/inbox")


urls = [
    path("", today, name="today.today"),
    path("today/next-sales", next_sales, name="today.next_sales"),
    path("tasks/new", new_task, name="today.new_task"),
    path("tasks/<int:pk>/done", done_task, name="today.done_task"),
    path("tasks/<int:pk>/move", move_task, name="today.move_task"),
    path("tasks/<int:pk>/reopen", reopen_task, name="today.reopen_task"),
    path("inbox", inbox, name="today.inbox"),
    path("inbox/<int:pk>", open_alert, name="today.open_alert"),
]
