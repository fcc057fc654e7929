"""Who may import, and whose imports a person sees."""

from django.db.models import QuerySet

from crosslift.core.actor import Actor
from crosslift.integrations.models import ImportRun
from crosslift.staff import access as staff


def visible_imports(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that the actor may see."""
    return ImportRun.objects.filter(staff.within(actor, "import", "view", owner="by_id"))


def changeable_imports(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that the actor may stop, resume and undo."""
    return ImportRun.objects.filter(staff.within(actor, "import", "change", owner="by_id"))


def check_can_import(actor: Actor) -> None:
    """Refuse with NotAllowed unless the actor may import."""
    staff.require(actor, "import", "add")


def locked(actor: Actor, run_id: int) -> ImportRun:
    """The import for a change, locked. Raises NotFound, NotAllowed."""
    return staff.fetch(visible_imports(actor), changeable_imports(actor), run_id, lock=True)
