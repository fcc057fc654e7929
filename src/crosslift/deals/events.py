"""Facts about deals. A won deal starts the cross-sale; a reopened one takes it back."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfDeal(Event):
    subject: ClassVar[str] = "deal"


@dataclass(frozen=True, kw_only=True)
class DealOpened(_OfDeal):
    """A sale is in work."""

    owner_id: int | None
    account_id: int | None
    contact_id: int | None
    source: str


@dataclass(frozen=True, kw_only=True)
class DealChanged(_OfDeal):
    """Facts or products of a deal changed."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DealMoved(_OfDeal):
    """A deal in work entered another stage."""

    from_stage: str
    to_stage: str


@dataclass(frozen=True, kw_only=True)
class DealWon(_OfDeal):
    """The customer bought. `label` is how people call the deal."""

    owner_id: int | None
    account_id: int | None
    contact_id: int | None
    product_ids: tuple[int, ...]
    label: str


@dataclass(frozen=True, kw_only=True)
class DealLost(_OfDeal):
    """The customer did not buy, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DealReopened(_OfDeal):
    """A closed deal is in work again; `was` is "won" or "lost"."""

    owner_id: int | None
    was: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DealDeleted(_OfDeal):
    """A deal opened by mistake is gone."""
