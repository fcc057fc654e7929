"""Offer cards on the pages of deals and customers: answering, adding, and why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosslift.core.errors import BadInput
from crosslift.offers import actions, queries
from crosslift.offers.choices import BANT
from crosslift.web import offer_words
from crosslift.web.answers import done, said
from crosslift.web.person import actor_of, page
from crosslift.web.show import day


@page("offer", "view")
def deal_panel(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What this customer should have next; asked again while the process has not come so far."""
    return render(request, "offers/_deal_panel.html", offer_words.deal_panel(actor_of(request), deal_id))


@page("offer", "view")
def customer_panel(request: HttpRequest) -> HttpResponse:
    """What a customer should have next (`?account=7` or `?contact=9`)."""
    account, contact = _number(request, "account"), _number(request, "contact")
    ref = queries.customer_seen(actor_of(request), account, contact)
    return render(request, "offers/_customer.html", {"customer": ref})


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


@page("offer", "change")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answer about one product and show the panel anew: what was opened stands on the card."""
    actor = actor_of(request)
    got = request.POST
    result = {"no": "refused"}.get(got.get("answer", ""), got.get("answer", ""))
    one = actions.answer_suggestion(
        actor=actor,
        suggestion_id=pk,
        result=result,
        bant={letter: {"ok": letter in got, "note": got.get(f"{letter}_note", "")} for letter in BANT},
        reason=got.get("reason", "") if result == "refused" else "",
        note=got.get("note", ""),
        rest_months=_months(got.get("rest", "")) if result == "refused" else None,
    )
    response = render(request, "offers/_deal_panel.html", offer_words.deal_panel(actor, one.deal_id))
    return said(response, _after(one))


def _months(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise BadInput(fields={"rest": _("A rest is a number of months.")})
    return int(text)


def _after(one: Any) -> str:
    if one.follow_deal_id:
        return _("%(product)s is in the deal “%(deal)s”.") % {
            "product": one.product.name,
            "deal": one.follow_deal.title,
        }
    if one.follow_lead_id:
        return _("%(product)s is nurtured as a lead.") % {"product": one.product.name}
    if one.state == "refused":
        return _("Kept. %(product)s rests until %(day)s.") % {
            "product": one.product.name,
            "day": day(one.rest_until),
        }
    return _("Kept. What follows is on its way.")


@page("offer", "view")
def reasons(request: HttpRequest, pk: int) -> HttpResponse:
    """All reasons of a suggestion, with the rules behind them."""
    one = queries.suggestion(actor_of(request), pk)
    context = {"product": one.product, "reasons": one.reasons, "label": one.label, "may_see_rules": _rules(request)}
    return render(request, "offers/why.html", context)


@page("offer", "view")
def candidate_reasons(request: HttpRequest, product_id: int) -> HttpResponse:
    """All reasons for a product and a customer (`?account=7`), or for a product on an open deal (`?deal=3`)."""
    actor = actor_of(request)
    deal_id = _number(request, "deal")
    if deal_id:
        found = queries.deal_offers(actor, deal_id).found
    else:
        account, contact = _number(request, "account"), _number(request, "contact")
        found = queries.candidates_for(actor, account_id=account, contact_id=contact, only=product_id)
    one = next((one for one in (found.offers if found else ()) if one.product.pk == product_id), None)
    context = {
        "product": one.product if one else None,
        "reasons": one.reasons if one else (),
        "label": one.label if one else "",
        "may_see_rules": _rules(request),
    }
    return render(request, "offers/why.html", context)


def _rules(request: HttpRequest) -> bool:
    return actor_of(request).may("rule", "view")


@page("deal", "change")
@require_POST
def add_to_deal(request: HttpRequest, deal_id: int, product_id: int) -> HttpResponse:
    """Add a proposed product to an open deal, in its usual quantity."""
    actions.add_to_deal(actor=actor_of(request), deal_id=deal_id, product_id=product_id)
    return done(request, _("Added in the usual quantity. Change it in the products."))


urls = [
    path("offers/deals/<int:deal_id>", deal_panel, name="offers.deal_panel"),
    path("offers/customer", customer_panel, name="offers.customer_panel"),
    path("offers/suggestions/<int:pk>/answer", answer, name="offers.answer"),
    path("offers/suggestions/<int:pk>/why", reasons, name="offers.reasons"),
    path("offers/products/<int:product_id>/why", candidate_reasons, name="offers.candidate_reasons"),
    path("offers/deals/<int:deal_id>/add/<int:product_id>", add_to_deal, name="offers.add_to_deal"),
]
