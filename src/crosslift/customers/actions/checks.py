"""What a value of an account or a contact must look like to be kept."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

RUSSIA = frozenset({"ru", "rus", "russia", "russian federation", "россия", "рф", "российская федерация"})
MOST = Decimal("9999999999999999.99")
_WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_PHONE = re.compile(r"^[+(]?[\d()\s.\-/]{4,40}\d(\s*(ext|доб|x|#)\.?\s*\d{1,8})?$", re.IGNORECASE)

TOO_LONG = _("This is too long.")
EMAIL = _("An e-mail looks like name@company.com.")
PHONE = _("A phone number has at least five digits and no letters.")


def is_russia(country: str) -> bool:
    """Whether a country's name or code means Russia."""
    return country.strip().casefold() in RUSSIA


def is_inn(number: str) -> bool:
    """Whether a Russian tax number (ИНН) has 10 or 12 digits and its check digits fit."""
    if not number.isascii() or not number.isdigit():
        return False
    digits = [int(sign) for sign in number]
    if len(digits) == 10:
        return _check_digit(digits, _WEIGHTS_10) == digits[9]
    if len(digits) == 12:
        return _check_digit(digits, _WEIGHTS_11) == digits[10] and _check_digit(digits, _WEIGHTS_12) == digits[11]
    return False


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def is_phone(number: str) -> bool:
    """Whether it can be dialled: digits and the usual signs between them, an extension at most."""
    return bool(_PHONE.match(number)) and sum(sign.isdigit() for sign in number) >= 5


def is_email(address: str) -> bool:
    """Whether it has the shape of an e-mail address."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def tidy(values: dict[str, Any], longest: Mapping[str, int]) -> dict[str, Any]:
    """Strip the texts in place; returns {field: why} of those too long."""
    faults: dict[str, Any] = {}
    for field in values.keys() & longest.keys():
        values[field] = str(values[field] or "").replace("\x00", "").strip()
        if len(values[field]) > longest[field]:
            faults[field] = TOO_LONG
    return faults


def number_faults(values: Mapping[str, Any]) -> dict[str, Any]:
    """{field: why} of employees, revenue and year of foundation."""
    faults: dict[str, Any] = {}
    employees, founded, revenue = values.get("employees"), values.get("founded"), values.get("revenue")
    if employees is not None and not 0 <= employees <= 10_000_000:
        faults["employees"] = _("The number of people is a whole number, zero or more.")
    if founded is not None and not 1000 <= founded <= 2100:
        faults["founded"] = _("A year has four digits.")
    if revenue is not None and (not revenue.is_finite() or abs(revenue) > MOST or revenue != round(revenue, 2)):
        faults["revenue"] = _("An amount is a number.")
    return faults


def reach_faults(values: Mapping[str, Any]) -> dict[str, Any]:
    """{field: why} of an account's e-mail and phone."""
    faults: dict[str, Any] = {}
    if values.get("email") and not is_email(values["email"]):
        faults["email"] = EMAIL
    if values.get("phone") and not is_phone(values["phone"]):
        faults["phone"] = PHONE
    return faults


def tax_faults(country: str, number: str) -> dict[str, Any]:
    """{field: why} of a tax number: in Russia its check digits must fit, elsewhere it is taken as it is."""
    if number and is_russia(country) and not is_inn(number):
        return {"tax_number": _("A Russian INN has 10 or 12 digits and its check digits fit. One of them is wrong.")}
    return {}
