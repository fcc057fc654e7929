"""Changing the facts of a deal in work."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crosslift.catalog import queries as catalog
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.core.money import line_sum
from crosslift.deals import access
from crosslift.deals.actions import checks
from crosslift.deals.actions.lines import set_sums
from crosslift.deals.events import DealChanged
from crosslift.deals.models import Deal
from crosslift.deals.pricing import in_currency

FIELDS = frozenset(
    {"title", "account_id", "contact_id", "expected_close", "probability", "amount", "bant", "currency_id"}
)


@action
def change_deal(*, actor: Actor, deal_id: int, version: int | None = None, **values: Any) -> Deal:
    """Change some of FIELDS of a deal in work.

    Raises BadInput, AlreadyClosed, Conflict, NoRate, NotFound, NotAllowed.
    """
    deal = checks.open_deal_of(actor, deal_id, version)
    if values.keys() - FIELDS:
        raise BadInput(fields=dict.fromkeys(values.keys() - FIELDS, _("This can't be changed here.")))
    if "account_id" in values or "contact_id" in values:
        _change_customer(actor, deal, values)
    if "currency_id" in values:
        _convert(deal, values.pop("currency_id"))
    changes = difference(deal, _cleaned(deal, values))
    deal.version += 1
    deal.save()
    if "account_id" in changes:
        checks.let_owner_see(actor, deal)
    record(
        actor=actor,
        action="deals.change_deal",
        event=DealChanged(id=deal.pk, fields=tuple(sorted(changes))),
        label=deal.title,
        changes={name: [str(before), str(after)] for name, (before, after) in changes.items()},
    )
    return deal


def _change_customer(actor: Actor, deal: Deal, values: dict[str, Any]) -> None:
    account_id = values.get("account_id", deal.account_id)
    contact_id = values.get("contact_id", deal.contact_id)
    values["account_id"], values["contact_id"] = checks.check_customer(actor, account_id, contact_id)


def _cleaned(deal: Deal, values: dict[str, Any]) -> dict[str, Any]:
    if "title" in values:
        values["title"] = str(values["title"]).strip()[:300]
        if not values["title"]:
            raise BadInput(fields={"title": _("A deal needs a name.")})
    if "probability" in values:
        values["probability"] = checks.check_probability(Decimal(values["probability"]))
    if "bant" in values:
        values["bant"] = checks.clean_bant(values["bant"])
    if "amount" in values:
        amount = Decimal(values["amount"])
        if deal.lines.exists() and amount != deal.amount:
            raise BadInput(fields={"amount": _("The sum comes from the products. Change them instead.")})
        if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 12:
            raise BadInput(fields={"amount": _("A sum is 0 or more.")})
        values["amount"] = round(amount, 2)
    return values


def _convert(deal: Deal, currency: str) -> None:
    """Take prices and sums into another currency by the rates of the day the deal was opened."""
    if currency == deal.currency_id:
        return
    if currency not in catalog.currencies():
        raise BadInput(fields={"currency": _("This currency is not known here. Add it in Settings first.")})
    day = timezone.localdate(deal.opened_at)
    for line in deal.lines.all():
        line.price = in_currency(line.price, deal.currency_id, currency, day=day, product=line.name)
        line.sum = line_sum(line.quantity, line.price, line.discount)
        line.save()
    deal.amount = in_currency(deal.amount, deal.currency_id, currency, day=day, product=deal.title)
    deal.currency_id = currency
    if deal.lines.exists():
        set_sums(deal)


@action
def reassign_deal(*, actor: Actor, deal_id: int, owner_id: int, version: int | None = None) -> Deal:
    """Give the deal to another seller, who then sees its account. Raises NotAllowed, BadInput, Conflict."""
    deal = access.locked(actor, deal_id)
    checks.check_version(deal, version)
    access.check_can_own(actor, owner_id)
    changes = difference(deal, {"owner_id": owner_id, "version": deal.version + 1})
    deal.save()
    checks.let_owner_see(actor, deal)
    record(
        actor=actor,
        action="deals.reassign_deal",
        event=DealChanged(id=deal.pk, fields=("owner_id",)),
        label=deal.title,
        changes=changes,
    )
    return deal
