"""The company's currencies and their rates."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import access
from crosslift.catalog.errors import BaseInUse
from crosslift.catalog.events import BaseCurrencySet, CurrenciesInstalled, RateSaved
from crosslift.catalog.models import Currency, Rate
from crosslift.catalog.queries import BASE_CURRENCY, base_currency
from crosslift.core.actions import action, record, save_setting
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput

CURRENCIES = ("USD", "EUR", "GBP", "RUB", "KZT", "BYN", "CNY", "INR", "TRY", "AED", "CHF", "JPY", "PLN", "UZS", "AMD")
MOST = Decimal("9999999999")
PLACES = Decimal("0.00000001")


@action
def install_currencies(*, actor: Actor) -> list[Currency]:
    """Write the currencies that are missing. Nothing that exists is changed."""
    access.check_can_set_rates(actor)
    Currency.objects.bulk_create([Currency(code=code) for code in CURRENCIES], ignore_conflicts=True)
    record(actor=actor, action="catalog.install_currencies", event=CurrenciesInstalled(id=0), label="presets")
    return list(Currency.objects.order_by("code"))


@action
def save_rate(*, actor: Actor, currency: str, day: date, rate: Decimal) -> Rate:
    """Say how much of the base currency one unit of `currency` is worth from `day` on; said again, it is replaced.

    Raises NotAllowed; BadInput for an unknown or the base currency and for a rate that is no positive number.
    """
    access.check_can_set_rates(actor)
    if not Currency.objects.filter(code=currency).exists():
        raise BadInput(fields={"currency": _("There is no such currency.")})
    if currency == base_currency():
        raise BadInput(fields={"currency": _("This is the base currency; its rate is always 1.")})
    if rate.is_finite() and abs(rate) <= MOST:
        rate = rate.quantize(PLACES)
    if not rate.is_finite() or not 0 < rate <= MOST:
        raise BadInput(fields={"rate": _("A rate is a number above zero.")})
    before = Rate.objects.filter(currency_id=currency, day=day).values_list("rate", flat=True).first()
    row, _new = Rate.objects.update_or_create(currency_id=currency, day=day, defaults={"rate": rate})
    record(
        actor=actor,
        action="catalog.save_rate",
        event=RateSaved(id=row.pk, currency=currency, day=day.isoformat()),
        label=f"{currency} {day.isoformat()}",
        changes={"rate": [before, rate]},
    )
    return row


@action
def set_base_currency(*, actor: Actor, currency: str) -> None:
    """Say which currency the company counts in. Raises NotAllowed, BadInput, BaseInUse once rates were said in it."""
    access.check_can_set_rates(actor)
    if not Currency.objects.filter(code=currency).exists():
        raise BadInput(fields={"currency": _("There is no such currency.")})
    before = base_currency()
    if currency != before and Rate.objects.exists():
        raise BaseInUse(currency=before)
    save_setting(BASE_CURRENCY, currency)
    record(
        actor=actor,
        action="catalog.set_base_currency",
        event=BaseCurrencySet(id=0),
        label=currency,
        changes={"base_currency": [before, currency]} if currency != before else {},
    )
