"""The command line: `python -m crosslift.affinity pairs|shuffle|warm`."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from crosslift.affinity.kernels import warm
from crosslift.affinity.pairs import PairRules, Progress, learn_pairs
from crosslift.affinity.reading import UnreadableFile, read_baskets, write_table
from crosslift.affinity.settings import PairSettings
from crosslift.affinity.shuffling import shuffle_check

SHOWN = 20
BRIEF = ["antecedent", "consequent", "joint", "confidence", "lift_over_size", "lift_over_size_low", "q", "label"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 after a sentence on standard error where input or thresholds are wrong."""
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = given.run
    try:
        run(given)
    except (ValueError, OSError) as problem:
        print(f"{problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crosslift.affinity", description=__doc__)
    commands = parser.add_subparsers(required=True)
    pairs = commands.add_parser("pairs", help="which goods go together more often than chance explains")
    _add_input(pairs)
    pairs.add_argument("--out", type=Path, help="write all rules to a .csv, .parquet or .json file")
    pairs.set_defaults(run=_pairs)
    noise = commands.add_parser("shuffle", help="how many pairs the same settings find in shuffled data")
    _add_input(noise)
    noise.add_argument("--tables", type=int, default=20, help="shuffled tables (default 20)")
    noise.add_argument("--seed", type=int, help="random and printed where not given")
    noise.set_defaults(run=_shuffle)
    ready = commands.add_parser("warm", help="compile the kernels now, so that the first learning does not wait")
    ready.set_defaults(run=_warm)
    return parser


def _add_input(parser: argparse.ArgumentParser) -> None:
    start = PairSettings()
    parser.add_argument("file", type=Path, help="order lines (.csv, .parquet), or a file with a basket a line")
    parser.add_argument("--basket", help="column that says the basket: an order or a customer")
    parser.add_argument("--item", help="column that says the product")
    parser.add_argument("--fdr", type=float, default=start.fdr, help=f"false discoveries (default {start.fdr})")
    parser.add_argument("--min-joint", type=int, default=start.min_joint, help="baskets with both, at least")
    parser.add_argument("--min-confidence", type=float, default=start.min_confidence)


def _settings(given: argparse.Namespace) -> PairSettings:
    return PairSettings(fdr=given.fdr, min_joint=given.min_joint, min_confidence=given.min_confidence)


def _pairs(given: argparse.Namespace) -> None:
    settings = _settings(given)
    baskets = read_baskets(given.file, given.basket, given.item)
    found = learn_pairs(baskets, settings, _progress())
    print(
        f"{found.baskets:,} baskets, {found.items:,} items; dropped {baskets.dropped_null:,} lines without a name, "
        f"{baskets.dropped_duplicate:,} repeated"
    )
    print(f"{found.possible:,} pairs possible, all tested; {found.seen:,} seen; {found.kept:,} kept")
    if given.out:
        write_table(found.rules, given.out)
    _print(found)


def _print(found: PairRules) -> None:
    if found.why_nothing:
        numbers = ", ".join(f"{name} {value:g}" for name, value in found.why_nothing.numbers.items())
        print(f"no rules: {found.why_nothing.code} ({numbers})")
        return
    with pl.Config(tbl_rows=SHOWN, tbl_cols=len(BRIEF), tbl_hide_dataframe_shape=True, fmt_str_lengths=40):
        print(found.rules.select(BRIEF).head(SHOWN))


def _shuffle(given: argparse.Namespace) -> None:
    settings = _settings(given)
    if given.tables < 1:
        raise UnreadableFile("--tables must be 1 or more")
    baskets = read_baskets(given.file, given.basket, given.item)
    seed = secrets.randbits(32) if given.seed is None else given.seed
    check = shuffle_check(baskets, settings, given.tables, seed, _progress())
    print(f"seed {seed}; {100 * check.moved:.0f}% of entries moved")
    print(f"kept: yours {check.yours:,}; noise {_spread(check.noise)}")
    print(f"lift above 1.5 alone: yours {check.naive_yours:,}; noise {_spread(check.naive_noise)}")


def _spread(counts: Sequence[int]) -> str:
    return f"{sum(counts) / len(counts):,.1f} on average ({min(counts):,} to {max(counts):,}, {len(counts)} tables)"


def _warm(_given: argparse.Namespace) -> None:
    print("compiled kernels are ready" if warm() else "no compiled kernels here; NumPy does their work")


def _progress() -> Progress | None:
    if not sys.stderr.isatty():
        return None

    def tell(stage: str, share: float) -> None:
        print(f"\r{stage} {100 * share:3.0f}%", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
