"""Facts about orders."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfOrder(Event):
    subject: ClassVar[str] = "order"


@dataclass(frozen=True, kw_only=True)
class OrderOpened(_OfOrder):
    """An order was drafted, from a won deal or by hand."""

    deal_id: int | None
    account_id: int | None
    contact_id: int | None


@dataclass(frozen=True, kw_only=True)
class OrderDone(_OfOrder):
    """What was ordered was delivered."""


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(_OfOrder):
    """An order counts no longer."""

    deal_id: int | None


@dataclass(frozen=True, kw_only=True)
class HoldingsRebuilt(Event):
    """What customers own was counted anew; `id` is 0."""

    subject: ClassVar[str] = "holding"
    customers: int
