"""Opening a deal and changing its facts; what was typed is kept, and an error stands at its field."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from crosslift.catalog import queries as catalog
from crosslift.core.actor import Actor
from crosslift.core.errors import Refusal
from crosslift.customers import queries as customers
from crosslift.deals import actions, queries
from crosslift.deals.reasons import BANT
from crosslift.funnels import queries as funnels
from crosslift.offers.choices import BANT as BANT_WORDS
from crosslift.staff import queries as staff
from crosslift.web.deal_lines import LineForm, picked_line
from crosslift.web.form_answers import keep
from crosslift.web.frame import toast
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page

FOUND = 8
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DealForm(LineForm):
    """A deal to open: who buys, what, and when it may close."""

    customer = forms.CharField(label=_l("Customer"), max_length=40)
    title = forms.CharField(label=_l("What is it about?"), max_length=300, required=False)
    owner = forms.ChoiceField(label=_l("Seller"))
    stage = forms.ChoiceField(label=_l("Stage"))
    currency = forms.ChoiceField(label=_l("Currency"))
    expected_close = forms.DateField(label=_l("Expected to close"), required=False, widget=DAY)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, actor)
        stages = [stage for stage in funnels.stages() if stage.outcome == "open"]
        self.fields["stage"].choices = [(str(stage.pk), stage.name) for stage in stages]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Facts of a deal in work."""

    customer = forms.CharField(label=_l("Customer"), max_length=40, required=False)
    title = forms.CharField(label=_l("What is it about?"), max_length=300)
    owner = forms.ChoiceField(label=_l("Seller"), required=False)
    currency = forms.ChoiceField(label=_l("Currency"))
    amount = forms.DecimalField(label=_l("Sum"), required=False, localize=True)
    probability = forms.DecimalField(label=_l("Chance, %"), localize=True)
    expected_close = forms.DateField(label=_l("Expected to close"), required=False, widget=DAY)
    bant = forms.MultipleChoiceField(label="BANT", required=False, choices=list(BANT_WORDS.items()))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, actor)


def _set_choices(form: forms.Form, actor: Actor) -> None:
    people = [(str(user.pk), user.name) for user in staff.sellers(actor)]
    here = str(form.initial.get("owner") or "")
    if here and here not in dict(people):
        people.insert(0, (here, form.initial.get("owner_name", here)))
    form.fields["owner"].choices = people  # type: ignore[attr-defined]
    form.fields["currency"].choices = [(code, code) for code in catalog.currencies()]  # type: ignore[attr-defined]


def customer_ids(key: str) -> dict[str, Any]:
    """The account and contact that "account:7" or "contact:9" names; anything else names nobody."""
    kind, _colon, number = key.partition(":")
    pk = whole(number, 0) or None
    return {"account_id": pk if kind == "account" else None, "contact_id": pk if kind == "contact" else None}


def picked_customer(actor: Actor, key: str) -> Any:
    """The customer of a key like "account:7", if the actor may see it."""
    ids = customer_ids(key)
    account, contact = ids["account_id"], ids["contact_id"]
    if account and not customers.visible_accounts(actor).filter(pk=account).exists():
        return None
    if contact and not customers.visible_contacts(actor).filter(pk=contact).exists():
        return None
    return customers.customer_ref(account, contact)


@page("deal", "add")
def new(request: HttpRequest) -> HttpResponse:
    """Open a deal; `?account=7` or `?contact=9` and `?product=3` are picked already."""
    actor = actor_of(request)
    form = DealForm(actor, request.POST or None, initial=_initial(request, actor))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                deal = _open(actor, form)
            toast(request, _("Opened: %(deal)s") % {"deal": deal.title})
            return HttpResponseRedirect(f"/deals/{deal.pk}")
        except Refusal as error:
            keep(form, error)
            at_customer(form, error)
    return render(request, "deals/new.html", _form_context(actor, form), status=422 if form.errors else 200)


