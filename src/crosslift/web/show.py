"""How values look on pages: money, quantities, moments, people; all by the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosslift.core import clock, text


def _locale() -> str:
    return "ru" if translation.get_language() == "ru" else "en"


def money(amount: Decimal | None, currency: str = "") -> str:
    """`1 234,56 ₽`, `$1,234`; whole amounts without cents. Nothing known is a dash."""
    if amount is None:
        return "–"
    amount = Decimal(amount)
    whole = amount == amount.to_integral_value()
    if not currency:
        return format_decimal(amount, "#,##0" if whole else "#,##0.00", locale=_locale())
    pattern = "#,##0 ¤" if _locale() == "ru" else "¤#,##0"
    pattern = pattern if whole else pattern.replace("#,##0", "#,##0.00")
    return format_currency(amount, currency, pattern, locale=_locale(), currency_digits=False)


def number(value: Any, digits: int = 0) -> str:
    """A number with the reader's separators and at most `digits` decimals."""
    if value is None:
        return "–"
    return format_decimal(value, "#,##0" + ("." + "#" * digits if digits else ""), locale=_locale())


def percent(value: float | None, digits: int = 0) -> str:
    """A share as percent: 0.43 → 43% (43 % in Russian)."""
    if value is None:
        return "–"
    return format_percent(value, "#,##0" + ("." + "0" * digits if digits else "") + "%", locale=_locale()).replace(
        "%", "\u00a0%" if _locale() == "ru" else "%"
    )


def day(value: date | datetime | None) -> str:
    """A date: today, tomorrow, yesterday, else `23 Nov` or `23.11.2026`."""
    if value is None:
        return "–"
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    apart = (on - clock.today()).days
    named = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get(apart)
    if named:
        return named
    if _locale() == "ru":
        return on.strftime("%d.%m.%Y")
    return format_date(on, "d MMM" if on.year == clock.today().year else "d MMM y", locale="en")


def moment(value: datetime | None) -> str:
    """A date with its time."""
    if value is None:
        return "–"
    return f"{day(value)}, {clock_time(value)}"


def clock_time(value: datetime | None) -> str:
    """Hours and minutes."""
    return "" if value is None else format_time(timezone.localtime(value), "HH:mm", locale=_locale())


def long_day(value: date | datetime) -> str:
    """A day's heading: `Monday, 23 November`."""
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    text = format_date(on, "EEEE, d MMMM", locale=_locale())
    return text[:1].upper() + text[1:]


def days_ago(value: datetime | None) -> int:
    """Whole days since a moment."""
    return 0 if value is None else max(0, (clock.now() - value).days)


def late(value: datetime | None) -> str:
    """`6 days late` where the moment has passed, else nothing."""
    if value is None or value >= clock.now():
        return ""
    days = (clock.now() - value).days
    if days == 0:
        return _("late")
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}


def initials(name: str) -> str:
    """Initials for an avatar."""
    return text.initials(name or "")


def named(row: Any) -> str:
    """The row's name in the reader's language, from name_en and name_ru."""
    if row is None:
        return ""
    return str(getattr(row, f"name_{_locale()}", "") or getattr(row, "name_en", ""))


def get(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a dict by a variable key."""
    return mapping.get(key)


def span(page: Any) -> str:
    """`1–50 of 93` of a page of rows."""
    return _("%(first)s–%(last)s of %(total)s") % {
        "first": number(page.first),
        "last": number(page.last),
        "total": number(page.total),
    }
