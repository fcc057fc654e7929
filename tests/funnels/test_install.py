"""The default funnel: installed once, with chances that are certain only at the ends."""

from decimal import Decimal

from django.utils import translation

from crosslift.core.actor import the_system
from crosslift.funnels import queries
from crosslift.funnels.actions import install_default_funnel
from crosslift.funnels.models import Funnel, Stage
from tests.company import Company


def test_six_stages_in_order(company: Company) -> None:
    stages = queries.stages()
    assert [(stage.code, stage.probability) for stage in stages] == [
        ("qualification", Decimal(10)), ("presentation", Decimal(25)), ("proposal", Decimal(50)),
        ("contracting", Decimal(80)), ("won", Decimal(100)), ("lost", Decimal(0)),
    ]  # fmt: skip


def test_installing_again_changes_nothing(company: Company) -> None:
    Stage.objects.filter(code="proposal").update(silence_days=99)
    install_default_funnel(actor=the_system("cli", "again"))
    assert (Funnel.objects.count(), Stage.objects.count()) == (1, 6)
    assert Stage.objects.get(code="proposal").silence_days == 99


def test_a_stage_speaks_the_readers_language(company: Company) -> None:
    stage = queries.stages()[2]
    with translation.override("ru"):
        assert stage.name == "Предложение"
    with translation.override("en"):
        assert stage.name == "Proposal"
