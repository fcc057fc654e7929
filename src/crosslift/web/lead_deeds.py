"""What is done to a lead: registered, changed, moved, closed, reopened, made a deal."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.catalog import queries as catalog
from crosslift.core.actor import Actor
from crosslift.core.errors import Refusal
from crosslift.leads import actions, queries
from crosslift.leads.words import MATURITY, STAGES
from crosslift.staff import queries as staff
from crosslift.web.answers import done
from crosslift.web.deal_forms import DAY, at_customer, customer_ids, picked_customer
from crosslift.web.form_answers import keep
from crosslift.web.frame import toast
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page


class LeadForm(forms.Form):
    """A need and who has it."""

    customer = forms.CharField(label=_l("Customer"), max_length=40, required=False)
    need = forms.CharField(label=_l("What do they need?"), max_length=300, required=False)
    maturity = forms.ChoiceField(label=_l("Maturity"), choices=list(MATURITY.items()))
    owner = forms.ChoiceField(label=_l("Owner"), required=False)
    channel = forms.CharField(label=_l("How did it come?"), max_length=60, required=False)
    nurture_until = forms.DateField(label=_l("Come back on"), required=False, widget=DAY)
    note = forms.CharField(label=_l("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    product = forms.IntegerField(label=_l("Product"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), user.name) for user in staff.sellers(actor)]
        here = str(self.initial.get("owner") or "")
        if here and here not in dict(people):
            people.insert(0, (here, self.initial.get("owner_name", here)))
        self.fields["owner"].choices = people  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """How it ended and why."""

    stage = forms.ChoiceField(
        label=_l("How did it end?"),
        choices=[(key, STAGES[key]) for key in ("satisfied", "not_interested", "disqualified")],
    )
    reason = forms.CharField(label=_l("Why?"), max_length=200, required=False)


def _context(actor: Actor, form: forms.Form) -> dict[str, Any]:
    values = form.data if form.is_bound else form.initial
    product_id = whole(str(values.get("product") or ""), 0)
    return {
        "form": form,
        "customer": picked_customer(actor, str(values.get("customer") or "")),
        "product": catalog.products_by_id([product_id]).get(product_id) if product_id else None,
    }


@page("lead", "add")
def new(request: HttpRequest) -> HttpResponse:
    """Note a need; `?account=7`, `?contact=9` and `?product=3` are picked already."""
    actor = actor_of(request)
    kind = "account" if request.GET.get("account") else "contact"
    number = whole(request.GET.get(kind), 0)
    initial = {
        "owner": actor.id,
        "owner_name": actor.name,
        "maturity": "cold",
        "customer": f"{kind}:{number}" if number else "",
        "product": whole(request.GET.get("product"), 0) or None,
    }
    form = LeadForm(actor, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                lead = _register(actor, form.cleaned_data)
            toast(request, _("Noted: %(title)s") % {"title": lead.need})
            return HttpResponseRedirect(f"/leads/{lead.pk}")
        except Refusal as error:
            keep(form, error)
            at_customer(form, error)
    return render(request, "leads/new.html", _context(actor, form), status=422 if form.errors else 200)


def _register(actor: Actor, data: dict[str, Any]) -> Any:
    return actions.register_lead(
        actor=actor,
        need=data["need"],
        **customer_ids(data["customer"]),
        owner_id=int(data["owner"]) if data["owner"] else None,
        maturity=data["maturity"],
        channel=data["channel"],
        note=data["note"],
        nurture_until=data["nurture_until"],
        product_ids=[data["product"]] if data["product"] else [],
    )


@page("lead", "change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a lead in work."""
    actor = actor_of(request)
    lead = queries.lead_card(actor, pk).lead
    key = f"account:{lead.account_id}" if lead.account_id else f"contact:{lead.contact_id or ''}"
    names = ("need", "maturity", "channel", "note", "nurture_until", "version")
    initial = {name: getattr(lead, name) for name in names}
    owner = {"owner": lead.owner_id, "owner_name": lead.owner.name if lead.owner else ""}
    form = LeadForm(actor, request.POST or None, initial={**initial, **owner, "customer": key})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                _change(actor, lead, form.cleaned_data)
            toast(request, _("Saved."))
            return HttpResponseRedirect(f"/leads/{pk}")
        except Refusal as error:
            keep(form, error)
            at_customer(form, error)
    context = {**_context(actor, form), "lead": lead}
    return render(request, "leads/edit.html", context, status=422 if form.errors else 200)


def _change(actor: Actor, lead: Any, data: dict[str, Any]) -> None:
    ids = customer_ids(data["customer"])
    values = {name: data[name] for name in ("need", "maturity", "channel", "note", "nurture_until")}
    if ids["account_id"] != lead.account_id or (ids["contact_id"] and ids["contact_id"] != lead.contact_id):
        values |= {name: pk for name, pk in ids.items() if pk}
    actions.change_lead(actor=actor, lead_id=lead.pk, version=data["version"], **values)
    if data["owner"] and int(data["owner"]) != lead.owner_id:
        actions.assign_lead(actor=actor, lead_id=lead.pk, owner_id=int(data["owner"]))


@page("lead", "change")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the lead enter another stage."""
    lead = actions.move_lead(actor=actor_of(request), lead_id=pk, stage=request.GET.get("stage", ""))
    return done(request, _("Now in %(stage)s: %(deal)s") % {"deal": lead.need, "stage": STAGES[lead.stage]})


@page("lead", "change")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how it ended, then close."""
    actor = actor_of(request)
    lead = queries.lead_card(actor, pk).lead
    form = CloseForm(request.POST or None, initial={"stage": "not_interested"})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                actions.close_lead(actor=actor, lead_id=pk, **form.cleaned_data)
            return done(request, _("Closed: %(need)s") % {"need": lead.need}, undo=f"/leads/{pk}/reopen")
        except Refusal as error:
            keep(form, error)
    context = {"form": form, "lead": lead, "post": f"/leads/{pk}/close"}
    return render(request, "leads/close.html", context, status=422 if form.errors else 200)


@page("lead", "change")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closed lead back to work."""
    lead = actions.reopen_lead(actor=actor_of(request), lead_id=pk)
    return done(request, _("In work again: %(deal)s") % {"deal": lead.need})


@page("lead", "change")
@require_POST
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the deal of the lead."""
    deal = actions.convert_lead(actor=actor_of(request), lead_id=pk)
    return done(request, _("Opened: %(deal)s") % {"deal": deal.title}, to=f"/deals/{deal.pk}")


@page("activity", "add")
@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said."""
    actions.log_on_lead(
        actor=actor_of(request),
        lead_id=pk,
        kind=request.POST.get("kind", "note"),
        text=request.POST.get("text", ""),
        minutes=whole(request.POST.get("minutes"), 0) or None,
    )
    return done(request, _("Written down."))


@page("lead", "change")
def add_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Pick a product that the need is about too, in a dialog."""
    actor = actor_of(request)
    lead = queries.lead_card(actor, pk).lead
    product_id = whole(request.POST.get("product"), 0)
    if request.method == "POST" and product_id:
        actions.add_product(actor=actor, lead_id=pk, product_id=product_id)
        return done(request, _("Added."))
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/product.html", {"lead": lead, "missing": status == 422}, status=status)


@page("lead", "change")
@require_POST
def remove_product(request: HttpRequest, pk: int, product_id: int) -> HttpResponse:
    """The need is not about this product."""
    actions.remove_product(actor=actor_of(request), lead_id=pk, product_id=product_id)
    return done(request, _("Taken out."))
