"""What may be done to accounts and contacts, a file per noun."""

from crosslift.customers.actions.accounts import (
    change_account,
    delete_account,
    make_account,
    mark_existing,
    set_account_owner,
)
from crosslift.customers.actions.contacts import change_contact, delete_contact, make_contact
from crosslift.customers.actions.members import join_account, leave_account

__all__ = [
    "change_account",
    "change_contact",
    "delete_account",
    "delete_contact",
    "join_account",
    "leave_account",
    "make_account",
    "make_contact",
    "mark_existing",
    "set_account_owner",
]
