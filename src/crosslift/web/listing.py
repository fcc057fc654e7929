"""What lists share: sorted columns, filters in the address, and the neighbouring pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.http import HttpRequest

from crosslift.core.paging import Page

T = TypeVar("T", bound=Model)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that sorts: its name in the address, its field; numbers begin with the largest."""

    name: str
    field: str
    number: bool = False


def whole(text: str | None, default: int) -> int:
    """A whole number of the address, or the default."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def address(request: HttpRequest, **changes: object) -> str:
    """The present address with these values instead; an empty one is left out, and so is the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def sorted_by(rows: QuerySet[T], request: HttpRequest, columns: Sequence[Column], default: str) -> QuerySet[T]:
    """The rows in the asked order ("-owns" from the largest), unknown orders ignored, and always a firm one."""
    asked = request.GET.get("sort", "") or default
    field = {column.name: column.field for column in columns}.get(asked.lstrip("-"))
    if field is None:
        asked, field = default, {column.name: column.field for column in columns}[default]
    order = F(field).desc(nulls_last=True) if asked.startswith("-") else F(field).asc(nulls_last=True)
    return rows.order_by(order, "pk")


def sort_heads(request: HttpRequest, columns: Sequence[Column], default: str) -> dict[str, dict[str, str]]:
    """For each column where its head leads and how it sorts now."""
    asked = request.GET.get("sort", "") or default
    heads = {}
    for column in columns:
        on = asked.lstrip("-") == column.name
        first = f"-{column.name}" if column.number else column.name
        second = column.name if column.number else f"-{column.name}"
        order = ("desc" if asked.startswith("-") else "asc") if on else ""
        heads[column.name] = {"url": address(request, sort=second if asked == first else first), "order": order}
    return heads


def neighbours(request: HttpRequest, shown: Page[Any]) -> dict[str, str]:
    """The addresses of the pages before and after, empty at the ends."""
    return {
        "before": address(request) + _page(request, shown.before) if shown.before else "",
        "after": address(request) + _page(request, shown.after) if shown.after else "",
    }


def _page(request: HttpRequest, number: int) -> str:
    return f"{'&' if '?' in address(request) else '?'}page={number}"


def chip(request: HttpRequest, name: str, label: str, choices: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A filter: its choices with their addresses, the chosen words, and the address without it."""
    chosen = request.GET.get(name, "")
    words = dict(choices).get(chosen, chosen)
    return {
        "label": label,
        "value": words,
        "clear": address(request, **{name: ""}) if chosen else "",
        "choices": [
            {"label": text, "url": address(request, **{name: key}), "on": key == chosen} for key, text in choices
        ],
    }
