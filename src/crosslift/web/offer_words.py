"""Offers as cards: what a page shows of a suggestion, a candidate and what was left out."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crosslift.core.actor import Actor
from crosslift.offers import queries
from crosslift.offers.choices import ANSWERS, BANT, REASONS, RESTS, USUAL_REST
from crosslift.web.show import day, money, number

if TYPE_CHECKING:
    from crosslift.offers.models import Suggestion
    from crosslift.offers.queries import Candidate, Candidates, DealOffers

SCALES = (5, 10, 20, 40, 60, 80, 100)
NEXT = 3
WHOLE_FROM = 10


def scale(share: float) -> int:
    """A round share that fills the bar, not less than the larger of the two."""
    return next((one for one in SCALES if share <= one), 100)


def counted(share: str, count: str, of: str) -> str:
    """ "23% · 71 of 312"."""
    return _("%(share)s · %(count)s of %(of)s") % {"share": share, "count": count, "of": of}


def deal_panel(actor: Actor, deal_id: int) -> dict[str, Any]:
    """The offers of a deal: asked about after it is won, or to be added while it is open."""
    offers = queries.deal_offers(actor, deal_id)
    cards = [suggestion_card(one, actor, offers) for one in offers.suggestions]
    focus = next((card for card in cards if card["asks"]), None)
    if focus:
        focus["focus"] = True
    found = offers.found
    return {
        "deal": offers.deal,
        "state": offers.state,
        "cards": cards,
        "answered": offers.answered,
        "total": len(cards),
        "candidates": [candidate_card(one) for one in found.offers] if found and offers.state == "open" else [],
        "may_answer": offers.may_answer,
        "version": found.version if found else queries.current(),
        "left_out": left_out(found) if found else None,
        **choices(),
    }


def choices() -> dict[str, Any]:
    """What an answer may be made of."""
    return {
        "whys": [{"value": key, "label": label} for key, label in REASONS.items()],
        "rests": [{"value": months, "label": rest_words(months), "on": months == USUAL_REST} for months in RESTS],
    }


def rest_words(months: int) -> str:
    """A rest in words: 6 months, 1 year."""
    if months % 12 == 0:
        years = months // 12
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def suggestion_card(one: "Suggestion", actor: Actor, offers: "DealOffers | None" = None) -> dict[str, Any]:
    """A suggestion: still asked, or answered with what was opened."""
    may = offers.may_answer if offers else True
    return {
        "id": one.pk,
        "product": one.product,
        "asks": one.state == "open" and may,
        "focus": False,
        "answered": answered_words(one) if one.state in ANSWERS else "",
        "opened": opened(one),
        "worth": worth_words(one.worth, one.currency, one.worth_is),
        "worth_label": worth_label(one.worth_is),
        "terms": terms_words(one.quantity, one.product.unit, one.price, one.currency),
        "label": one.label,
        "reasons": one.reasons,
        "first": one.reasons[0] if one.reasons else None,
        "routes": [reason for reason in one.reasons if reason["kind"] == "unit_step"],
        "bant": [{"name": key, "label": label, "on": one.bant.get(key, {}).get("ok")} for key, label in BANT.items()],
    }


def candidate_card(one: "Candidate") -> dict[str, Any]:
    """A product that may be offered, not asked about."""
    return {
        "product": one.product,
        "worth": worth_words(one.worth, one.terms.currency, one.terms.is_),
        "worth_label": worth_label(one.terms.is_),
        "terms": terms_words(one.terms.quantity, one.product.unit, one.terms.price, one.terms.currency),
        "label": one.label,
        "reasons": one.reasons,
        "first": one.reasons[0],
        "routes": [reason for reason in one.reasons if reason["kind"] == "unit_step"],
        "compared": one.compared,
    }


def worth_words(worth: Decimal | None, currency: str, is_: str) -> str:
    """ "+$145", or nothing where it is unknown."""
    if worth is None or is_ == "unknown":
        return ""
    return f"{'+' if worth >= 0 else '−'}{rounded_words(abs(worth), currency)}"


def rounded_words(amount: Decimal, currency: str) -> str:
    """An amount without cents from ten on."""
    return str(money(amount.quantize(Decimal(1)) if abs(amount) >= WHOLE_FROM else amount, currency))


def worth_label(is_: str) -> str:
    """What the number at the card's right is."""
    return {
        "margin": _("expected margin"),
        "revenue": _("expected revenue, cost not known"),
        "unknown": _("worth not yet known"),
    }[is_]