def _initial(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    kind = "account" if request.GET.get("account") else "contact"
    number = whole(request.GET.get(kind), 0)
    product_id = whole(request.GET.get("product"), 0)
    product = catalog.products_by_id([product_id]).get(product_id)
    return {
        "owner": actor.id,
        "owner_name": actor.name,
        "customer": f"{kind}:{number}" if number else "",
        "product": product.pk if product else None,
        "currency": (product.currency_id if product else None) or catalog.base_currency(),
    }


def _open(actor: Actor, form: DealForm) -> Any:
    data, line = form.cleaned_data, form.line()
    return actions.open_deal(
        actor=actor,
        title=data["title"],
        **customer_ids(data["customer"]),
        owner_id=int(data["owner"]),
        stage_id=int(data["stage"]),
        currency=data["currency"],
        expected_close=data["expected_close"],
        lines=[line] if line else [],
    )


def at_customer(form: forms.Form, error: Refusal) -> None:
    """Show what is wrong with account or contact at the field where the customer is picked."""
    for field in ("account", "contact"):
        if field in error.fields:
            form.add_error("customer", str(error.fields[field]))


def _form_context(actor: Actor, form: forms.Form) -> dict[str, Any]:
    values = form.data if form.is_bound else form.initial
    return {
        "form": form,
        "customer": picked_customer(actor, str(values.get("customer") or "")),
        **picked_line(form),
    }


@page("deal", "add")
def find_customers(request: HttpRequest) -> HttpResponse:
    """Customers whose name holds the words, to pick one."""
    asked = request.GET.get("customer_words", "").strip()[:120]
    found = customers.search_customers(actor_of(request), asked, FOUND)
    return render(request, "deals/_customers.html", {"found": found, "asked": asked})


@page("deal", "change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a deal in work."""
    actor = actor_of(request)
    card = queries.deal_card(actor, pk)
    deal = card.deal
    form = ChangeForm(actor, request.POST or None, initial=_facts(card))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                _change(actor, deal, form)
            toast(request, _("Saved."))
            return HttpResponseRedirect(f"/deals/{pk}")
        except Refusal as error:
            keep(form, error)
            at_customer(form, error)
    context = {**_form_context(actor, form), "card": card, "deal": deal}
    return render(request, "deals/edit.html", context, status=422 if form.errors else 200)


def _facts(card: queries.DealCard) -> dict[str, Any]:
    deal = card.deal
    key = f"account:{deal.account_id}" if deal.account_id else f"contact:{deal.contact_id or ''}"
    return {
        "customer": key,
        "title": deal.title,
        "owner": deal.owner_id,
        "owner_name": deal.owner.name if deal.owner else "",
        "currency": deal.currency_id,
        "amount": deal.amount,
        "probability": deal.probability,
        "expected_close": deal.expected_close,
        "bant": [name for name in BANT if deal.bant.get(name)],
        "version": deal.version,
    }


def _change(actor: Actor, deal: Any, form: ChangeForm) -> None:
    data = form.cleaned_data
    values: dict[str, Any] = {
        "title": data["title"],
        "probability": data["probability"],
        "expected_close": data["expected_close"],
        "currency_id": data["currency"],
        "bant": dict.fromkeys(data["bant"], True),
    }
    ids = customer_ids(data["customer"])
    if ids["account_id"] != deal.account_id or (ids["contact_id"] and ids["contact_id"] != deal.contact_id):
        values |= {name: pk for name, pk in ids.items() if pk}
    if data["amount"] is not None and not deal.lines.exists():
        values["amount"] = data["amount"]
    actions.change_deal(actor=actor, deal_id=deal.pk, version=data["version"], **values)
    if data["owner"] and int(data["owner"]) != deal.owner_id:
        actions.reassign_deal(actor=actor, deal_id=deal.pk, owner_id=int(data["owner"]))
