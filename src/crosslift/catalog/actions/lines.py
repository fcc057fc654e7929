"""Product lines."""

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import access
from crosslift.catalog.events import LineSaved
from crosslift.catalog.models import ProductLine
from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput, NotFound


@action
def save_line(*, actor: Actor, name: str, rank: int | None = None, line_id: int | None = None) -> ProductLine:
    """Make a product line (at the end unless `rank` says where) or change one.

    Raises NotAllowed, NotFound, and BadInput for an empty or taken name.
    """
    access.check_can_change(actor)
    line = ProductLine.objects.select_for_update().filter(pk=line_id).first() if line_id else ProductLine()
    if line is None:
        raise NotFound
    name = " ".join(name.split())[:120]
    if not name:
        raise BadInput(fields={"name": _("Give it a name.")})
    if ProductLine.objects.filter(name__iexact=name).exclude(pk=line.pk).exists():
        raise BadInput(fields={"name": _("There is already a line of this name.")})
    if rank is None:
        rank = line.rank if line.pk else ProductLine.objects.count() + 1
    changes = difference(line, {"name": name, "rank": max(rank, 0)})
    line.save()
    record(actor=actor, action="catalog.save_line", event=LineSaved(id=line.pk), label=name, changes=changes)
    return line
