"""Imports, dry runs and undoing as jobs, so that the page never waits. Killed, a job is run again and goes on."""

import logging

from django.db import transaction

from crosslift.core.errors import Refusal
from crosslift.core.jobs import job
from crosslift.integrations.actions import fail_import
from crosslift.integrations.models import ImportRun
from crosslift.integrations.running import actor_of, check_import, run_import
from crosslift.integrations.undoing import undo_import

log = logging.getLogger("crosslift.integrations")


@job("integrations.run", retry=2)
def run(run_id: int) -> None:
    """Bring an import to its end; what it can't do is said on its page."""
    row = ImportRun.objects.filter(pk=run_id, state="running").first()
    if row is None:
        return
    try:
        run_import(run_id)
    except Refusal as refusal:
        _say(row, str(refusal))
    except Exception as error:
        log.exception("import %s failed", run_id)
        _say(row, type(error).__name__)
        raise


def _say(row: ImportRun, why: str) -> None:
    with transaction.atomic():
        if ImportRun.objects.filter(pk=row.pk, state="running").exists():
            fail_import(actor=actor_of(row), run_id=row.pk, why=why)


@job("integrations.check", retry=2)
def check(run_id: int) -> None:
    """Run an import dry and keep its report."""
    row = ImportRun.objects.filter(pk=run_id, state="ready").first()
    if row is None:
        return
    try:
        check_import(row, actor_of(row))
    except Refusal as refusal:
        row.said = str(refusal)
        row.save(update_fields=["said"])


@job("integrations.undo", retry=3)
def undo(run_id: int) -> None:
    """Take an import back."""
    undo_import(run_id)
