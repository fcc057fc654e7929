"""Import files from the command line: `import_file PRESET PATH`, where PRESET is a preset or a kind of record.

A folder is taken for a preset of several files. Progress and the report are printed; nothing is written with
--dry-run. An import of the same files that was killed goes on where it was.
"""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crosslift.core.actor import the_system
from crosslift.core.errors import Refusal
from crosslift.integrations import actions
from crosslift.integrations.fields import FIELDS, KINDS
from crosslift.integrations.models import ImportRun
from crosslift.integrations.plan import Plan, guessed, plan_of, preset, presets
from crosslift.integrations.preparing import described
from crosslift.integrations.reading import read
from crosslift.integrations.refused import refused_csv
from crosslift.integrations.running import check_import, run_import
from crosslift.integrations.words import reason_words


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be said on the command line."""
        parser.add_argument("preset", help=", ".join([*presets(), *FIELDS]))
        parser.add_argument("path", type=Path, help="a file, or the folder that holds the preset's files")
        parser.add_argument("--dry-run", action="store_true", help="say what would come in and write nothing")
        parser.add_argument("--shift-dates", action="store_true", help="move all dates so that history ends today")
        parser.add_argument("--start-processes", action="store_true", help="let won deals start processes")
        parser.add_argument("--refuse-without-customer", action="store_true", help="refuse deals without a customer")
        parser.add_argument("--mapping", type=Path, help="a mapping of columns, as JSON")
        parser.add_argument("--source", default="", help="name of the source, by which a second run knows its rows")
        parser.add_argument("--refused", type=Path, help="write the refused rows with their reasons here, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Dry run, then the import unless only the dry run was asked for."""
        try:
            self._import(options)
        except (Refusal, OSError) as error:
            raise CommandError(str(error))

    def _import(self, options: dict[str, Any]) -> None:
        begun = time.perf_counter()
        plan, files = _plan(options)
        actor = the_system("import", "an import begun from the command line")
        run = _unfinished(options["preset"], files)
        if run is None or options["dry_run"]:
            chosen = {
                "shift_dates": options["shift_dates"],
                "start_processes": options["start_processes"],
                "no_customer": "refuse" if options["refuse_without_customer"] else "keep",
            }
            with transaction.atomic():
                run = actions.prepare_import(
                    actor=actor, preset=options["preset"], plan=plan, files=files, options=chosen
                )
            self._tell(check_import(run, actor))
        else:
            self.stdout.write(f"Going on with import {run.pk}.")
        if not options["dry_run"]:
            run = self._run(run, actor)
            self.stdout.write(f"Done in {time.perf_counter() - begun:.1f} s: import {run.pk}.")
        if options["refused"]:
            options["refused"].write_text("".join(refused_csv(run.pk)), "utf-8")
        if options["dry_run"]:
            run.delete()
            self.stdout.write("Nothing was written: this was a dry run.")

    def _run(self, run: ImportRun, actor: Any) -> ImportRun:
        if run.state != "running":
            with transaction.atomic():
                actions.start_import(actor=actor, run_id=run.pk, by_job=False)
        done = run_import(run.pk, progress=self._progress)
        self.stdout.write("")
        for kind, told in done.report["in"].items():
            if kind in KINDS:
                self.stdout.write(f"  {KINDS[kind]}: {told['new']:,} new of {told['rows']:,}")
        self.stdout.write(f"  refused: {done.refused.count():,}")
        return done

    def _progress(self, done: int, total: int, kind: str) -> None:
        self.stdout.write(f"\r  {done:>9,} of {total:,} rows · {kind:<12}", ending="")
        self.stdout.flush()

    def _tell(self, report: dict[str, Any]) -> None:
        for file, facts in report["facts"].items():
            known = " · ".join(f"{name} {value}" for name, value in facts.items() if value)
            self.stdout.write(f"{file}: {known}")
        for kind, told in report["kinds"].items():
            self.stdout.write(f"  {KINDS[kind]}: {told['new']:,} new, {told['here']:,} here already")
        for one in report["corrections"]:
            self.stdout.write(f"  corrected: {one['from']} → {one['to']}, {one['rows']:,} rows of {one['file']}")
        if report["no_customer"].get("rows"):
            self.stdout.write(f"  deals without a customer, to be mended: {report['no_customer']['rows']:,}")
        for one in report["reasons"]:
            self.stdout.write(f"  refused: {one['rows']:,} of {one['file']}: {reason_words(one['reason'])}")


def _plan(options: dict[str, Any]) -> tuple[Plan, list[dict[str, Any]]]:
    name, path = options["preset"], options["path"].resolve()
    if options["mapping"]:
        plan = plan_of(json.loads(options["mapping"].read_text("utf-8")))
    elif name in FIELDS and path.is_file():
        plan = guessed(name, path.name, read(path).columns, options["source"])
    else:
        plan = preset(name)
    if path.is_dir():
        there = {file.name.casefold(): file for file in path.iterdir() if file.is_file()}
        found = [there[wanted.casefold()] for wanted in plan.files() if wanted.casefold() in there]
        return plan, [described(file) for file in found]
    return plan, [described(path)]


def _unfinished(name: str, files: list[dict[str, Any]]) -> ImportRun | None:
    """An import of the same files that was killed or stopped before its end."""
    for run in ImportRun.objects.filter(preset=name, state__in=("running", "stopped", "failed")).order_by("-pk"):
        if [told["digest"] for told in run.files] == [told["digest"] for told in files] and run.steps.exists():
            return run
    return None
