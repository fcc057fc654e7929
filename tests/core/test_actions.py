"""The shape of an action holds: transaction, audit, event; and what is rolled back never was."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor, the_system
from crosslift.core.events import Event
from crosslift.core.models import Audit, Outbox


@dataclass(frozen=True, kw_only=True)
class ThingDone(Event):
    subject: ClassVar[str] = "thing"
    colour: str = "red"


@action
def do_thing(*, actor: Actor, historical: bool = False) -> None:
    """Do the thing."""
    record(actor=actor, action="t.do", event=ThingDone(id=7), changes={"colour": ["", "red"]}, historical=historical)


@action
def do_nothing(*, actor: Actor) -> None:
    """Forget the record."""


ROBOT = the_system("job", "a test")


def test_an_action_leaves_audit_and_event(db: None) -> None:
    do_thing(actor=ROBOT)
    audit, event = Audit.objects.get(), Outbox.objects.get()
    assert (audit.action, audit.subject_type, audit.subject_id, audit.reason) == ("t.do", "thing", "7", "a test")
    assert (event.name, event.key, event.payload) == ("ThingDone", "thing:7", {"id": 7, "colour": "red"})


def test_an_action_without_a_record_is_a_mistake(db: None) -> None:
    with pytest.raises(RuntimeError, match="without a record"):
        do_nothing(actor=ROBOT)


@pytest.mark.django_db(transaction=True)
def test_an_action_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        do_thing(actor=ROBOT)


def _queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'flows.deliver'")
        return int(cursor.fetchone()[0])


def test_history_wakes_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosslift.core.actions.is_heard", lambda name: name == "ThingDone")
    before = _queued()
    do_thing(actor=ROBOT, historical=True)
    assert _queued() == before
    do_thing(actor=ROBOT)
    assert _queued() == before + 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosslift.core.actions.is_heard", lambda name: name == "ThingDone")
    before = _queued()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        do_thing(actor=ROBOT)
        raise ZeroDivisionError
    assert (Audit.objects.count(), Outbox.objects.count(), _queued()) == (0, 0, before)


@pytest.mark.parametrize("statement", ["UPDATE core_audit SET reason = 'x'", "DELETE FROM core_audit"])
def test_the_audit_is_append_only(db: None, statement: str) -> None:
    do_thing(actor=ROBOT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Audit.objects.get().reason == "a test"


def test_the_application_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE tableowner = current_user GROUP BY 1")
        assert cursor.fetchall() == []
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
