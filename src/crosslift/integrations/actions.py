"""Preparing, starting, stopping and undoing an import; keeping a mapping. The rows go by the rooms' intakes."""

from collections.abc import Mapping, Sequence
from typing import Any

from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.core.jobs import defer
from crosslift.integrations import access
from crosslift.integrations.errors import WrongState
from crosslift.integrations.events import (
    ImportFinished,
    ImportPlanned,
    ImportPrepared,
    ImportStarted,
    ImportStopped,
    ImportUndone,
    MappingSaved,
)
from crosslift.integrations.models import ImportRun, SavedMapping
from crosslift.integrations.plan import Plan, plan_of

OPTIONS: dict[str, tuple[Any, ...]] = {
    "no_customer": ("keep", "refuse"),
    "corrections": ("correct", "keep"),
    "shift_dates": (False, True),
    "start_processes": (False, True),
}


@action
def prepare_import(
    *,
    actor: Actor,
    preset: str,
    plan: Plan,
    files: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Note files (name, path, size, digest) and the plan for them; nothing is imported.

    Raises NotAllowed, BadInput.
    """
    access.check_can_import(actor)
    run = ImportRun.objects.create(
        preset=preset[:40],
        source=plan.source[:40],
        files=[dict(told) for told in files],
        options=_options(options or {}),
        mapping=plan.model_dump(exclude_defaults=True),
        state="ready",
        by_id=actor.id,
        made_at=clock.now(),
    )
    record(actor=actor, action="integrations.prepare_import", event=ImportPrepared(id=run.pk), label=preset)
    return run


def _options(asked: Mapping[str, Any]) -> dict[str, Any]:
    options = {name: choices[0] for name, choices in OPTIONS.items()}
    for name, value in asked.items():
        if name not in OPTIONS or value not in OPTIONS[name]:
            raise BadInput(fields={name: "?"})
        options[name] = value
    return options


@action
def plan_import(
    *, actor: Actor, run_id: int, plan: Plan | None = None, options: Mapping[str, Any] | None = None
) -> ImportRun:
    """Change columns or choices before the import begins. Raises WrongState, NotFound, NotAllowed, BadInput."""
    run = _in_state(actor, run_id, "ready")
    if plan is not None:
        run.mapping = plan.model_dump(exclude_defaults=True)
        run.source = plan.source[:40]
    if options is not None:
        run.options = _options({**run.options, **options})
    run.report = {}
    run.save()
    record(actor=actor, action="integrations.plan_import", event=ImportPlanned(id=run.pk), label=run.preset)
    return run


def _in_state(actor: Actor, run_id: int, *states: str) -> ImportRun:
    run = access.locked(actor, run_id)
    if run.state not in states:
        raise WrongState(state=run.state)
    return run


@action
def start_import(*, actor: Actor, run_id: int, by_job: bool = True) -> ImportRun:
    """Begin, or go on after a stop or a failure: whole batches that are in stay and are not read again.

    Raises WrongState, NotFound, NotAllowed.
    """
    access.check_can_import(actor)
    run = _in_state(actor, run_id, "ready", "stopped", "failed")
    run.state = "running"
    run.said = ""
    run.started_at = run.started_at or clock.now()
    run.ended_at = None
    run.save()
    record(actor=actor, action="integrations.start_import", event=ImportStarted(id=run.pk), label=run.preset)
    if by_job:
        defer("integrations.run", run_id=run.pk)
    return run


@action
def stop_import(*, actor: Actor, run_id: int) -> ImportRun:
    """Stop after the batch that is being written. Raises WrongState, NotFound, NotAllowed."""
    return _stop(actor, _in_state(actor, run_id, "running"), "stopped", "")


@action
def fail_import(*, actor: Actor, run_id: int, why: str) -> ImportRun:
    """Note that an import could not go on, and why. Raises WrongState, NotFound, NotAllowed."""
    return _stop(actor, _in_state(actor, run_id, "running"), "failed", why)


def _stop(actor: Actor, run: ImportRun, state: str, why: str) -> ImportRun:
    run.state, run.said, run.ended_at = state, why[:2000], clock.now()
    run.save(update_fields=["state", "said", "ended_at"])
    record(
        actor=actor,
        action="integrations.stop_import" if state == "stopped" else "integrations.fail_import",
        event=ImportStopped(id=run.pk, why=why[:200]),
        label=run.preset,
    )
    return run


@action
def finish_import(*, actor: Actor, run_id: int, report: Mapping[str, Any]) -> ImportRun:
    """Note what came in. Raises WrongState, NotFound, NotAllowed."""
    run = _in_state(actor, run_id, "running")
    run.state, run.ended_at = "done", clock.now()
    run.report = {**run.report, **report}
    run.save(update_fields=["state", "ended_at", "report"])
    new = sum(told["new"] for told in report["in"].values())
    record(
        actor=actor,
        action="integrations.finish_import",
        event=ImportFinished(id=run.pk, new=new, refused=run.refused.count()),
        label=run.preset,
        count=max(new, 1),
        historical=True,
    )
    return run


@action
def ask_undo(*, actor: Actor, run_id: int) -> ImportRun:
    """Have an import taken back by a job. Raises WrongState, NotFound, NotAllowed."""
    run = _in_state(actor, run_id, "done", "stopped", "failed")
    run.state = "undoing"
    run.save(update_fields=["state"])
    record(actor=actor, action="integrations.ask_undo", event=ImportPlanned(id=run.pk), label=run.preset)
    defer("integrations.undo", run_id=run.pk)
    return run


@action
def finish_undo(*, actor: Actor, run_id: int, removed: Mapping[str, Any]) -> ImportRun:
    """Note what was taken back and what stays because something newer hangs on it. Its files may come in again."""
    run = _in_state(actor, run_id, "undoing")
    run.state, run.ended_at = "undone", clock.now()
    run.report = {**run.report, "removed": dict(removed)}
    run.save(update_fields=["state", "ended_at", "report"])
    run.refused.all().delete()
    run.steps.all().delete()
    gone, kept = (sum(told[name] for told in removed.values()) for name in ("gone", "kept"))
    record(
        actor=actor,
        action="integrations.finish_undo",
        event=ImportUndone(id=run.pk, gone=gone, kept=kept),
        label=run.preset,
        count=max(gone, 1),
        historical=True,
    )
    return run


@action
def save_mapping(*, actor: Actor, name: str, mapping: Any) -> SavedMapping:
    """Keep a plan for the next file of its kind; one of the same name is replaced. Raises BadInput, BadMapping."""
    access.check_can_import(actor)
    if not name.strip():
        raise BadInput(fields={"name": "?"})
    plan = plan_of(mapping)
    saved, _new = SavedMapping.objects.update_or_create(
        name=name.strip()[:120],
        defaults={"kind": plan.parts[0].target, "mapping": plan.model_dump(exclude_defaults=True)},
    )
    record(actor=actor, action="integrations.save_mapping", event=MappingSaved(id=saved.pk), label=saved.name)
    return saved
