"""A published process with test steps, and facts about records that do not exist elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import transaction

from crosslift.core.actions import action, record
from crosslift.core.actor import the_system
from crosslift.core.events import Event
from crosslift.flows.actions import publish_xml
from crosslift.flows.jobs import deliver
from tests.company import Company, build_company
from tests.flows import steps

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class DealWon(Event):
    """A won deal, as the process sees it."""

    subject: ClassVar[str] = "ware"
    owner_id: int | None
    label: str


@dataclass(frozen=True, kw_only=True)
class DealReopened(Event):
    """Its win was undone."""

    subject: ClassVar[str] = "ware"


@action
def happen(event: Event) -> int:
    """Write an event as an action of another room would; returns its number in the outbox."""
    return record(actor=the_system("cli", "tests"), action="tests.happen", event=event, label="Save-a-lot").pk


@pytest.fixture(autouse=True)
def _fresh_steps() -> Iterator[None]:
    steps.reset()
    yield
    steps.reset()


@pytest.fixture
def sale(company: Company) -> Company:
    """The company with the test sale in the place of its own processes."""
    publish_test_sale()
    return company


@pytest.fixture
def win(sale: Company) -> Callable[..., int]:
    """Win deal number `deal` of Versie and deliver it; returns the event."""

    def run(deal: int = 42, owner_id: Any = "versie", deliver_it: bool = True) -> int:
        owner = sale.versie.pk if owner_id == "versie" else owner_id
        with transaction.atomic():
            event = happen(DealWon(id=deal, owner_id=owner, label="Save-a-lot, 180 units"))
        if deliver_it:
            deliver(event)
        return event

    return run


@pytest.fixture
def undo(sale: Company) -> Callable[..., int]:
    """Undo the win of deal number `deal` and deliver it; returns the event."""

    def run(deal: int = 42, deliver_it: bool = True) -> int:
        with transaction.atomic():
            event = happen(DealReopened(id=deal))
        if deliver_it:
            deliver(event)
        return event

    return run


def publish_test_sale() -> None:
    """Put the test sale in the place of the company's own processes."""
    from crosslift.flows.models import ProcessVersion

    ProcessVersion.objects.update(current=False)
    publish_xml(actor=the_system("cli", "tests"), xml=(DATA / "test_sale.bpmn").read_bytes())


@pytest.fixture
def live(transactional_db: None) -> Company:
    """The company and the test sale, committed, for tests with several connections."""
    with transaction.atomic():
        people = build_company()
        publish_test_sale()
    return people
