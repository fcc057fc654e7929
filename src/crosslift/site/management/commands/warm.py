"""Compile the mining kernels and load what learning needs, so that the first learning does not wait for it."""

from typing import Any

from django.core.management.base import BaseCommand

from crosslift.affinity import Baskets, PairSettings, learn_pairs


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn from four baskets; the compiled kernels stay in the cache beside the code."""
        baskets = Baskets.from_columns([1, 1, 2, 2, 3, 3, 4], ["a", "b", "a", "b", "a", "c", "c"])
        learn_pairs(baskets, PairSettings(min_joint=1))
