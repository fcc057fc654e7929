"""Imports: send files, look at the dry run, import, stop, undo, and fetch what was refused."""

import json
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from crosslift.api.person import actor_of
from crosslift.api.shapes import REFUSALS, PageOf, Paging, paged
from crosslift.core.errors import BadInput
from crosslift.core.jobs import defer
from crosslift.integrations import access, actions, queries
from crosslift.integrations.begin import plan_for, small
from crosslift.integrations.plan import presets
from crosslift.integrations.refused import refused_csv
from crosslift.integrations.running import check_import
from crosslift.integrations.uploads import keep
from crosslift.staff.access import require

router = Router(tags=["imports"])


class Preset(Schema):
    """A set of files that is known; their columns need no mapping."""

    name: str
    title: dict[str, str]
    files: list[str]


class ImportRow(Schema):
    """An import: its files, choices, how far it is, and its report. `mapping` says which column goes where."""

    id: int
    preset: str
    state: str
    files: list[str]
    options: dict[str, Any]
    mapping: dict[str, Any]
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    done: int
    report: dict[str, Any]
    said: str

    @staticmethod
    def resolve_files(run: Any) -> list[str]:
        """The names alone: where files lie is nobody's business."""
        return [told["name"] for told in run.files]


class Given(Schema):
    """What comes beside the files. `preset` is a preset, a kind of record, or empty: seen by the files' names."""

    preset: str = Field("", max_length=40)
    mapping: str = Field("", max_length=200_000, description="A plan as JSON, as an import shows it in `mapping`.")
    no_customer: Literal["keep", "refuse"] = "keep"
    corrections: Literal["correct", "keep"] = "correct"
    shift_dates: bool = False
    start_processes: bool = False


class Refused(Schema):
    """A row that does not come in."""

    file: str
    line: int
    reason: str
    row: dict[str, Any]


@router.get("/presets", response={200: list[Preset], **REFUSALS})
def known_presets(request: HttpRequest) -> list[dict[str, Any]]:
    """The presets, with the files that each wants."""
    access.check_can_import(actor_of(request))
    return [{"name": name, "title": plan.title, "files": plan.files()} for name, plan in presets().items()]


@router.get("", response={200: PageOf[ImportRow], **REFUSALS})
def list_imports(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    """Imports, newest first."""
    require(actor_of(request), "import", "view")
    rows: QuerySet[Any] = queries.imports(actor_of(request))
    return paged(rows.filter(state=state) if state else rows, paging)


@router.post("", response={201: ImportRow, **REFUSALS})
def send_files(request: HttpRequest, given: Form[Given], files: File[list[UploadedFile]]) -> Status[Any]:
    """Send files and run them dry: nothing is imported yet.

    A large set is run dry by a job; ask again for its report.
    """
    actor = actor_of(request)
    access.check_can_import(actor)
    kept = keep(files)
    plan = plan_for(given.preset, kept, mapping=_json(given.mapping) if given.mapping else None)
    run = actions.prepare_import(
        actor=actor,
        preset=plan.name or given.preset or plan.parts[0].target,
        plan=plan,
        files=kept,
        options=given.dict(exclude={"preset", "mapping"}),
    )
    if small(kept):
        check_import(run, actor)
    else:
        defer("integrations.check", run_id=run.pk)
    return Status(201, run)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput(fields={"mapping": "This is not JSON."})


@router.get("/{int:run_id}", response={200: ImportRow, **REFUSALS})
def one_import(request: HttpRequest, run_id: int) -> Any:
    """One import; poll it while it runs."""
    return queries.import_run(actor_of(request), run_id)


@router.post("/{int:run_id}/run", response={200: ImportRow, **REFUSALS})
def run(request: HttpRequest, run_id: int) -> Any:
    """Begin the import, or go on with one that was stopped or failed."""
    return actions.start_import(actor=actor_of(request), run_id=run_id)


@router.post("/{int:run_id}/stop", response={200: ImportRow, **REFUSALS})
def stop(request: HttpRequest, run_id: int) -> Any:
    """Stop after the batch that is being written."""
    return actions.stop_import(actor=actor_of(request), run_id=run_id)


@router.post("/{int:run_id}/undo", response={200: ImportRow, **REFUSALS})
def undo(request: HttpRequest, run_id: int) -> Any:
    """Take back what the import made, but for what something newer hangs on."""
    return actions.ask_undo(actor=actor_of(request), run_id=run_id)


@router.get("/{int:run_id}/refused", response={200: PageOf[Refused], **REFUSALS})
def refused(request: HttpRequest, run_id: int, paging: Query[Paging]) -> dict[str, Any]:
    """The refused rows with their lines and reason codes."""
    return paged(queries.refused_rows(actor_of(request), run_id), paging)


@router.get("/{int:run_id}/refused.csv", response={200: None, **REFUSALS})
def refused_file(request: HttpRequest, run_id: int) -> HttpResponse:
    """The refused rows as a file for a spreadsheet, with reasons in words."""
    found = queries.import_run(actor_of(request), run_id)
    answer = HttpResponse(refused_csv(found.pk), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.pk}-refused.csv"'
    return answer
