"""Who works with an account beside its owner."""

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.customers import access
from crosslift.customers.events import AccountJoined, AccountLeft
from crosslift.customers.models import Account, Member
from crosslift.staff.access import fetch, visible_users


@action
def join_account(*, actor: Actor, account_id: int, user_id: int, historical: bool = False) -> Member:
    """Somebody works with the account from now on and sees it as own; joining again changes nothing.

    Deals call this when a sale gets an owner. Raises NotFound for an account that the actor may not see.
    """
    account = fetch(access.visible_accounts(actor), None, account_id)
    user = visible_users(actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound
    member, new = Member.objects.get_or_create(account=account, user_id=user_id)
    record(
        actor=actor,
        action="customers.join_account",
        event=AccountJoined(id=account.pk, user_id=user_id),
        label=account.name,
        changes={"members": ["", user.name]} if new else {},
        historical=historical or not new,
    )
    return member


@action
def leave_account(*, actor: Actor, account_id: int, user_id: int) -> Account:
    """Somebody no longer works with the account. Raises NotFound, NotAllowed."""
    account = fetch(access.visible_accounts(actor), access.changeable_accounts(actor), account_id, lock=True)
    member = Member.objects.select_related("user").filter(account=account, user_id=user_id).first()
    if member is None:
        raise NotFound
    member.delete()
    record(
        actor=actor,
        action="customers.leave_account",
        event=AccountLeft(id=account.pk, user_id=user_id),
        label=account.name,
        changes={"members": [member.user.name, ""]},
    )
    return account
