"""Opening a deal, and deleting one that was opened by mistake."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.deals import access
from crosslift.deals.actions import checks
from crosslift.deals.actions.lines import write_lines
from crosslift.deals.actions.stays import enter
from crosslift.deals.errors import HasHistory, NoCustomer, NotThisStage
from crosslift.deals.events import DealDeleted, DealOpened
from crosslift.deals.models import Deal, StageEntry
from crosslift.deals.pricing import LineInput
from crosslift.funnels import queries as funnels
from crosslift.staff.access import fetch


@action
def open_deal(
    *,
    actor: Actor,
    title: str = "",
    account_id: int | None = None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    stage_id: int | None = None,
    currency: str | None = None,
    amount: Decimal | None = None,
    expected_close: date | None = None,
    lines: Sequence[LineInput] = (),
    bant: dict[str, Any] | None = None,
    source: str = "hand",
    source_deal_id: int | None = None,
) -> Deal:
    """Begin a sale to an account, a contact, or both, in the first stage unless another is asked for.

    Without `owner_id` it is the actor's. `amount` counts only while there are no lines. Raises NoCustomer,
    NotThisStage, NotAllowed, BadInput (with fields), and what pricing of the lines raises.
    """
    access.check_can_open(actor)
    owner_id = owner_id or actor.id
    access.check_can_own(actor, owner_id)
    account_id, contact_id = checks.check_customer(actor, account_id, contact_id)
    if not account_id and not contact_id:
        raise NoCustomer(fields={"account": _("Choose a customer or a contact.")})
    stage = _first_stage(stage_id)
    now = clock.now()
    deal = Deal(
        title=title.strip()[:300],
        account_id=account_id,
        contact_id=contact_id,
        funnel_id=stage.funnel_id,
        stage_id=stage.pk,
        owner_id=owner_id,
        currency_id=_known_currency(currency),
        probability=stage.probability,
        amount=_checked(amount),
        expected_close=expected_close,
        opened_at=now,
        stage_at=now,
        touched_at=now,
        bant=checks.clean_bant(bant or {}),
        source=source,
        source_deal_id=source_deal_id,
    )
    _save_new(deal, lines)
    checks.let_owner_see(actor, deal)
    record(
        actor=actor,
        action="deals.open_deal",
        event=DealOpened(
            id=deal.pk, owner_id=deal.owner_id, account_id=account_id, contact_id=contact_id, source=source
        ),
        label=deal.title,
        changes={"title": deal.title, "amount": str(deal.amount), "currency": deal.currency_id},
    )
    return deal


def _save_new(deal: Deal, lines: Sequence[LineInput]) -> None:
    deal.save()
    enter(deal, deal.stage_id, deal.opened_at)
    if lines:
        written = write_lines(deal, lines)
        deal.title = deal.title or written[0].name
    if not deal.title:
        buyer = deal.account or deal.contact
        deal.title = buyer.name if buyer else ""
    deal.save()


def _first_stage(stage_id: int | None) -> Any:
    if stage_id is None:
        return next(stage for stage in funnels.stages() if stage.outcome == "open")
    stage = funnels.stage(stage_id)
    if stage is None or stage.outcome != "open":
        raise NotThisStage
    return stage


def _known_currency(code: str | None) -> str:
    if not code:
        return catalog.base_currency()
    if code.upper() not in catalog.currencies():
        raise BadInput(fields={"currency": _("This currency is not known here. Add it in Settings first.")})
    return code.upper()


def _checked(amount: Decimal | None) -> Decimal:
    if amount is None:
        return Decimal(0)
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 12:
        raise BadInput(fields={"amount": _("A sum is 0 or more.")})
    return round(amount, 2)


@action
def delete_deal(*, actor: Actor, deal_id: int) -> None:
    """Remove a deal opened by mistake. Raises NotFound, NotAllowed, AlreadyClosed, HasHistory."""
    fetch(access.visible_deals(actor), access.removable_deals(actor), deal_id)
    deal = checks.open_deal_of(actor, deal_id, None)
    if deal.historical or StageEntry.objects.filter(deal=deal).count() > 1:
        raise HasHistory
    number, label = deal.pk, deal.title
    try:
        deal.delete()
    except ProtectedError:
        raise HasHistory
    record(actor=actor, action="deals.delete_deal", event=DealDeleted(id=number), label=label)
