"""The shape of an action: one transaction, one audit row, one event; and the record that both come from."""

import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from crosslift.core import clock, jobs
from crosslift.core.actor import Actor
from crosslift.core.events import Event, is_heard
from crosslift.core.models import Audit, Outbox, Setting

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}
# Every action writes both rows: one statement costs half of two.
_BOTH = """
WITH audit AS (
    INSERT INTO core_audit (at, actor_id, actor_name, source, action, subject_type, subject_id, subject_label,
                            changes, reason, count, historical)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO core_outbox (name, key, at, payload, audit_id, historical)
SELECT %s, %s, %s, %s, audit.id, %s FROM audit RETURNING id, audit_id
"""
_written: ContextVar[int] = ContextVar("records_written", default=0)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a write. The edge must have opened the transaction; the action must leave audit and event behind.

    Raises RuntimeError outside a transaction or when the action returned without a record: both are mistakes of
    the programmer, so the change is rolled back.
    """
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{name} was called outside a transaction; the edge opens one")
        before = _written.get()
        result = function(*args, **kwargs)
        if _written.get() == before:
            raise RuntimeError(f"{name} returned without a record of what it did")
        return result

    ACTIONS[name] = run
    return run


def record(
    *,
    actor: Actor,
    action: str,
    event: Event,
    label: str = "",
    changes: Mapping[str, Any] | None = None,
    count: int = 1,
    historical: bool = False,
) -> Outbox:
    """Write the audit row and the event of one change, and wake the processes unless the fact is history.

    `changes` holds {field: [before, after]} or plain facts; `label` is how people call the record.
    """
    audit = Audit(
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        source=actor.source,
        action=action,
        subject_type=event.subject,
        subject_id=str(event.id),
        subject_label=label[:300],
        changes=dict(changes or {}),
        reason=actor.reason,
        count=count,
        historical=historical,
    )
    row = Outbox(
        name=event.name,
        key=event.key,
        at=audit.at,
        payload=event.payload(),
        audit=audit,
        historical=historical,
    )
    _write(audit, row)
    _written.set(_written.get() + 1)
    if not historical and is_heard(event.name):
        jobs.defer("flows.deliver", event_id=row.pk)
    return row


def _write(audit: Audit, row: Outbox) -> None:
    """Insert both rows and give them their ids."""
    told: list[Any] = [
        audit.at,
        audit.actor_id,
        audit.actor_name,
        audit.source,
        audit.action,
        audit.subject_type,
        audit.subject_id,
        audit.subject_label,
        json.dumps(audit.changes, cls=DjangoJSONEncoder),
        audit.reason,
        audit.count,
        audit.historical,
    ]
    happened: list[Any] = [row.name, row.key, row.at, json.dumps(row.payload, cls=DjangoJSONEncoder), row.historical]
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, [*told, *happened])
        row.pk, audit.pk = cursor.fetchone()
    row.audit_id = audit.pk
    row._state.adding = audit._state.adding = False


def difference(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on the row and return {field: [before, after]} of those that really change."""
    changed: dict[str, list[Any]] = {}
    for field, value in values.items():
        before = getattr(row, field)
        if before != value:
            changed[field] = [_plain(before), _plain(value)]
            setattr(row, field, value)
    return changed


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def setting(name: str, default: Any) -> Any:
    """The administrator's value of a setting, or the default that the caller states."""
    kept = list(Setting.objects.filter(name=name).values_list("value", flat=True))
    return kept[0] if kept else default


def save_setting(name: str, value: Any) -> None:
    """Keep an administrator's value; the calling action has checked the right and records the change."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})
