"""Steps that tests register: what a process of the product would call, told by the test how to behave."""

from collections.abc import Mapping
from typing import Any

from crosslift.core.errors import Refusal
from crosslift.flows.registry import StepContext, step

CALLS: list[tuple[str, Any]] = []
BROKEN: dict[str, Exception] = {}
FOUND: list[int] = [11, 12, 13]


def reset() -> None:
    """Forget what was called and mend what was broken."""
    CALLS.clear()
    BROKEN.clear()
    FOUND[:] = [11, 12, 13]


def _called(name: str, context: StepContext) -> None:
    CALLS.append((name, context.item))
    if name in BROKEN:
        raise BROKEN[name]


@step("test.find")
def find(context: StepContext) -> Mapping[str, Any]:
    """Find the products of FOUND."""
    _called("find", context)
    return {"suggestions": list(FOUND), "labels": {str(pk): f"Product {pk}" for pk in FOUND}}


@step("test.open")
def open_deal(context: StepContext) -> Mapping[str, Any]:
    """Open a deal for the item."""
    _called("open", context)
    return {"opened": context.item}


@step("test.nurture")
def nurture(context: StepContext) -> None:
    """Register a lead for the item."""
    _called("nurture", context)


@step("test.refuse")
def refuse(context: StepContext) -> None:
    """Keep the refusal of the item."""
    _called("refuse", context)


class Unwilling(Refusal):
    """What a broken test step says."""

    sentence = "No consent for letters."
