"""Settings: what is left to set up, people and teams, rights, audit."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.catalog.queries import visible_products
from crosslift.core.actor import Actor
from crosslift.core.errors import NotAllowed, NotFound, Refusal
from crosslift.core.paging import page_of
from crosslift.core.queries import audit
from crosslift.customers.queries import visible_accounts
from crosslift.orders.queries import visible_orders
from crosslift.staff import actions, queries
from crosslift.staff.presets import OPERATIONS, THINGS
from crosslift.web.answers import done
from crosslift.web.frame import toast
from crosslift.web.person import actor_of, page

WORDS = {"view": _l("Read"), "add": _l("Create"), "change": _l("Edit"), "delete": _l("Delete")}
SALES_THINGS = ["account", "contact", "lead", "deal", "order", "product", "offer", "rule"]
TABS = (
    ("start", _l("Set-up"), "/settings", ""),
    ("people", _l("People"), "/settings/people", "user"),
    ("rights", _l("Rights"), "/settings/rights", "user"),
    ("imports", _l("Import"), "/imports", "import"),
    ("audit", _l("Audit"), "/settings/audit", "audit"),
)


def tabs(actor: Actor, on: str) -> list[dict[str, Any]]:
    """The settings that the actor may open."""
    return [
        {"label": label, "url": url, "on": key == on}
        for key, label, url, right in TABS
        if not right or actor.may(right, "view")
    ]


@page()
def start(request: HttpRequest) -> HttpResponse:
    """What is done and what is left before the company can sell."""
    actor = actor_of(request)
    steps = [step for step in _steps(actor) if not step["right"] or actor.may(step["right"], "view")]
    done = sum(step["ok"] for step in steps)
    for step in steps:
        step["first"] = not step["ok"] and step is next(s for s in steps if not s["ok"])
    context = {
        "tabs": tabs(actor, "start"),
        "steps": steps,
        "done": done,
        "all": len(steps),
        "share": 100 * done // len(steps) if steps else 100,
        "company": queries.company_name(),
        "may_change": actor.may("setting", "change"),
    }
    return render(request, "settings/start.html", context)


def _steps(actor: Actor) -> list[dict[str, Any]]:
    products, accounts = visible_products(actor).count(), visible_accounts(actor).count()
    orders, people = visible_orders(actor).count(), queries.users(actor).count()
    return [
        _step(_("Products and prices"), _("%(n)s products") % {"n": products}, products, "/catalogue", "product"),
        _step(_("Customers"), _("%(n)s customers") % {"n": accounts}, accounts, "/customers", "account"),
        _step(_("Orders of the past"), _("%(n)s orders: rules are learned from them") % {"n": orders}, orders,
              "/imports", "import"),
        _step(_("People and what they may see"), _("%(n)s people") % {"n": people}, people - 1, "/settings/people",
              "user"),
    ]  # fmt: skip


def _step(title: str, note: str, count: int, url: str, right: str) -> dict[str, Any]:
    button = _("See") if count > 0 else _("Begin")
    return {"title": title, "note": note, "ok": count > 0, "url": url, "right": right, "button": button}


@page("setting", "change")
@require_POST
def company(request: HttpRequest) -> HttpResponse:
    """What the company calls itself."""
    actions.change_company(actor=actor_of(request), name=request.POST.get("name", "").strip()[:120] or "Crosslift")
    toast(request, _("Saved."))
    return HttpResponseRedirect("/settings")


@page("user")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and the teams."""
    actor = actor_of(request)
    rows = queries.users(actor).prefetch_related("roles")
    context = {"tabs": tabs(actor, "people"), "people": rows, "teams": queries.teams()}
    return render(request, "settings/people.html", {**context, "may_change": actor.may("user", "change")})


