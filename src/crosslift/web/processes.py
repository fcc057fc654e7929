"""Processes: the library, what runs, and one instance on its drawing."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.core.paging import Page, page_of
from crosslift.flows import actions, queries
from crosslift.web.answers import done
from crosslift.web.listing import address, chip, neighbours, whole
from crosslift.web.person import actor_of, page
from crosslift.web.process_page import context_of
from crosslift.web.process_words import STATES, lasting, process_name, started_by, when

SHOWN = 50


@page("process")
def processes(request: HttpRequest) -> HttpResponse:
    """The library with its counts, and the instances that the person may see, narrowed and paged."""
    actor = actor_of(request)
    library = _library(actor)
    every = queries.instances(actor)
    mine = _mine(actor)
    rows = every.filter(mine) if request.GET.get("tab") == "mine" else every
    state, key = request.GET.get("state", ""), request.GET.get("process", "")
    rows = rows.filter(state=state) if state in STATES else rows
    rows = rows.filter(process=key) if key in {one["key"] for one in library} else rows
    shown = page_of(rows, whole(request.GET.get("page"), 1), SHOWN)
    context = {
        "library": library,
        "states_of": STATES,
        "page": shown,
        "rows": _rows(shown),
        "pages": neighbours(request, shown),
        "tabs": _tabs(request, every.count(), every.filter(mine).count()),
        "chips": _chips(request, library),
        "narrowed": any(request.GET.get(name) for name in ("tab", "state", "process")),
    }
    return render(request, "processes/processes.html", context)


def _library(actor: Actor) -> list[dict[str, Any]]:
    counts = {
        (key, state): n
        for key, state, n in queries.instances(actor)
        .order_by()
        .values_list("process", "state")
        .annotate(n=Count("pk"))
    }
    return [
        {
            "key": one.key,
            "name": process_name(one.name),
            "version": one.number,
            "made_at": one.made_at,
            "starts_on": started_by(one.starts_on),
            "counts": [_count(one.key, state, counts.get((one.key, state), 0)) for state in STATES],
        }
        for one in queries.library(actor)
    ]


def _count(key: str, state: str, n: int) -> dict[str, Any]:
    return {"n": n, "state": state, "url": f"?process={key}&state={state}"}


def _mine(actor: Actor) -> Q:
    """Begun by the person's own records, or waiting for their answer."""
    asked = {wait.instance_id for wait in queries.waiting_for(actor)}
    return Q(owner_id=actor.id) | Q(pk__in=asked)


def _tabs(request: HttpRequest, every: int, mine: int) -> list[dict[str, Any]]:
    on = request.GET.get("tab") == "mine"
    return [
        {"label": _("All"), "url": address(request, tab=""), "on": not on, "count": every},
        {"label": pgettext("process", "Mine"), "url": address(request, tab="mine"), "on": on, "count": mine},
    ]


def _chips(request: HttpRequest, library: list[dict[str, Any]]) -> list[dict[str, Any]]:
    states = [(key, str(look["name"])) for key, look in STATES.items()]
    keys = [(one["key"], one["name"]) for one in library]
    return [chip(request, "state", _("State"), states), chip(request, "process", _("Process"), keys)]


def _rows(shown: Page[Any]) -> list[dict[str, Any]]:
    waits = queries.waits_of(shown.rows)
    return [_row(one, waits.get(one.pk, [])) for one in shown.rows]


def _row(one: Any, waits: list[queries.Waiting]) -> dict[str, Any]:
    """Where an instance is: what it said when it failed, the question longest asked, else what else it waits for."""
    asked = [wait for wait in waits if wait.kind == "person"] or waits
    first = asked[0] if asked and one.state != one.FAILED else None
    return {
        "one": one,
        "process": process_name(one.version.name),
        "state": STATES[one.state],
        "where": first.name if first else one.said.partition("\n")[0],
        "number": len(asked) if first else 0,
        "who": first.assignee if first else "",
        "since": when(first.since) if first else "",
        "lasts": lasting(first.since) if first else "",
        "started": when(one.started_at),
    }


@page("process")
def diagram(request: HttpRequest, key: str) -> HttpResponse:
    """A process of the library as it is drawn."""
    actor = actor_of(request)
    one = next((row for row in _library(actor) if row["key"] == key), None)
    if one is None:
        raise NotFound
    return render(request, "processes/diagram.html", {"one": one, "states_of": STATES})


@page("process")
def diagram_file(request: HttpRequest, key: str) -> HttpResponse:
    """The current BPMN file of a process, its names in the reader's language."""
    return _file(queries.process_xml(actor_of(request), key))


@page("process")
def instance_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The BPMN file of the version that an instance runs on."""
    return _file(queries.instance_page(actor_of(request), pk).xml)


def _file(xml: str) -> HttpResponse:
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")


@page("process")
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    """One instance: its drawing, what it waits for, what failed, what happened."""
    actor = actor_of(request)
    return render(request, "processes/instance.html", context_of(actor, queries.instance_page(actor, pk)))


class CancelForm(forms.Form):
    """Why an instance is stopped."""

    reason = forms.CharField(label=_l("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@page("process", "change")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then stop the instance."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.cancel_instance(actor=actor_of(request), instance_id=pk, reason=form.cleaned_data["reason"])
        return done(request, _("The process is cancelled, and so are its tasks."), to=f"/processes/{pk}")
    shown = queries.instance_page(actor_of(request), pk)
    context = {"form": form, "one": shown.instance}
    return render(request, "processes/cancel.html", context, status=422 if form.is_bound else 200)


@page("process", "change")
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try what failed again, now."""
    one = actions.retry_instance(actor=actor_of(request), instance_id=pk)
    if one.state == one.FAILED:
        return done(request, _("Tried again, and it failed again."), note=one.said, to=f"/processes/{pk}")
    return done(request, _("Tried again: it goes on."), to=f"/processes/{pk}")


urls = [
    path("processes", processes, name="processes.processes"),
    path("processes/<int:pk>", instance, name="processes.instance"),
    path("processes/<int:pk>.bpmn", instance_file, name="processes.instance_file"),
    path("processes/<int:pk>/cancel", cancel, name="processes.cancel"),
    path("processes/<int:pk>/retry", retry, name="processes.retry"),
    path("processes/<slug:key>", diagram, name="processes.diagram"),
    path("processes/<slug:key>.bpmn", diagram_file, name="processes.diagram_file"),
]
