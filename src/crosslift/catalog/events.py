"""What happens to the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from crosslift.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CurrenciesInstalled(Event):
    """The company's currencies are there; `id` is 0."""

    subject: ClassVar[str] = "currency"


@dataclass(frozen=True, kw_only=True)
class BaseCurrencySet(Event):
    """The company counts in this currency from now on; `id` is 0."""

    subject: ClassVar[str] = "currency"


@dataclass(frozen=True, kw_only=True)
class RateSaved(Event):
    """A currency has a rate from a day on; `id` is the rate's."""

    subject: ClassVar[str] = "rate"
    currency: str
    day: str


@dataclass(frozen=True, kw_only=True)
class LineSaved(Event):
    """A product line was made or changed."""

    subject: ClassVar[str] = "line"


@dataclass(frozen=True, kw_only=True)
class _OfProduct(Event):
    subject: ClassVar[str] = "product"


@dataclass(frozen=True, kw_only=True)
class ProductMade(_OfProduct):
    """There is a new product."""


@dataclass(frozen=True, kw_only=True)
class ProductChanged(_OfProduct):
    """Facts of a product changed."""


@dataclass(frozen=True, kw_only=True)
class ProductRetired(_OfProduct):
    """A product is no longer sold."""


@dataclass(frozen=True, kw_only=True)
class ProductRestored(_OfProduct):
    """A product is sold again."""


@dataclass(frozen=True, kw_only=True)
class ProductDeleted(_OfProduct):
    """A product on which nothing hung is gone."""


@dataclass(frozen=True, kw_only=True)
class ProductsLinked(_OfProduct):
    """Another product is proposed to whoever has this one."""

    target_id: int


@dataclass(frozen=True, kw_only=True)
class LinksChanged(_OfProduct):
    """Kind, Cross flag or note of proposed products changed."""


@dataclass(frozen=True, kw_only=True)
class ProductsUnlinked(_OfProduct):
    """Products are no longer proposed to whoever has this one."""
