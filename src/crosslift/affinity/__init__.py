"""The affinity engine: tables in, tables out, no Django. Usable alone.

    from crosslift.affinity import Baskets, PairSettings, learn_pairs
    found = learn_pairs(Baskets.from_columns(lines["order"], lines["product"]), PairSettings())
    found.rules                      # a Polars table, a row per rule
    python -m crosslift.affinity pairs FILE --basket order --item product

Names load when they are first used: settings and codes cost nothing, learning loads NumPy and Polars, and Numba
only for work that is large enough (see `kernels`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crosslift.affinity.settings import LABELS, REASONS, WHY_NOTHING, PairSettings

if TYPE_CHECKING:
    from crosslift.affinity.baskets import Baskets
    from crosslift.affinity.kernels import warm
    from crosslift.affinity.pairs import PairRules, WhyNothing, learn_pairs
    from crosslift.affinity.shuffling import ShuffleCheck, moved_share, shuffle, shuffle_check

__all__ = [
    "LABELS",
    "REASONS",
    "WHY_NOTHING",
    "Baskets",
    "PairRules",
    "PairSettings",
    "ShuffleCheck",
    "WhyNothing",
    "learn_pairs",
    "moved_share",
    "shuffle",
    "shuffle_check",
    "warm",
]

HOMES = {
    "Baskets": "baskets",
    "PairRules": "pairs",
    "WhyNothing": "pairs",
    "learn_pairs": "pairs",
    "ShuffleCheck": "shuffling",
    "moved_share": "shuffling",
    "shuffle": "shuffling",
    "shuffle_check": "shuffling",
    "warm": "kernels",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
