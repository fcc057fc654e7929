"""The funnel that every company starts with. Written to the tables once; then it is theirs."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PresetStage:
    """A stage as installed: its names, chance to be won, days without a touch allowed, and normal stay in days."""

    code: str
    name_en: str
    name_ru: str
    outcome: str
    probability: Decimal
    silence_days: int = 14
    normal_days: int = 7


FUNNEL_CODE = "sales"
FUNNEL_NAMES = ("Sales", "Продажи")
STAGES = (
    PresetStage("qualification", "Qualification", "Квалификация", "open", Decimal(10), 10, 7),
    PresetStage("presentation", "Presentation", "Презентация", "open", Decimal(25), 14, 10),
    PresetStage("proposal", "Proposal", "Предложение", "open", Decimal(50), 14, 14),
    PresetStage("contracting", "Contracting", "Договор", "open", Decimal(80), 7, 7),
    PresetStage("won", "Won", "Выиграна", "won", Decimal(100)),
    PresetStage("lost", "Lost", "Проиграна", "lost", Decimal(0)),
)
