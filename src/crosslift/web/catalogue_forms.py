"""Forms of products and of product lines."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from crosslift.catalog import actions, queries
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound, Refusal
from crosslift.web.answers import done
from crosslift.web.form_answers import keep
from crosslift.web.frame import toast
from crosslift.web.person import actor_of, page


class Number(forms.DecimalField):
    """A number as people write it: spaces between thousands, a comma before the cents."""

    def to_python(self, value: Any) -> Any:
        """The number, the comma read as a point where it can only be that."""
        if isinstance(value, str):
            value = value.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
            if value.count(",") == 1 and "." not in value:
                value = value.replace(",", ".")
        return super().to_python(value)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)


class ProductForm(forms.Form):
    """What is sold, for how much, and what it is worth to the customer."""

    name = forms.CharField(label=_l("Name"), max_length=200)
    code = forms.CharField(label=_l("Code"), max_length=60, required=False)
    line = forms.ChoiceField(label=_l("Line"), required=False)
    category = forms.CharField(label=_l("Category"), max_length=120, required=False)
    price = Number(label=_l("Price"), max_digits=14, decimal_places=2, min_value=0, required=False)
    currency = forms.ChoiceField(label=_l("Currency"), required=False)
    unit = forms.CharField(label=_l("Unit"), max_length=40, required=False)
    unit_step = Number(label=_l("Sold in steps of"), max_digits=12, decimal_places=3, required=False)
    cost = Number(
        label=_l("Cost"), max_digits=14, decimal_places=2, min_value=0, required=False,
        help_text=_l("With it offers are ranked by margin, without it by revenue."),
    )  # fmt: skip
    tax_rate = Number(label=_l("Tax, percent"), max_digits=5, decimal_places=2, required=False)
    rank = forms.IntegerField(label=_l("Place in the line"), min_value=0, max_value=10**9, required=False)
    description = forms.CharField(label=_l("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    customer_value = forms.CharField(
        label=_l("Value to the customer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(str(line.pk), line.name) for line in queries.product_lines(actor)]
        self.fields["line"].choices = [("", _("none")), *lines]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [("", "–"), *((code, code) for code in queries.currencies())]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes; steps, tax and place that were left empty keep their usual value."""
        data = dict(self.cleaned_data)
        data.pop("version")
        data["line_id"] = int(line) if (line := data.pop("line")) else None
        data["currency_id"] = data.pop("currency") or None
        usual = ("unit_step", "tax_rate", "rank")
        return {field: value for field, value in data.items() if value is not None or field not in usual}


@page("product", "add")
def new_product(request: HttpRequest) -> HttpResponse:
    """Add a product; it starts in the base currency."""
    actor = actor_of(request)
    if request.method != "POST":
        initial = {
            "name": request.GET.get("name", ""),
            "currency": queries.base_currency(),
            "line": request.GET.get("line", ""),
            "unit_step": "1",
            "tax_rate": "0",
        }
        return _show(request, ProductForm(actor, initial=initial), None, 200)
    return _save(request, ProductForm(actor, request.POST), None)


@page("product", "change")
def edit_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product."""
    actor = actor_of(request)
    product = queries.product_card(actor, pk).product
    if request.method != "POST":
        initial = {field: getattr(product, field, "") for field in ProductForm.base_fields}
        initial |= {"line": product.line_id or "", "currency": product.currency_id or ""}
        initial |= {"unit_step": product.unit_step.normalize(), "tax_rate": product.tax_rate.normalize()}
        return _show(request, ProductForm(actor, initial=initial), product, 200)
    return _save(request, ProductForm(actor, request.POST), product)


def _save(request: HttpRequest, form: ProductForm, product: Any) -> HttpResponse:
    actor = actor_of(request)
    if not form.is_valid():
        return _show(request, form, product, 422)
    try:
        with transaction.atomic(savepoint=True):
            if product is None:
                row = actions.make_product(actor=actor, **form.values())
            else:
                version = form.cleaned_data["version"]
                row = actions.change_product(actor=actor, product_id=product.pk, version=version, **form.values())
    except Refusal as error:
        keep(form, error)
        return _show(request, form, product, error.status)
    toast(request, _("Saved."))
    return HttpResponseRedirect(f"/catalogue/{row.pk}")


def _show(request: HttpRequest, form: ProductForm, product: Any, status: int) -> HttpResponse:
    context = {"form": form, "product": product, "categories": queries.categories(actor_of(request))}
    return render(request, "catalogue/product_form.html", context, status=status)


class LineForm(forms.Form):
    """A product line and its place among the lines."""

    name = forms.CharField(label=_l("Name"), max_length=120)
    rank = forms.IntegerField(label=_l("Place among the lines"), min_value=0, max_value=10**6, required=False)


@page("product", "change")
def new_line(request: HttpRequest) -> HttpResponse:
    """Make a product line, in a dialog."""
    return _line(request, None)


@page("product", "change")
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or move a product line, in a dialog."""
    return _line(request, pk)


def _line(request: HttpRequest, pk: int | None) -> HttpResponse:
    actor = actor_of(request)
    line = queries.product_lines(actor).filter(pk=pk).first() if pk else None
    if pk and line is None:
        raise NotFound
    post = f"/catalogue/lines/{pk}" if pk else "/catalogue/lines/new"
    if request.method != "POST":
        form = LineForm(initial={"name": line.name, "rank": line.rank} if line else None)
        return render(request, "catalogue/line.html", {"form": form, "line": line, "post": post})
    form = LineForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic(savepoint=True):
                actions.save_line(actor=actor, line_id=pk, **form.cleaned_data)
            return done(request, _("Saved."))
        except Refusal as error:
            keep(form, error)
    return render(request, "catalogue/line.html", {"form": form, "line": line, "post": post}, status=422)
