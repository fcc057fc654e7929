"""Settings, Import: files in, columns to fields, a dry run with its reasons, the import, its report, its undoing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_POST

from crosslift.core.errors import Refusal
from crosslift.core.jobs import defer
from crosslift.core.paging import page_of
from crosslift.integrations import access, actions, queries
from crosslift.integrations.begin import plan_for, small
from crosslift.integrations.columns import with_columns
from crosslift.integrations.fields import KINDS
from crosslift.integrations.plan import plan_of, presets
from crosslift.integrations.refused import refused_csv
from crosslift.integrations.running import check_import
from crosslift.integrations.uploads import keep
from crosslift.integrations.words import reason_words
from crosslift.web.answers import done
from crosslift.web.import_words import file_chips, part_rows, refused_shown, report_facts, state_words
from crosslift.web.listing import neighbours, whole
from crosslift.web.person import actor_of, page
from crosslift.web.settings import tabs

CRUMBS = (("/settings", _l("Settings")), ("/imports", _l("Import")))
UNCHANGED = ("done", "stopped", "failed")


@page("import", "view")
def imports(request: HttpRequest, error: Refusal | None = None, status: int = 200) -> HttpResponse:
    """Past imports, and the form for the next one; a refused file is said beside it."""
    actor = actor_of(request)
    shown = page_of(queries.imports(actor), whole(request.GET.get("page"), 1), 30)
    context = {
        "tabs": tabs(actor, "imports"),
        "page": shown,
        "pages": neighbours(request, shown),
        "rows": [{"run": run, "state": state_words(run.state), "new": _new(run)} for run in shown.rows],
        "may_import": actor.may("import", "add"),
        "presets": [(name, _title(plan.title), ", ".join(plan.files())) for name, plan in presets().items()],
        "kinds": [(kind, label) for kind, label in KINDS.items()],
        "saved": queries.saved_mappings(actor),
        "chosen": request.POST.get("preset", ""),
        "error": error,
    }
    return render(request, "imports/list.html", context, status=status)


def _title(titles: dict[str, str]) -> str:
    return titles.get(get_language() or "en", titles.get("en", ""))


def _new(run: Any) -> int:
    return sum(told["new"] for told in run.report.get("in", {}).values())


@require_POST
@page("import", "add")
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files, guess what they are, and run them dry; small ones at once, others by a job."""
    actor = actor_of(request)
    try:
        files = keep(request.FILES.getlist("files"))
        chosen = request.POST.get("preset", "")
        mapping = None
        if chosen.startswith("saved:"):
            found = queries.saved_mappings(actor).filter(pk=whole(chosen.removeprefix("saved:"), 0)).first()
            mapping = found.mapping if found else None
        plan = plan_for(chosen, files, mapping=mapping)
    except Refusal as refusal:
        return imports(request, error=refusal, status=422)
    name = plan.name or chosen or plan.parts[0].target
    run = actions.prepare_import(actor=actor, preset=name, plan=plan, files=files)
    return _checked(request, run)


def _checked(request: HttpRequest, run: Any) -> HttpResponse:
    if not small(run.files):
        run.said = ""
        defer("integrations.check", run_id=run.pk)
        return HttpResponseRedirect(f"/imports/{run.pk}")
    try:
        check_import(run, actor_of(request))
        run.said = ""
    except Refusal as refusal:
        run.said = str(refusal)
    run.save(update_fields=["said"])
    return HttpResponseRedirect(f"/imports/{run.pk}")


@page("import", "view")
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import in whatever state it is."""
    actor = actor_of(request)
    run = queries.import_run(actor, run_id)
    part = whole(request.GET.get("part"), _main_part(run))
    may_change = access.changeable_imports(actor).filter(pk=run.pk).exists()
    refused = page_of(queries.refused_rows(actor, run.pk), whole(request.GET.get("page"), 1), 20)
    context = {
        "run": run,
        "title": ", ".join(told["name"] for told in run.files)[:120],
        "crumbs": [{"url": url, "label": label} for url, label in CRUMBS],
        "state": state_words(run.state),
        "chips": file_chips(run, part),
        "parts": part_rows(run, part),
        "part": part,
        "facts": report_facts(run),
        "reasons": refused_shown(queries.refused_reasons(actor, run.pk)),
        "refused": refused,
        "refused_rows": [(_cells(run, row), row, reason_words(row.reason)) for row in refused.rows],
        "may_change": may_change,
        "may_import": actor.may("import", "add") and may_change,
        "resumable": run.state in ("stopped", "failed"),
        "undoable": run.state in UNCHANGED and run.steps.exists(),
        "preset_title": _title(plan_of(run.mapping).title) or KINDS.get(run.preset, run.preset),
        **_progress(run),
    }
    return render(request, "imports/one.html", context)


def _cells(run: Any, row: Any) -> list[Any]:
    names = queries.column_order(run) or list(row.row)
    return [row.row[name] for name in names if row.row.get(name) not in (None, "")]


def _main_part(run: Any) -> int:
    """The part that people look at first: what the others are there for."""
    return max(len(run.mapping.get("parts", [])) - 1, 0)


def _progress(run: Any) -> dict[str, Any]:
    share = 100 * run.done / run.total if run.total else 0
    return {"share": min(share, 100), "running": run.state in ("running", "undoing"), "waiting": _waiting(run)}


def _waiting(run: Any) -> bool:
    return run.state == "ready" and not run.report and not run.said


@require_GET
@page("import", "view")
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The moving part of the page; once there is nothing to wait for, the whole page again."""
    run = queries.import_run(actor_of(request), run_id)
    told = _progress(run)
    if not told["running"] and not told["waiting"]:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "imports/_progress.html", {"run": run, **told})


