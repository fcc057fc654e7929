"""Moving a token: calls the steps that are ready, then writes what is waited for. Its caller holds the instance."""

import json
import logging
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.core.errors import Refusal
from crosslift.flows.engine import MOST_MOVES, EngineError, Place, Run
from crosslift.flows.failure import note_failure
from crosslift.flows.models import Instance, Trace
from crosslift.flows.programs import program_of
from crosslift.flows.registry import StepContext, find_step
from crosslift.flows.waits import keep_waits, label_of

log = logging.getLogger("crosslift.flows")


def run_of(instance: Instance) -> Run:
    """The instance's run from its kept token; one that never came to a token starts anew. Raises EngineError."""
    program = program_of(instance.version_id)
    if instance.token:
        return Run.restore(program, instance.token)
    return Run.start(program, instance.data)


MOVED = ("state", "token", "places", "said", "failures", "retry_at", "ended_at")


def advance(instance: Instance, *, run: Run | None = None, by: str = "", at: datetime | None = None) -> None:
    """Call every ready step, each within its own savepoint, and keep token, waits and traces.

    A failing step is undone and parked where it stands, with what it said; other branches go on. `by` is the
    person whose act brought it here, for the reason in the audit; `at` is now by the database, where the caller
    has asked. The caller holds the row of the instance.
    """
    try:
        run = run or run_of(instance)
    except EngineError as error:
        note_failure(instance, [(None, str(error))])
        instance.save(update_fields=MOVED)
        return
    run, traces, failed = _work(instance, run, by)
    at = at or clock.database_now()
    keep_waits(instance, run, at)
    Trace.objects.bulk_create(traces)
    instance.token, instance.places = run.dump(), run.places()
    for place, _said in failed:
        counts = instance.places.setdefault(place.node.id, {})
        counts["waiting"] = counts.get("waiting", 1) - 1
        counts["failed"] = counts.get("failed", 0) + 1
    if failed:
        note_failure(instance, [(place, said) for place, said in failed])
    else:
        instance.state = Instance.DONE if run.done else Instance.WAITING
        instance.said, instance.failures, instance.retry_at = "", 0, None
        instance.ended_at = at if run.done else None
    instance.save(update_fields=MOVED)


def _work(instance: Instance, run: Run, by: str) -> tuple[Run, list[Trace], list[tuple[Place, str]]]:
    traces: list[Trace] = []
    failed: list[tuple[Place, str]] = []
    for _ in range(MOST_MOVES):
        parked = {place.token_id for place, _said in failed}
        place = next((place for place in run.work() if place.token_id not in parked), None)
        if place is None:
            break
        before = run.dump()
        try:
            with transaction.atomic(savepoint=True):
                facts = _call(instance, place, by)
                run.finish(place.token_id, facts)
        except (OperationalError, InterfaceError):
            raise  # the database went away: the whole move is undone and tried again
        except Exception as error:  # noqa: BLE001 - a step of any room may fail in any way; it is parked and shown
            said = _words(instance, error)
            failed.append((place, said))
            traces.append(_trace(instance, place, Trace.FAILED, said=said))
            run = Run.restore(run.program, before)
        else:
            traces.append(_trace(instance, place, Trace.DONE, facts=facts))
    return run, traces, failed


def _call(instance: Instance, place: Place, by: str) -> dict[str, Any]:
    reason = f"{instance.process}: {place.node.name or place.node.id}"
    context = StepContext(
        instance_id=instance.pk,
        process=instance.process,
        about=instance.about,
        subject_id=int(instance.data.get("subject_id") or 0),
        data=deepcopy(place.data),
        item=place.item,
        actor=the_system("process", f"{reason} ({by})" if by else reason),
        at=clock.now(),
    )
    return _plain(find_step(place.node.step)(context) or {})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain


def _words(instance: Instance, error: Exception) -> str:
    if isinstance(error, Refusal):
        with translation.override(instance.owner.language if instance.owner else "en"):
            return str(error)[:300]
    if isinstance(error, EngineError):
        return str(error)[:300]
    log.exception("a step of instance %s failed", instance.pk, exc_info=error)
    return f"{type(error).__name__}: {error}"[:300]


def _trace(
    instance: Instance, place: Place, state: str, *, said: str = "", facts: Mapping[str, Any] | None = None
) -> Trace:
    return Trace(
        instance=instance,
        at=clock.now(),
        element=place.node.id,
        item="" if place.item is None else str(place.item),
        label=label_of(place),
        state=state,
        said=said,
        facts=dict(facts or {}),
    )
