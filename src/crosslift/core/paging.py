"""A page of a list: the rows, the total, and where the neighbours are."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T", bound=Model)

LARGEST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows `first`..`last` of `total`; numbers start at 1."""

    rows: list[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 in an empty list."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def before(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.number < self.pages else None


def page_of(rows: QuerySet[T], number: int = 1, size: int = 50) -> Page[T]:
    """The asked page; a number past the end gives the last one, a size past 200 gives 200."""
    size = min(max(size, 1), LARGEST)
    total = rows.count()
    number = min(max(number, 1), max(1, -(-total // size)))
    start = (number - 1) * size
    return Page(list(rows[start : start + size]), number, size, total)