class PersonForm(forms.Form):
    """A person: who they are, what they may, when they are away."""

    name = forms.CharField(label=_l("Name"), max_length=120)
    email = forms.EmailField(label=_l("E-mail"))
    roles = forms.MultipleChoiceField(label=_l("Roles"))
    team = forms.ChoiceField(label=_l("Team"), required=False)
    deputy = forms.ChoiceField(label=_l("Deputy"), required=False)
    language = forms.ChoiceField(label=_l("Language"), choices=(("en", "English"), ("ru", "Русский")))
    password = forms.CharField(
        label=_l("New password"),
        required=False,
        min_length=10,
        widget=forms.PasswordInput,
        help_text=_l("At least 10 characters; give it to the person, who can change it."),
    )
    is_active = forms.BooleanField(label=_l("Works here"), required=False, initial=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = "name_ru" if get_language() == "ru" else "name_en"
        nobody = [("", _("none"))]
        choices: dict[str, list[tuple[str, str]]] = {
            "roles": [(role.code, getattr(role, name)) for role in queries.roles()],
            "team": nobody + [(str(team.pk), team.name) for team in queries.teams()],
            "deputy": nobody + [(str(user.pk), user.name) for user in queries.users(actor)],
        }
        for field, values in choices.items():
            self.fields[field].choices = values  # type: ignore[attr-defined]


@page("user", "change")
def person(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a person or change one."""
    actor = actor_of(request)
    user = queries.users(actor).filter(pk=pk).first() if pk else None
    initial = {}
    if user:
        initial = {field: getattr(user, field) for field in ("name", "email", "language", "is_active")}
        initial |= {"team": user.team_id, "deputy": user.deputy_id}
        initial["roles"] = list(user.roles.values_list("code", flat=True))
    form = PersonForm(actor, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save_person(actor, user.pk if user else None, form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(next(iter(refusal.fields), None), str(refusal))
        else:
            toast(request, _("%(name)s is saved.") % {"name": saved.name})
            return HttpResponseRedirect("/settings/people")
    heading = user.name if user else _("New person")
    crumbs = [{"label": _("Settings"), "url": "/settings"}, {"label": _("People"), "url": "/settings/people"}]
    status = 422 if form.errors else 200
    return render(
        request, "settings/person.html", {"form": form, "heading": heading, "crumbs": crumbs}, status=status
    )


def _save_person(actor: Actor, pk: int | None, values: dict[str, Any]) -> Any:
    team, deputy = values["team"] or None, values["deputy"] or None
    if pk is None:
        return actions.invite_user(
            actor=actor,
            email=values["email"],
            name=values["name"],
            roles=values["roles"],
            team_id=int(team) if team else None,
            password=values["password"] or None,
            language=values["language"],
        )
    fields = {key: values[key] for key in ("name", "email", "language", "is_active", "password")}
    fields |= {"team_id": int(team) if team else None, "deputy_id": int(deputy) if deputy else None}
    return actions.change_user(actor=actor, user_id=pk, roles=values["roles"], **fields)


@page("user", "change")
@require_POST
def team(request: HttpRequest) -> HttpResponse:
    """Make a team, or change its name and head."""
    head, pk = request.POST.get("head", ""), request.POST.get("team", "")
    actions.save_team(
        actor=actor_of(request),
        name=request.POST.get("name", ""),
        head_id=int(head) if head.isdecimal() else None,
        team_id=int(pk) if pk.isdecimal() else None,
    )
    toast(request, _("Saved."))
    return HttpResponseRedirect("/settings/people")


@page("user")
def rights(request: HttpRequest) -> HttpResponse:
    """Roles across, objects along: letters for what may be done, words for whose."""
    actor = actor_of(request)
    context = {
        "tabs": tabs(actor, "rights"),
        "tables": [_rights_table(things) for things in (SALES_THINGS, [t for t in THINGS if t not in SALES_THINGS])],
        "letters": [{"letter": letter, "words": WORDS[operation]} for operation, letter in _letters().items()],
        "may_change": actor.may("user", "change"),
    }
    return render(request, "settings/rights.html", context)


def _letters() -> dict[str, str]:
    """The first letters of read, create, edit, delete in the reader's language."""
    return {operation: str(WORDS[operation])[:1] for operation in OPERATIONS}


def _scope_words() -> dict[str, str]:
    return {"own": pgettext("scope", "own"), "team": pgettext("scope", "team"), "all": pgettext("scope", "all")}


def _rights_table(things: list[str]) -> dict[str, Any]:
    held, letters, words = queries.rights(), _letters(), _scope_words()

    def cell(role: str, thing: str) -> dict[str, Any]:
        scopes = [held.get((role, thing, operation), "") for operation in OPERATIONS]
        shown = [letters[o] if scope else "·" for o, scope in zip(OPERATIONS, scopes, strict=True)]
        whose = list(dict.fromkeys(words[scope] for scope in scopes if scope))
        return {"thing": thing, "letters": shown, "whose": ", ".join(whose[:2]), "nothing": not whose}

    rows = [{"role": role, "cells": [cell(role.code, thing) for thing in things]} for role in queries.roles()]
    return {"labels": [THINGS[thing] for thing in things], "rows": rows}


@page("user", "change")
def right(request: HttpRequest, role: str, thing: str) -> HttpResponse:
    """The four rights of a role on one kind of object, asked and set in a dialog."""
    found = next((row for row in queries.roles() if row.code == role), None)
    if found is None or thing not in THINGS:
        raise NotFound
    if request.method == "POST":
        scopes = {operation: request.POST.get(operation, "") for operation in OPERATIONS}
        actions.set_rights(actor=actor_of(request), role=role, thing=thing, scopes=scopes)
        return done(request, _("Saved."), to="/settings/rights")
    held = queries.rights()
    fields = [
        {"name": operation, "label": WORDS[operation], "scope": held.get((role, thing, operation), "")}
        for operation in OPERATIONS
    ]
    choices = [("", _("nobody’s")), *_scope_words().items()]
    context = {"role": found, "label": THINGS[thing], "fields": fields, "choices": choices, "post": request.path}
    return render(request, "settings/right.html", context)


@page("audit")
def audit_page(request: HttpRequest) -> HttpResponse:
    """Who did what, latest first."""
    number = request.GET.get("page", "1")
    rows = page_of(audit(actor_of(request)), int(number) if number.isdecimal() else 1)
    return render(request, "settings/audit.html", {"tabs": tabs(actor_of(request), "audit"), "page": rows})


urls = [
    path("settings", start, name="settings.start"),
    path("settings/company", company, name="settings.company"),
    path("settings/people", people, name="settings.people"),
    path("settings/people/new", person, name="settings.new_person"),
    path("settings/people/<int:pk>", person, name="settings.person"),
    path("settings/teams", team, name="settings.team"),
    path("settings/rights", rights, name="settings.rights"),
    path("settings/rights/<slug:role>/<slug:thing>", right, name="settings.right"),
    path("settings/audit", audit_page, name="settings.audit"),
]
