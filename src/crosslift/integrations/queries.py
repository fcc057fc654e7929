"""What others may read of imports."""

from django.db.models import Count, QuerySet

from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.integrations import access
from crosslift.integrations.models import ImportRun, RefusedRow, SavedMapping


def imports(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that the actor may see, newest first, with how many rows each refused."""
    return access.visible_imports(actor).select_related("by").order_by("-made_at", "-pk")


def import_run(actor: Actor, run_id: int) -> ImportRun:
    """One import. Raises NotFound."""
    run = imports(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def refused_rows(actor: Actor, run_id: int) -> QuerySet[RefusedRow]:
    """The rows that an import refused, by file and line. Raises NotFound."""
    return RefusedRow.objects.filter(run=import_run(actor, run_id)).order_by("file", "line", "pk")


def refused_reasons(actor: Actor, run_id: int) -> list[tuple[str, int]]:
    """Reasons and how many rows each has, the most first. Raises NotFound."""
    counted = refused_rows(actor, run_id).order_by().values("reason").annotate(rows=Count("pk")).order_by("-rows")
    return [(told["reason"], told["rows"]) for told in counted]


def saved_mappings(actor: Actor) -> QuerySet[SavedMapping]:
    """Mappings kept for later, for whoever may import."""
    return SavedMapping.objects.order_by("name") if actor.may("import", "view") else SavedMapping.objects.none()


def column_order(run: ImportRun) -> list[str]:
    """The columns of the files in the order in which they stand there; the database keeps cells in its own."""
    parts = run.report.get("parts", [])
    return list(dict.fromkeys(one["column"] for part in parts for one in part["columns"]))
