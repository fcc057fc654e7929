"""What a person may set before pairs are learned, and the words that results use. Costs nothing to import."""

from __future__ import annotations

from dataclasses import dataclass

WORTHY, CAUTION, WEAK = "worthy", "caution", "weak"
LABELS = (WORTHY, CAUTION, WEAK)

# Why a rule has its label.
OK = "ok"
FEW_JOINT = "few_joint"
VERY_FEW_JOINT = "very_few_joint"
LOW_LIFT = "low_lift"
REASONS = (OK, FEW_JOINT, VERY_FEW_JOINT, LOW_LIFT)

# Why nothing was found.
NO_BASKETS = "no_baskets"
NOTHING_POSSIBLE = "nothing_possible"
ALL_OWN_ALL = "all_own_all"
NOTHING_BEATS_NOISE = "nothing_beats_noise"
BELOW_CONFIDENCE = "below_confidence"
WHY_NOTHING = (NO_BASKETS, NOTHING_POSSIBLE, ALL_OWN_ALL, NOTHING_BEATS_NOISE, BELOW_CONFIDENCE)


@dataclass(frozen=True)
class PairSettings:
    """Thresholds of learning pairs.

    fdr: the share of false pairs accepted among those kept (0 to 1).
    min_joint: baskets that must hold both goods before a pair may be kept (1 or more).
    worthy_joint, worthy_lift: from which joint count, and which lower bound of lift over size, a kept pair is
    worthy. caution_joint: from which joint count one short of worthy_joint is caution and no longer weak.
    min_confidence: rules of lower confidence are left out after the test; it changes no p and no q.
    z: standard normal quantile of the Wilson interval of confidence.
    Raises ValueError for values outside their range.
    """

    fdr: float = 0.05
    min_joint: int = 3
    worthy_joint: int = 20
    worthy_lift: float = 1.2
    min_confidence: float = 0.0
    z: float = 1.96
    caution_joint: int = 5

    def __post_init__(self) -> None:
        in_range = {
            "fdr": 0.0 < self.fdr < 1.0,
            "min_joint": self.min_joint >= 1,
            "worthy_joint": self.worthy_joint >= 1,
            "worthy_lift": self.worthy_lift >= 0.0,
            "min_confidence": 0.0 <= self.min_confidence <= 1.0,
            "z": self.z > 0.0,
            "caution_joint": self.caution_joint >= 1,
        }
        wrong = [name for name, good in in_range.items() if not good]
        if wrong:
            raise ValueError(f"out of range: {', '.join(wrong)}")
