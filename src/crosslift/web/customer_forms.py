"""Forms of accounts and contacts: everything typed is kept, and an error stands at its field."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from crosslift.catalog.queries import currencies
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, Refusal
from crosslift.customers import actions, queries
from crosslift.staff import queries as staff
from crosslift.web.form_answers import keep
from crosslift.web.frame import toast
from crosslift.web.person import actor_of, page

CHANNEL_ROWS = 5


class AccountForm(forms.Form):
    """Who they are."""

    name = forms.CharField(label=_l("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_l("Kind"), choices=(("potential", _l("Potential")), ("existing", _l("Has ordered")))
    )
    legal_name = forms.CharField(label=_l("Legal name"), max_length=300, required=False)
    tax_number = forms.CharField(label=_l("Tax number"), max_length=40, required=False)
    sector = forms.CharField(label=_l("Sector"), max_length=120, required=False)
    audience = forms.CharField(label=_l("Target audience"), max_length=120, required=False)
    country = forms.CharField(label=_l("Country"), max_length=80, required=False)
    city = forms.CharField(label=_l("City"), max_length=120, required=False)
    address = forms.CharField(label=_l("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_l("Phone"), max_length=60, required=False)
    email = forms.CharField(label=_l("E-mail"), max_length=254, required=False)
    website = forms.CharField(label=_l("Website"), max_length=200, required=False)
    employees = forms.IntegerField(label=_l("People"), min_value=0, required=False)
    founded = forms.IntegerField(label=_l("Founded in"), required=False)
    revenue = forms.DecimalField(label=_l("Revenue a year"), max_digits=18, decimal_places=2, required=False)
    revenue_currency = forms.ChoiceField(label=_l("Currency of the revenue"), required=False)
    owner = forms.ChoiceField(label=_l("Client manager"), required=False)
    influencer = forms.ChoiceField(label=_l("Agent of influence"), required=False)
    parent = forms.CharField(
        label=_l("Belongs to"), required=False, help_text=_l("The exact name of another customer of yours.")
    )
    note = forms.CharField(label=_l("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, account_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.account_id = actor, account_id
        self.fields["revenue_currency"].choices = [("", "–"), *((code, code) for code in currencies())]  # type: ignore[attr-defined]
        self.fields["owner"].choices = owners(actor, "account", self.initial.get("owner"))  # type: ignore[attr-defined]
        people = queries.visible_contacts(actor).filter(account_id=account_id) if account_id else []
        self.fields["influencer"].choices = [  # type: ignore[attr-defined]
            ("", _("nobody")), *((str(row.pk), row.name) for row in people)
        ]  # fmt: skip

    def clean_parent(self) -> int | None:
        """The id of the account of that name, or an error that says what to do."""
        name = self.cleaned_data["parent"].strip()
        if not name:
            return None
        found = (
            queries.visible_accounts(self.actor).filter(name__iexact=name).exclude(pk=self.account_id or 0).first()
        )
        if found is None:
            raise forms.ValidationError(_("There is no customer of this name that you may see."))
        return found.pk

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data.pop("version")
        for name in ("owner", "influencer"):
            chosen = data.pop(name)
            if name in self.data:
                data[f"{name}_id"] = int(chosen) if chosen else None
        data["parent_id"] = data.pop("parent")
        return data


class ContactForm(forms.Form):
    """Who the person is; the ways to reach them stand beside as rows."""

    name = forms.CharField(label=_l("Name"), max_length=200)
    position = forms.CharField(label=_l("Position"), max_length=120, required=False)
    account = forms.CharField(
        label=_l("Works for"),
        required=False,
        help_text=_l("The exact name of a customer; empty for a private person."),
    )
    deal_role = forms.CharField(
        label=_l("Role in sales"), max_length=40, required=False, help_text=_l("Decides, influences, uses, signs…")
    )
    owner = forms.ChoiceField(label=_l("Owner"), required=False)
    note = forms.CharField(label=_l("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["owner"].choices = owners(actor, "contact", self.initial.get("owner"))  # type: ignore[attr-defined]

    def clean_account(self) -> int | None:
        """The id of the account of that name, or an error that says what to do."""
        name = self.cleaned_data["account"].strip()
        if not name:
            return None
        found = queries.visible_accounts(self.actor).filter(name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no customer of this name that you may see."))
        return found.pk

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data.pop("version")
        data["account_id"] = data.pop("account")
        chosen = data.pop("owner")
        return {**data, "owner_id": int(chosen) if chosen else None} if "owner" in self.data else data


def owners(actor: Actor, thing: str, present: Any = None) -> list[tuple[str, str]]:
    """Whom the person may make owner, the present one always among them; nobody, where that is in their reach."""
    scope = actor.scope(thing, "change")
    people = staff.users(actor).filter(is_active=True)
    if scope != "all":
        people = people.filter(pk__in=actor.team if scope == "team" else [actor.id or 0])
    rows = [(str(user.pk), user.name) for user in people]
    if present and str(present) not in {key for key, _name in rows}:
        rows += [(str(user.pk), user.name) for user in staff.users(actor).filter(pk=present)]
    nobody = [("", _("nobody"))] if scope in ("team", "all") or not present else []
    return nobody + rows


@page("account", "add")
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    actor = actor_of(request)
    if request.method != "POST":
        form = AccountForm(actor, initial={"name": request.GET.get("name", ""), "owner": actor.id})
        return _show_account(request, form, None, 200)
    form = AccountForm(actor, request.POST, initial={"owner": actor.id})
    return _save_account(request, form, None)


@page("account", "change")
def edit_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account."""
    actor = actor_of(request)
    account = queries.account_card(actor, pk).account
    initial = {field: getattr(account, field, "") for field in AccountForm.base_fields}
    initial |= {"owner": account.owner_id, "influencer": account.influencer_id}
    initial["parent"] = account.parent.name if account.parent else ""
    if request.method != "POST":
        return _show_account(request, AccountForm(actor, initial=initial, account_id=pk), account, 200)
    return _save_account(request, AccountForm(actor, request.POST, initial=initial, account_id=pk), account)


