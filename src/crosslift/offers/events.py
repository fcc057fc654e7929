"""What happens to rules, suggestions and refusals."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfRules(Event):
    subject: ClassVar[str] = "ruleset"


@dataclass(frozen=True, kw_only=True)
class LearningStarted(_OfRules):
    """Somebody, or the night, asked for a new version of the rules."""

    basis: str


@dataclass(frozen=True, kw_only=True)
class RulesLearned(_OfRules):
    """A version of the rules is finished and in use."""

    basis: str
    number: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class LearningFailed(_OfRules):
    """A version could not be learned; the one before stays in use."""

    basis: str


@dataclass(frozen=True, kw_only=True)
class ShuffleStarted(_OfRules):
    """Somebody asked what the same settings find in noise."""

    check: int


@dataclass(frozen=True, kw_only=True)
class ShuffleDone(_OfRules):
    """It is known what the same settings find in noise."""

    check: int


@dataclass(frozen=True, kw_only=True)
class RuleSettingsChanged(_OfRules):
    """The thresholds of learning changed; the next version uses them."""


@dataclass(frozen=True, kw_only=True)
class RuleMuted(Event):
    """A rule feeds no offer any more, or does again."""

    subject: ClassVar[str] = "rule"
    muted: bool


@dataclass(frozen=True, kw_only=True)
class ProductsSuggested(Event):
    """Products were proposed after a won deal (`id` is the deal's)."""

    subject: ClassVar[str] = "deal"
    count: int


@dataclass(frozen=True, kw_only=True)
class SuggestionsWithdrawn(Event):
    """The deal is no longer won (`id` is the deal's): what was not answered is no longer asked."""

    subject: ClassVar[str] = "deal"
    count: int


@dataclass(frozen=True, kw_only=True)
class SuggestionAnswered(Event):
    """The seller said interested, nurture or refused."""

    subject: ClassVar[str] = "suggestion"
    deal: int
    product: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class SuggestionDone(Event):
    """What followed from the answer exists: a deal, a lead or a stored refusal."""

    subject: ClassVar[str] = "suggestion"
    deal: int
    product: int
    opened: str


@dataclass(frozen=True, kw_only=True)
class ProductRefused(Event):
    """A customer does not want a product for a time."""

    subject: ClassVar[str] = "refusal"
    product: int


@dataclass(frozen=True, kw_only=True)
class RefusalEnded(Event):
    """A refusal was taken back: the product may be offered again."""

    subject: ClassVar[str] = "refusal"
    product: int


@dataclass(frozen=True, kw_only=True)
class OfferTaken(Event):
    """A proposed product went into a deal by a person's own step (`id` is the deal's)."""

    subject: ClassVar[str] = "deal"
    product: int
