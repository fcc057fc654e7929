"""Reasons of refused rows, in words that say what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "bad_number": _("“%(what)s” is not a number"),
    "bad_date": _("“%(what)s” is not a date"),
    "missing": _("“%(what)s” is empty"),
    "unknown_product": _("There is no product “%(what)s”. Import products first, or mend the name"),
    "unknown_account": _("There is no customer “%(what)s”. Import customers first, or mend the name"),
    "unknown_contact": _("There is no contact “%(what)s”. Import contacts first, or mend the name"),
    "unknown_owner": _("Nobody here is called “%(what)s”. Invite this person first, or mend the name"),
    "unknown_stage": _("There is no stage “%(what)s”. Say which of yours it is"),
    "no_customer": _("No customer and no contact"),
    "postage": _("Postage or carriage, not goods"),
    "not_goods": _("A charge, discount or correction, not goods"),
    "voucher": _("A gift voucher, not goods"),
    "test": _("A test"),
    "stock_move": _("A stock correction: no price and no customer"),
    "quantity_too_large": _("The quantity is above ten million"),
    "quantity_zero": _("The quantity is 0"),
    "quantity_not_positive": _("The quantity is 0 or less"),
    "sum_too_large": _("The sum is too large"),
    "negative_price": _("The price is below 0"),
    "bad_discount": _("The discount is not between 0 and 100 percent"),
    "too_many_cells": _("The line has more cells than the header"),
    "too_few_cells": _("The line has fewer cells than the header"),
    "cell_too_long": _("A cell is too long"),
    "null_byte": _("The line holds a null byte"),
}


def reason_words(reason: str) -> str:
    """The sentence of a reason code; what it is about stands behind its colon."""
    code, _colon, what = reason.partition(":")
    words = REASONS.get(code)
    if words is None:
        return reason
    text = str(words)
    return text % {"what": what} if "%(what)s" in text else text
