"""Telling a person something once, and reading it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from crosslift.alerts import access
from crosslift.alerts.events import AlertsRead, Told
from crosslift.alerts.models import Alert
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound

# Two tellings at once leave one alert, without a savepoint.
_PUT = """
INSERT INTO alerts_alert (user_id, once, at, kind, text, params, subject_type, subject_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (user_id, once) DO NOTHING RETURNING id
"""


@action
def tell(
    *,
    actor: Actor,
    user_id: int,
    kind: str,
    text: str,
    once: str,
    params: Mapping[str, Any] | None = None,
    subject_type: str = "",
    subject_id: int | None = None,
) -> Alert:
    """Put one alert into a person's inbox, or return the one already there under the key `once`.

    `text` is a msgid with %(name)s places for `params`; it is translated when it is read.
    """
    alert = Alert(
        user_id=user_id,
        once=once,
        at=clock.now(),
        kind=kind,
        text=text,
        params=dict(params or {}),
        subject_type=subject_type,
        subject_id=subject_id,
    )
    new = _put(alert)
    if not new:
        alert = Alert.objects.get(user_id=user_id, once=once)
    record(
        actor=actor,
        action="alerts.tell",
        event=Told(id=alert.pk, user_id=user_id, kind=alert.kind),
        label=alert.text,
        count=1 if new else 0,
    )
    return alert


def _put(alert: Alert) -> bool:
    """Insert the alert unless one with its key is there; say whether it was inserted."""
    params = json.dumps(alert.params)
    about = [alert.subject_type, alert.subject_id]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [alert.user_id, alert.once, alert.at, alert.kind, alert.text, params, *about])
        made = cursor.fetchone()
    if made:
        alert.pk = made[0]
        alert._state.adding = False
    return bool(made)


@action
def read_alert(*, actor: Actor, alert_id: int) -> Alert:
    """Mark one alert of the actor's own inbox as read. Raises NotFound for anybody else's."""
    alert = access.visible_alerts(actor).select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    if alert.read_at is None:
        alert.read_at = clock.now()
        alert.save(update_fields=["read_at"])
    record(
        actor=actor,
        action="alerts.read_alert",
        event=AlertsRead(id=alert.user_id, count=1),
        label=alert.text,
    )
    return alert


@action
def read_all(*, actor: Actor) -> int:
    """Mark the actor's whole inbox as read; returns how many were not."""
    if actor.id is None:
        raise NotFound
    count = access.visible_alerts(actor).filter(user_id=actor.id, read_at=None).update(read_at=clock.now())
    record(
        actor=actor,
        action="alerts.read_all",
        event=AlertsRead(id=actor.id, count=count),
        label=actor.name,
        count=count,
    )
    return count
