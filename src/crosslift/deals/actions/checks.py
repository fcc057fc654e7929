"""What every write of deals asks first."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, Conflict
from crosslift.customers import access as customers
from crosslift.customers.actions import join_account
from crosslift.deals import access
from crosslift.deals.errors import AlreadyClosed
from crosslift.deals.models import Deal
from crosslift.deals.reasons import BANT


def open_deal_of(actor: Actor, deal_id: int, version: int | None) -> Deal:
    """The locked deal, in work and unchanged since the reader saw it. Raises AlreadyClosed, Conflict."""
    deal = access.locked(actor, deal_id)
    check_version(deal, version)
    if not deal.is_open:
        raise AlreadyClosed
    return deal


def check_version(deal: Deal, version: int | None) -> None:
    """Refuse with Conflict where somebody else was faster."""
    if version is not None and version != deal.version:
        raise Conflict


def check_customer(actor: Actor, account_id: int | None, contact_id: int | None) -> tuple[int | None, int | None]:
    """The customer as ids, the account taken from the contact where only that is given. Raises BadInput."""
    if account_id and not customers.visible_accounts(actor).filter(pk=account_id).exists():
        raise BadInput(fields={"account": _("There is no such customer, or it is not yours to see.")})
    if not contact_id:
        return account_id, None
    contact = customers.visible_contacts(actor).filter(pk=contact_id).first()
    if contact is None:
        raise BadInput(fields={"contact": _("There is no such contact, or it is not yours to see.")})
    return account_id or contact.account_id, contact_id


def let_owner_see(actor: Actor, deal: Deal) -> None:
    """Make the owner a member of the deal's account, so that they see whom they sell to."""
    if not deal.account_id or not deal.owner_id:
        return
    account = customers.visible_accounts(actor).filter(pk=deal.account_id).first()
    if account is not None and account.owner_id != deal.owner_id:
        join_account(actor=actor, account_id=account.pk, user_id=deal.owner_id)


def clean_bant(bant: dict[str, object]) -> dict[str, bool]:
    """Which of budget, authority, need and timing are known. Raises BadInput for anything else."""
    unknown = sorted(set(bant) - set(BANT))
    if unknown:
        raise BadInput(fields={"bant": _("Budget, authority, need and timing can be known; nothing else.")})
    return {key: True for key in BANT if _known(bant.get(key))}


def _known(said: object) -> bool:
    """Whether a letter is known, also where it comes with a note as {"ok": …}."""
    return bool(said.get("ok")) if isinstance(said, dict) else bool(said)


def check_probability(value: Decimal) -> Decimal:
    """A chance that is neither 0 nor 100: only a closed deal is certain. Raises BadInput."""
    if not value.is_finite() or not Decimal("0.01") <= value <= Decimal("99.99"):
        raise BadInput(fields={"probability": _("The chance of a deal in work lies between 0.01 and 99.99 percent.")})
    return round(value, 2)