def _save_account(request: HttpRequest, form: AccountForm, account: Any) -> HttpResponse:
    actor = actor_of(request)
    if not form.is_valid():
        return _show_account(request, form, account, 422)
    try:
        with transaction.atomic(savepoint=True):
            if account is None:
                row = actions.make_account(actor=actor, **form.values())
            else:
                version = form.cleaned_data["version"]
                row = actions.change_account(actor=actor, account_id=account.pk, version=version, **form.values())
    except Refusal as error:
        keep(form, error)
        return _show_account(request, form, account, error.status)
    toast(request, _("Saved."))
    return HttpResponseRedirect(f"/customers/{row.pk}")


def _show_account(request: HttpRequest, form: AccountForm, account: Any, status: int) -> HttpResponse:
    context = {"form": form, "account": account, "sectors": queries.sectors(actor_of(request))}
    return render(request, "customers/account_form.html", context, status=status)


@page("contact", "add")
def new_contact(request: HttpRequest) -> HttpResponse:
    """Make a contact, of an account where the address names one."""
    actor = actor_of(request)
    if request.method != "POST":
        asked = request.GET.get("account", "")
        pk = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
        account = queries.visible_accounts(actor).filter(pk=pk).first()
        initial = {"owner": actor.id, "account": account.name if account else "", "name": request.GET.get("name", "")}
        return _show_contact(request, ContactForm(actor, initial=initial), None, [("phone", ""), ("email", "")], 200)
    return _save_contact(request, ContactForm(actor, request.POST, initial={"owner": actor.id}), None)


@page("contact", "change")
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    actor = actor_of(request)
    card = queries.contact_card(actor, pk)
    contact = card.contact
    initial = {field: getattr(contact, field, "") for field in ContactForm.base_fields}
    initial |= {"owner": contact.owner_id, "account": contact.account.name if contact.account else ""}
    if request.method != "POST":
        channels = [(channel.kind, channel.value) for channel in card.channels]
        return _show_contact(request, ContactForm(actor, initial=initial), contact, channels, 200)
    return _save_contact(request, ContactForm(actor, request.POST, initial=initial), contact)


def _save_contact(request: HttpRequest, form: ContactForm, contact: Any) -> HttpResponse:
    actor = actor_of(request)
    channels = list(zip(request.POST.getlist("channel_kind"), request.POST.getlist("channel_value"), strict=False))
    if not form.is_valid():
        return _show_contact(request, form, contact, channels, 422)
    values: dict[str, Any] = {**form.values(), "channels": channels}
    try:
        with transaction.atomic(savepoint=True):
            if contact is None:
                row = actions.make_contact(actor=actor, **values)
            else:
                version = form.cleaned_data["version"]
                row = actions.change_contact(actor=actor, contact_id=contact.pk, version=version, **values)
    except Refusal as error:
        keep(form, error)
        faults = error.fields if isinstance(error, BadInput) else {}
        return _show_contact(request, form, contact, channels, error.status, faults)
    toast(request, _("Saved."))
    return HttpResponseRedirect(f"/contacts/{row.pk}")


def _show_contact(
    request: HttpRequest,
    form: ContactForm,
    contact: Any,
    channels: list[tuple[str, str]],
    status: int,
    faults: dict[str, Any] | None = None,
) -> HttpResponse:
    kinds = (("phone", _("Phone")), ("email", _("E-mail")), ("messenger", _("Messenger")))
    padded = channels + [("phone", "")] * (1 if len(channels) >= CHANNEL_ROWS else CHANNEL_ROWS - len(channels) - 2)
    rows = [
        {"kind": kind, "value": value, "error": (faults or {}).get(f"channels.{at}", "")}
        for at, (kind, value) in enumerate(padded)
    ]
    context = {"form": form, "contact": contact, "channels": rows, "kinds": kinds}
    return render(request, "customers/contact_form.html", context, status=status)
