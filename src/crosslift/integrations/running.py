"""The importer: batch after batch, each whole or not at all, each with the step that says it is in."""

import time
from collections.abc import Callable
from typing import Any

import polars as pl
from django.db import transaction

from crosslift.core import bulk, clock
from crosslift.core.actor import Actor, the_system
from crosslift.integrations.actions import finish_import
from crosslift.integrations.errors import RightsMissing
from crosslift.integrations.fields import KINDS
from crosslift.integrations.loads import Load
from crosslift.integrations.models import ImportRun, ImportStep, RefusedRow
from crosslift.integrations.plan import plan_of
from crosslift.integrations.preparing import Prepared, check_same, prepare
from crosslift.integrations.reading import LINE, Table
from crosslift.integrations.report import RIGHTS, dry_run
from crosslift.integrations.resolving import Resolver
from crosslift.integrations.settling import settle
from crosslift.integrations.shaping import REASON
from crosslift.integrations.writing import write
from crosslift.staff import queries as staff

Progress = Callable[[int, int, str], None]
SHOWN_CELLS = 12


def actor_of(run: ImportRun) -> Actor:
    """Whoever began the import, with the rights they hold now; without a person, the product itself."""
    if run.by_id is None:
        return the_system("import", "an import begun from the command line")
    return staff.actor_of(run.by_id, "import")


def prepared(run: ImportRun) -> Prepared:
    """The files of an import, read and cut as its plan says. The same each time. Raises FileChanged and the like."""
    check_same(run.files)
    return prepare(plan_of(run.mapping), run.files, now=run.made_at, options=run.options)


def check_import(run: ImportRun, actor: Actor) -> dict[str, Any]:
    """Run it dry and keep the report and the refused rows with the import; no record of the company is touched."""
    begun = time.perf_counter()
    ready = prepared(run)
    report, refused = dry_run(ready, actor, run.options)
    with transaction.atomic():
        run.refused.all().delete()
        _keep_refused(run, refused, ready.tables)
        run.total = ready.total
        run.report = {**report, "seconds": round(time.perf_counter() - begun, 1)}
        run.save(update_fields=["total", "report"])
    told: dict[str, Any] = run.report
    return told


def run_import(run_id: int, progress: Progress | None = None) -> ImportRun:
    """Bring a running import to its end, or to where it is stopped. Killed anywhere, it goes on from its last step.

    Raises RightsMissing before anything is written, and what reading and the intakes raise.
    """
    run = ImportRun.objects.get(pk=run_id)
    actor = actor_of(run)
    ready = prepared(run)
    if not run.steps.exists():
        _check_rights(run, actor, ready)
        _begin(run, ready)
    resolver = Resolver(actor, ready.plan.source)
    there = set(run.steps.values_list("key", flat=True))
    for load in ready.loads:
        resolver.match(load)
        for key, batch in load.batches():
            if key in there:
                continue
            done = _write_batch(run_id, key, batch, actor, resolver, ready)
            if done is None:
                return ImportRun.objects.get(pk=run_id)
            if progress is not None:
                progress(done, ready.total, load.kind)
    with transaction.atomic():
        return finish_import(actor=actor, run_id=run_id, report=_came_in(run_id))


def _check_rights(run: ImportRun, actor: Actor, ready: Prepared) -> None:
    """Somebody who may not add a kind may still import files that bring nothing new of it."""
    kinds = {load.kind for load in ready.loads} & set(RIGHTS)
    if all(actor.may(RIGHTS[kind], "add") for kind in kinds):
        return
    missing = dry_run(ready, actor, run.options)[0]["missing_rights"]
    if missing:
        raise RightsMissing(kinds=", ".join(str(KINDS[kind]) for kind in missing))


def _begin(run: ImportRun, ready: Prepared) -> None:
    """The first step: rows refused whatever the database holds."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if ImportStep.objects.filter(run=run).exists():
            return
        locked.refused.all().delete()
        _keep_refused(locked, ready.refused(), ready.tables)
        locked.total, locked.done = ready.total, 0
        locked.save(update_fields=["total", "done"])
        ImportStep.objects.create(run=locked, key="refused", at=clock.now())


def _write_batch(run_id: int, key: str, batch: Load, actor: Actor, resolver: Resolver, ready: Prepared) -> int | None:
    """One transaction: the batch, its refused rows and its step. None where the import no longer runs."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state != "running":
            return None
        if run.steps.filter(key=key).exists():
            return run.done
        keep = run.options.get("no_customer", "keep") == "keep"
        settled = settle(batch, resolver, keep_without_customer=keep)
        taken = write(
            settled.load,
            actor=actor,
            run_id=run_id,
            source=run.source,
            historical=not run.options.get("start_processes"),
            resolver=resolver,
        )
        if batch.kind not in ("won_orders", "members"):
            told = settled.refused.with_columns(pl.lit(batch.file).alias("file")).select("file", LINE, REASON)
            _keep_refused(run, told, ready.tables)
        made = taken.ids["id"].tail(taken.new).to_list() if batch.kind == "people" else []
        ImportStep.objects.create(run=run, key=key, count=batch.rows.height, new=taken.new, made=made, at=clock.now())
        run.done += batch.rows.height
        run.save(update_fields=["done"])
        return run.done


def _keep_refused(run: ImportRun, refused: pl.DataFrame, tables: dict[str, Table]) -> None:
    """Each refused row with its reason and what stood in it, for the file that a person mends."""
    for (file,), rows in refused.group_by("file", maintain_order=True):
        table = tables[str(file)]
        cells = table.columns[:SHOWN_CELLS]
        told = rows.join(table.frame.unique(LINE, keep="first").select(LINE, *cells), on=LINE, how="left")
        bad = {one.line: one.row for one in table.bad}
        kept = [
            RefusedRow(
                run=run,
                file=str(file)[:200],
                line=row[LINE],
                reason=str(row[REASON])[:80],
                row=bad.get(row[LINE]) or {name: _shown(row[name]) for name in cells},
            )
            for row in told.to_dicts()
        ]
        RefusedRow.objects.bulk_create(kept, batch_size=5_000)


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | bool) else str(value)[:200].replace("\x00", "")


def _came_in(run_id: int) -> dict[str, Any]:
    """Rows handed over and new ones by kind, from the steps."""
    kinds: dict[str, dict[str, int]] = {}
    for key, count, new in ImportStep.objects.filter(run_id=run_id).values_list("key", "count", "new"):
        if "." not in key:
            continue
        kind = key.split(".")[1].split(":")[0]
        told = kinds.setdefault("orders" if kind == "won_orders" else kind, {"new": 0, "rows": 0})
        told["new"] += new
        told["rows"] += count
    return {"in": kinds}


def removed_told(removed: bulk.Removed) -> dict[str, Any]:
    """A removal as plain data."""
    return {"gone": removed.gone, "kept": removed.kept, "labels": list(removed.labels)}
