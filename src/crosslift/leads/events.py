"""Facts about leads."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfLead(Event):
    subject: ClassVar[str] = "lead"


@dataclass(frozen=True, kw_only=True)
class LeadRegistered(_OfLead):
    """A need is known."""

    owner_id: int | None
    account_id: int | None
    contact_id: int | None
    source: str


@dataclass(frozen=True, kw_only=True)
class LeadChanged(_OfLead):
    """Facts, products or the owner of a lead changed."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LeadMoved(_OfLead):
    """A lead entered another stage."""

    from_stage: str
    to_stage: str


@dataclass(frozen=True, kw_only=True)
class LeadClosed(_OfLead):
    """The need is satisfied, or nothing comes of it."""

    stage: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadReopened(_OfLead):
    """A closed lead is in work again."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class LeadConverted(_OfLead):
    """The need became a sale."""

    deal_id: int
