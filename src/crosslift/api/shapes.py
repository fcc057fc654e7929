"""Shapes that every room's endpoints share: refusals, pages, paging."""

from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from crosslift.core.paging import LARGEST, page_of

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class ErrorBody(Schema):
    """Every refusal: a code for programs, a sentence for people, and the fields it is about."""

    code: str
    detail: str
    fields: dict[str, str] = {}


class PageOf(Schema, Generic[T]):
    """A page of a list, with how many rows there are in all."""

    rows: list[T]
    total: int
    page: int
    pages: int


class Paging(Schema):
    """Which page of how many rows."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=LARGEST)


def left_out(**limits: Any) -> Any:
    """A field of a change that may be left out and then stays as it is; null is refused."""
    return Field(default_factory=lambda: None, **limits)


REFUSALS: dict[int, Any] = {
    401: ErrorBody,
    403: ErrorBody,
    404: ErrorBody,
    409: ErrorBody,
    422: ErrorBody,
    429: ErrorBody,
}


def paged(rows: QuerySet[M], paging: Paging) -> dict[str, Any]:
    """The asked page of the rows as PageOf wants it."""
    page = page_of(rows, paging.page, paging.size)
    return {"rows": page.rows, "total": page.total, "page": page.number, "pages": page.pages}
