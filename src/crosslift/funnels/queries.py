"""What others may read of funnels; everybody who signs in may."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from crosslift.funnels.errors import NoFunnel
from crosslift.funnels.models import Funnel, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable


def funnels() -> QuerySet[Funnel]:
    """All funnels, the default one first."""
    return Funnel.objects.order_by("-default", "pk")


def default_funnel() -> Funnel:
    """The funnel that a sale takes unless another is asked for. Raises NoFunnel."""
    funnel = Funnel.objects.filter(default=True).first()
    if funnel is None:
        raise NoFunnel
    return funnel


def stages(funnel_id: int | None = None) -> list[Stage]:
    """The stages of a funnel (the default one unless said) in their order."""
    rows = Stage.objects.order_by("rank")
    return list(rows.filter(funnel_id=funnel_id) if funnel_id else rows.filter(funnel__default=True))


def stage(pk: int) -> Stage | None:
    """One stage with its funnel."""
    return Stage.objects.select_related("funnel").filter(pk=pk).first()


def closing_stage(funnel_id: int, outcome: str) -> Stage:
    """The stage in which a funnel keeps its won or lost sales. Raises NoFunnel where it has none."""
    found = Stage.objects.filter(funnel_id=funnel_id, outcome=outcome).order_by("rank").first()
    if found is None:
        raise NoFunnel
    return found


def open_stages(funnel_ids: "Iterable[int]") -> QuerySet[Stage]:
    """The stages in work of some funnels, in their order."""
    return Stage.objects.filter(funnel_id__in=list(funnel_ids), outcome="open").order_by("funnel_id", "rank")
