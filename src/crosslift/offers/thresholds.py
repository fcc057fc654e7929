"""What may be set before rules are learned, kept as one setting of the company."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from crosslift.core.actions import setting
from crosslift.core.errors import BadInput

NAME = "offers.rules"
OWNED, ORDERS = "owned", "orders"
BASES = (OWNED, ORDERS)


@dataclass(frozen=True)
class Thresholds:
    """Months of history that count, and what a rule must show to be kept and to be called worthy."""

    months: int = 24
    fdr: float = 0.05
    min_joint: int = 3
    min_confidence: float = 0.0
    worthy_joint: int = 20
    worthy_lift: float = 1.2
    caution_joint: int = 5


RANGES: dict[str, tuple[float, float]] = {
    "months": (1, 240),
    "fdr": (0.001, 0.2),
    "min_joint": (1, 1000),
    "min_confidence": (0, 0.99),
    "worthy_joint": (1, 100_000),
    "worthy_lift": (1, 100),
    "caution_joint": (1, 100_000),
}


def thresholds() -> Thresholds:
    """What the company has set, or the defaults."""
    kept = setting(NAME, {})
    known = {field.name for field in fields(Thresholds)}
    return Thresholds(**{name: value for name, value in kept.items() if name in known})


def checked(values: Mapping[str, Any]) -> Thresholds:
    """The present thresholds with `values` set. Raises BadInput naming each field that can't be taken."""
    now = asdict(thresholds())
    wrong: dict[str, Any] = {}
    for name, value in values.items():
        if name not in RANGES:
            wrong[name] = _("There is no such setting.")
            continue
        try:
            now[name] = _number(name, value)
        except (TypeError, ValueError):
            low, high = RANGES[name]
            wrong[name] = _("A number from %(low)s to %(high)s is needed.") % {"low": low, "high": high}
    if not wrong and now["caution_joint"] > now["worthy_joint"]:
        wrong["caution_joint"] = _("Caution can't ask for more cases than worthy.")
    if wrong:
        raise BadInput(fields=wrong)
    return Thresholds(**now)


def _number(name: str, value: Any) -> float | int:
    whole = isinstance(getattr(Thresholds, name), int)
    number = int(value) if whole else float(str(value).replace(",", "."))
    low, high = RANGES[name]
    if not low <= number <= high:
        raise ValueError(name)
    return number
