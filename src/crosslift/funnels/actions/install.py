"""The default funnel."""

from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.funnels.events import FunnelInstalled
from crosslift.funnels.models import Funnel, Stage
from crosslift.funnels.presets import FUNNEL_CODE, FUNNEL_NAMES, STAGES


@action
def install_default_funnel(*, actor: Actor) -> Funnel:
    """Write the preset funnel with its stages where the company has no default one; what exists stays as it is."""
    funnel = Funnel.objects.filter(default=True).first()
    made = 0
    if funnel is None:
        funnel = Funnel.objects.create(
            code=FUNNEL_CODE, name_en=FUNNEL_NAMES[0], name_ru=FUNNEL_NAMES[1], default=True
        )
        made = len(
            Stage.objects.bulk_create(
                Stage(
                    funnel=funnel,
                    rank=rank,
                    code=stage.code,
                    name_en=stage.name_en,
                    name_ru=stage.name_ru,
                    outcome=stage.outcome,
                    probability=stage.probability,
                    silence_days=stage.silence_days,
                    normal_days=stage.normal_days,
                )
                for rank, stage in enumerate(STAGES)
            )
        )
    record(
        actor=actor,
        action="funnels.install_default_funnel",
        event=FunnelInstalled(id=funnel.pk, stages=made),
        label=funnel.name_en,
    )
    return funnel