def terms_words(quantity: Decimal, unit: str, price: Decimal | None, currency: str) -> str:
    """ "60 × $34.00 = $2,040", or the quantity alone where the price is unknown."""
    if price is None:
        return _("%(quantity)s %(unit)s, price not known") % {"quantity": number(quantity, 3), "unit": unit}
    values = {
        "quantity": number(quantity, 3),
        "price": money(price, currency),
        "sum": money(quantity * price, currency),
    }
    return _("%(quantity)s × %(price)s = %(sum)s") % values


def answered_words(one: "Suggestion") -> str:
    """How it was answered, in a line."""
    if one.state == "refused":
        values = {"reason": REASONS.get(one.reason, one.reason), "day": day(one.rest_until)}
        return _("No: %(reason)s. Rests until %(day)s.") % values
    return str(ANSWERS[one.state])


def opened(one: "Suggestion") -> dict[str, str] | None:
    """What followed from the answer, with its address."""
    if one.follow_deal_id and one.follow_deal:
        return {"url": f"/deals/{one.follow_deal_id}", "label": _("Deal: %(name)s") % {"name": one.follow_deal.title}}
    if one.follow_lead_id and one.follow_lead:
        return {"url": f"/leads/{one.follow_lead_id}", "label": _("Lead: %(name)s") % {"name": one.follow_lead.need}}
    return None


def left_out(found: "Candidates") -> dict[str, Any] | None:
    """What was left out: a line that counts, and the list behind it."""
    if not found.left_out:
        return None
    counts = found.left_out_counts
    parts = [_counted_out(why, counts[why]) for why in ("owned", "in_work", "refused", "inactive") if why in counts]
    rows = [{"product": one.product, "why": _why_out(one)} for one in found.left_out]
    return {"line": ", ".join(parts), "rows": rows}


def _counted_out(why: str, n: int) -> str:
    words = {
        "owned": ngettext("%(n)s owned", "%(n)s owned", n),
        "in_work": ngettext("%(n)s in work", "%(n)s in work", n),
        "refused": ngettext("%(n)s refused", "%(n)s refused", n),
        "inactive": ngettext("%(n)s no longer sold", "%(n)s no longer sold", n),
    }
    return words[why] % {"n": n}


def _why_out(one: Any) -> str:
    if one.why == "refused":
        values = {
            "day": day(one.at),
            "reason": str(REASONS.get(one.reason, one.reason)).lower(),
            "until": day(one.until),
        }
        return _("refused %(day)s (%(reason)s), rests until %(until)s") % values
    return {
        "owned": pgettext("left out", "owned"),
        "in_work": pgettext("left out", "in work"),
        "inactive": pgettext("left out", "no longer sold"),
    }[one.why]


def customer_panel(actor: Actor, account_id: int | None, contact_id: int | None) -> dict[str, Any]:
    """What a customer should have next, from all that they own."""
    found = queries.candidates_for(actor, account_id=account_id, contact_id=contact_id, limit=3)
    customer = queries.check_sees(actor, account_id, contact_id)
    return {
        "candidates": [candidate_card(one) for one in found.offers],
        "whose": f"account={account_id}" if customer.account_id else f"contact={contact_id}",
        "refusals": queries.refusals(actor, customer),
        "left_out": left_out(found),
        "version": found.version,
        "may_open": actor.may("deal", "add") and actor.may("offer", "change"),
    }


def next_sales(actor: Actor) -> dict[str, Any]:
    """The best cells of the person's own customers."""
    if not actor.may("offer", "view") or queries.current() is None:
        return {"rows": []}
    matrix = queries.whitespace(actor, queries.Asked(whose="mine", rows=10, columns=40))
    names = {product.pk: product.name for product in matrix.products}
    cells = [
        (cell.worth, row, names[cell.product_id], cell)
        for row in matrix.rows
        for cell in row.cells
        if cell.state == "worth" and cell.worth is not None
    ]
    cells.sort(key=lambda one: -one[0])
    best = {(one[1].kind, one[1].id): one for one in reversed(cells)}  # of each customer the sale worth most
    rows = [
        {"customer": row, "product": name, "cell": cell, "worth": worth_words(worth, matrix.currency, "margin")}
        for worth, row, name, cell in sorted(best.values(), key=lambda one: -one[0])[:NEXT]
    ]
    return {"rows": rows, "worth_label": worth_label(matrix.worth_is)}
