"""The products of a deal on its forms: picking one fills what the catalogue knows, and the sum follows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.errors import Refusal
from crosslift.core.money import line_sum
from crosslift.deals import actions, queries
from crosslift.deals.actions import LineInput
from crosslift.web.answers import done
from crosslift.web.form_answers import keep
from crosslift.web.listing import whole
from crosslift.web.person import actor_of, page

FOUND = 8
NAMES = ("quantity", "price", "discount", "tax_rate", "unit")


class LineForm(forms.Form):
    """A product with its values; an empty one is taken from the catalogue."""

    product = forms.IntegerField(label=_l("Product"), required=False)
    quantity = forms.DecimalField(label=_l("Quantity"), required=False, localize=True)
    price = forms.DecimalField(label=_l("Price"), required=False, localize=True)
    discount = forms.DecimalField(label=_l("Discount, %"), required=False, localize=True)
    tax_rate = forms.DecimalField(label=_l("Tax, %"), required=False, localize=True)
    unit = forms.CharField(label=_l("Unit"), required=False, max_length=40)

    def line(self) -> LineInput | None:
        """The product as the action takes it, or None where none was picked."""
        data = self.cleaned_data
        if not data["product"]:
            return None
        return LineInput(
            product_id=data["product"],
            quantity=data["quantity"],
            price=data["price"],
            discount=data["discount"] or Decimal(0),
            tax_rate=data["tax_rate"],
            unit=data["unit"] or None,
        )


@page("product")
def find_products(request: HttpRequest) -> HttpResponse:
    """Products whose name or code holds the words, to pick one."""
    asked = request.GET.get("product_words", "").strip()[:120]
    found = catalog.search_products(actor_of(request), asked).filter(active=True)[:FOUND]
    return render(request, "deals/_products.html", {"found": found, "asked": asked})


@page("product")
def fill(request: HttpRequest) -> HttpResponse:
    """The values of the picked product in the deal's currency, those typed since kept, and the sum."""
    return render(
        request, "deals/_line_values.html", {"line": filled(request.GET, whole(request.GET.get("product"), 0))}
    )


def filled(values: Any, product_id: int) -> dict[str, Any]:
    """What stands in the fields of a line: the typed values, and the catalogue's where the product is new."""
    typed = {name: str(values.get(name) or "") for name in NAMES}
    if not product_id:
        return {**typed, "unreadable": [], "sum": None, "filled": False, "for": ""}
    fresh = str(values.get("filled_for") or "") != str(product_id)
    currency = str(values.get("currency") or "")
    picked = catalog.price_of(product_id, clock.today(), currency)
    if fresh:
        typed |= {
            "quantity": typed["quantity"] or _plain(picked.unit_step),
            "price": _plain(picked.price),
            "tax_rate": _plain(picked.tax_rate),
            "unit": picked.unit,
        }
    return {
        **typed,
        "currency": picked.currency,
        "unreadable": picked.unreadable,
        "sum": _sum(typed),
        "filled": fresh,
        "for": product_id,
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _number(text: str) -> Decimal | None:
    try:
        number: Decimal | None = forms.DecimalField(localize=True, max_value=10**9).clean(text)
    except forms.ValidationError:
        return None
    return number


def _sum(typed: dict[str, str]) -> Decimal | None:
    quantity, price = _number(typed["quantity"]), _number(typed["price"])
    discount = _number(typed["discount"]) if typed["discount"] else Decimal(0)
    if quantity is None or price is None or discount is None:
        return None
    return line_sum(quantity, price, discount)


def picked_line(form: forms.Form) -> dict[str, Any]:
    """The product of a form and what stands in the fields of its line."""
    values = form.data if form.is_bound else form.initial
    product_id = whole(str(values.get("product") or ""), 0)
    product = catalog.products_by_id([product_id]).get(product_id) if product_id else None
    return {"product": product, "line": filled(values, product.pk if product else 0)}


@page("deal", "change")
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a product to a deal in work, in a dialog."""
    actor = actor_of(request)
    deal = queries.deal_card(actor, pk).deal
    form = LineForm(request.POST or None, initial={"currency": deal.currency_id})
    if request.method == "POST" and form.is_valid():
        line = form.line()
        try:
            if line is None:
                form.add_error("product", _("Choose a product."))
            else:
                with transaction.atomic(savepoint=True):
                    actions.add_line(actor=actor, deal_id=pk, line=line)
                return done(request, _("Added."))
        except Refusal as error:
            keep(form, error)
    context = {"form": form, **picked_line(form), "deal": deal, "post": f"/deals/{pk}/lines"}
    return render(request, "deals/line.html", context, status=422 if form.errors else 200)


@page("deal", "change")
def change_line(request: HttpRequest, pk: int, line_id: int) -> HttpResponse:
    """Change values of a product in a deal, in a dialog."""
    actor = actor_of(request)
    card = queries.deal_card(actor, pk)
    row = next((line for line in card.lines if line.pk == line_id), None)
    if row is None:
        return done(request, _("This product is no longer in the deal."))
    initial = {name: getattr(row, name) for name in NAMES}
    form = LineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in NAMES if form.cleaned_data[name] not in (None, "")}
        try:
            with transaction.atomic(savepoint=True):
                actions.change_line(actor=actor, deal_id=pk, line_id=line_id, **given)
            return done(request, _("Saved."))
        except Refusal as error:
            keep(form, error)
    values = form.data if form.is_bound else {name: _plain_of(value) for name, value in initial.items()}
    line = filled(
        {**dict(values.items()), "filled_for": str(row.product_id), "currency": card.deal.currency_id}, row.product_id
    )
    context = {"form": form, "deal": card.deal, "row": row, "line": line, "post": f"/deals/{pk}/lines/{line_id}"}
    return render(request, "deals/line.html", context, status=422 if form.errors else 200)


def _plain_of(value: Any) -> str:
    return _plain(value) if isinstance(value, Decimal) else str(value)


@page("deal", "change")
@require_POST
def remove_line(request: HttpRequest, pk: int, line_id: int) -> HttpResponse:
    """Take a product out of a deal in work."""
    actions.remove_line(actor=actor_of(request), deal_id=pk, line_id=line_id)
    return done(request, _("Taken out."))
