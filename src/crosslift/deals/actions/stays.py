"""How long a deal stays where: every move closes one stay and begins the next."""

from datetime import datetime

from crosslift.deals.models import Deal, StageEntry


def enter(deal: Deal, stage_id: int, at: datetime) -> None:
    """Let the deal stand in the stage from `at` on; the row itself is saved by the caller."""
    StageEntry.objects.filter(deal=deal, left_at=None).update(left_at=at)
    StageEntry.objects.create(deal=deal, stage_id=stage_id, entered_at=at)
    deal.stage_id = stage_id
    deal.stage_at = at


def last_open_stage(deal: Deal) -> int | None:
    """The stage in work in which the deal was last, if it ever was in one."""
    stays = StageEntry.objects.filter(deal=deal, stage__outcome="open", stage__funnel_id=deal.funnel_id)
    return stays.order_by("-entered_at", "-id").values_list("stage_id", flat=True).first()