@require_POST
@page("import", "add")
def change_columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Other fields for the columns of one part, and a new dry run."""
    actor = actor_of(request)
    run = queries.import_run(actor, run_id)
    plan = plan_of(run.mapping)
    number = whole(request.POST.get("part"), 0)
    chosen = {
        name.removeprefix("column:"): field for name, field in request.POST.items() if name.startswith("column:")
    }
    if number < len(plan.parts):
        plan = with_columns(plan, number, {column: str(field) for column, field in chosen.items()})
    run = actions.plan_import(actor=actor, run_id=run_id, plan=plan)
    _checked(request, run)
    return HttpResponseRedirect(f"/imports/{run_id}?part={number}")


@require_POST
@page("import", "add")
def change_options(request: HttpRequest, run_id: int) -> HttpResponse:
    """Other choices, and a new dry run."""
    options = {
        "no_customer": request.POST.get("no_customer", "keep"),
        "corrections": request.POST.get("corrections", "correct"),
        "shift_dates": request.POST.get("shift_dates") == "on",
        "start_processes": request.POST.get("start_processes") == "on",
    }
    run = actions.plan_import(actor=actor_of(request), run_id=run_id, options=options)
    return _checked(request, run)


@require_POST
@page("import", "add")
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin, or go on."""
    actions.start_import(actor=actor_of(request), run_id=run_id)
    return HttpResponseRedirect(f"/imports/{run_id}")


@require_POST
@page("import", "change")
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop after the batch that is being written."""
    actions.stop_import(actor=actor_of(request), run_id=run_id)
    return done(request, _("Stopped. What is in stays in; you can go on later."), to=f"/imports/{run_id}")


@require_POST
@page("import", "change")
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the import back."""
    actions.ask_undo(actor=actor_of(request), run_id=run_id)
    return HttpResponseRedirect(f"/imports/{run_id}")


@require_POST
@page("import", "add")
def save_mapping(request: HttpRequest, run_id: int) -> HttpResponse:
    """Keep the columns for the next file of the kind."""
    actor = actor_of(request)
    run = queries.import_run(actor, run_id)
    name = request.POST.get("name", "").strip() or f"{run.preset} {run.pk}"
    actions.save_mapping(actor=actor, name=name, mapping=run.mapping)
    text = _("The mapping “%(name)s” is saved.") % {"name": name}
    return done(request, text, to=f"/imports/{run_id}")


@require_GET
@page("import", "view")
def refused_file(request: HttpRequest, run_id: int) -> HttpResponse:
    """All refused rows with their reasons."""
    run = queries.import_run(actor_of(request), run_id)
    name = "refused"
    return HttpResponse(
        refused_csv(run.pk),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{run.pk}-{name}.csv"'},
    )


urls = [
    path("imports", imports, name="imports.imports"),
    path("imports/new", upload, name="imports.upload"),
    path("imports/<int:run_id>", one, name="imports.one"),
    path("imports/<int:run_id>/progress", progress, name="imports.progress"),
    path("imports/<int:run_id>/columns", change_columns, name="imports.change_columns"),
    path("imports/<int:run_id>/options", change_options, name="imports.change_options"),
    path("imports/<int:run_id>/run", start, name="imports.start"),
    path("imports/<int:run_id>/stop", stop, name="imports.stop"),
    path("imports/<int:run_id>/undo", undo, name="imports.undo"),
    path("imports/<int:run_id>/mapping", save_mapping, name="imports.save_mapping"),
    path("imports/<int:run_id>/refused.csv", refused_file, name="imports.refused_file"),
]
