"""What happens to customers."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfAccount(Event):
    subject: ClassVar[str] = "account"


@dataclass(frozen=True, kw_only=True)
class _OfContact(Event):
    subject: ClassVar[str] = "contact"


@dataclass(frozen=True, kw_only=True)
class AccountMade(_OfAccount):
    """There is a new account."""


@dataclass(frozen=True, kw_only=True)
class AccountChanged(_OfAccount):
    """Facts of an account, its owner among them, changed."""


@dataclass(frozen=True, kw_only=True)
class AccountJoined(_OfAccount):
    """Somebody works with the account beside its owner."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class AccountLeft(_OfAccount):
    """Somebody no longer works with the account."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class AccountBecameCustomer(_OfAccount):
    """A potential account has ordered."""


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(_OfAccount):
    """An account on which nothing hung is gone."""


@dataclass(frozen=True, kw_only=True)
class ContactMade(_OfContact):
    """There is a new contact."""


@dataclass(frozen=True, kw_only=True)
class ContactChanged(_OfContact):
    """Facts or channels of a contact changed."""


@dataclass(frozen=True, kw_only=True)
class ContactDeleted(_OfContact):
    """A contact on whom nothing hung is gone."""
