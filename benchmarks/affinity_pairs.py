"""Pairs: our counts and both-margins test against a Polars self-join with SciPy's hypergeometric, in one run.

Both count the same pairs; the peer's test keeps each good's popularity only, so shuffled data shows what that
costs. Aim: equal counts, at least twice the peer's speed on each file, and in shuffled groceries nothing kept where
the peer keeps hundreds. Ours is the median of three runs in a warm process, the peer runs once: about a minute.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import hypergeom

from crosslift.affinity import Baskets, PairSettings, learn_pairs, shuffle, warm
from crosslift.affinity.discoveries import adjusted
from crosslift.affinity.pairs import count_joint

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
FILES = ("groceries/groceries.csv", "fimi/T10I4D100K.dat")
SETTINGS = PairSettings()
RUNS = 3
SPEED_AIM = 2.0
NOISE_SEED = 7


def peer(baskets: Baskets) -> tuple[pl.DataFrame, int]:
    """Return the pairs that a plain self-join counts, and how many Fisher's one-sided test with BH keeps."""
    lines = pl.DataFrame({"basket": baskets.owners, "item": baskets.items})
    single = lines.group_by("item").len("count")
    pairs = lines.join(lines, on="basket").filter(pl.col("item") < pl.col("item_right"))
    joint = pairs.group_by("item", "item_right").len("joint").filter(pl.col("joint") >= SETTINGS.min_joint)
    table = joint.join(single, on="item").join(single, left_on="item_right", right_on="item")
    p = hypergeom.sf(table["joint"] - 1, len(baskets), table["count"], table["count_right"])
    items = baskets.labels.len()
    kept = int((adjusted(np.asarray(p), items * (items - 1) // 2) <= SETTINGS.fdr).sum())
    return table.select("item", "item_right", "joint").sort("item", "item_right"), kept


def median_seconds(run: Callable[[], object]) -> float:
    """Return the median time of several runs in this warm process."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measure(path: Path) -> tuple[float, bool]:
    """Return speed against the peer, and whether counts are equal."""
    baskets = Baskets.from_lines(path)
    ours = learn_pairs(baskets, SETTINGS)
    began = time.perf_counter()
    theirs = peer(baskets)
    slow = time.perf_counter() - began
    joint = count_joint(baskets, SETTINGS.min_joint)
    columns = [theirs[0][name].to_numpy() for name in ("item", "item_right", "joint")]
    equal = all(map(np.array_equal, (joint.first, joint.second, joint.joint), columns))
    fast = median_seconds(lambda: learn_pairs(baskets, SETTINGS))
    print(f"{path.name}: {len(baskets):,} baskets, {ours.possible:,} pairs possible, {ours.seen:,} seen")
    print(f"  ours {fast:.3f} s, kept {ours.kept:,}")
    print(f"  self-join and Fisher {slow:.3f} s, kept {theirs[1]:,}")
    return slow / fast, equal


def main() -> int:
    """Run the benchmark; 0 only where the aim holds."""
    absent = [name for name in FILES if not (DATA / name).exists()]
    if absent:
        print(f"affinity_pairs: absent={','.join(absent)}")
        return 1
    compiled = warm()
    done = [measure(DATA / name) for name in FILES]
    worst, equal = min(speed for speed, _ in done), all(same for _, same in done)
    noise = shuffle(Baskets.from_lines(DATA / FILES[0]), NOISE_SEED)
    ours, theirs = learn_pairs(noise, SETTINGS).kept, peer(noise)[1]
    print(
        f"affinity_pairs: files={len(done)} compiled={compiled} equal_counts={equal} worst_speedup={worst:.1f} "
        f"noise_ours={ours} noise_fisher={theirs}"
    )
    return 0 if equal and worst >= SPEED_AIM and ours == 0 and theirs >= 100 else 1


if __name__ == "__main__":
    sys.exit(main())
