"""Odd input gives a result or a sentence, never a crash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from crosslift.affinity import Baskets, learn_pairs, shuffle, shuffle_check
from crosslift.affinity import settings as words
from crosslift.affinity.__main__ import main


@pytest.mark.parametrize(
    ("basket", "item", "code"),
    [
        ([], [], words.NO_BASKETS),
        ([None, 1], ["a", None], words.NO_BASKETS),
        ([1, 1, 1], ["a", "b", "c"], words.NOTHING_POSSIBLE),
        ([1, 2, 3, 4], ["a"] * 4, words.NOTHING_POSSIBLE),
        (list(range(9)) * 2, ["a"] * 9 + ["b"] * 9, words.ALL_OWN_ALL),
        (list(range(40)), ["a", "b"] * 20, words.NOTHING_BEATS_NOISE),
    ],
)
def test_nothing_is_said_with_its_reason(kernels: str, basket: list[int], item: list[str], code: str) -> None:
    baskets = Baskets.from_columns(pl.Series(basket, dtype=pl.Int64), pl.Series(item, dtype=pl.String))
    found = learn_pairs(baskets)
    assert (found.kept, found.rules.height) == (0, 0)
    assert found.why_nothing is not None
    assert found.why_nothing.code == code
    assert shuffle_check(baskets, tables=2).noise == (0, 0)


def test_item_in_every_basket_beside_real_pairs(kernels: str) -> None:
    table = [(basket, "bag") for basket in range(300)]
    table += [(basket, item) for basket in range(50) for item in "ab"]
    table += [(basket, "cdef"[basket % 4]) for basket in range(50, 300)]
    found = learn_pairs(Baskets.from_columns([basket for basket, _ in table], [item for _, item in table]))
    assert set(found.rules["antecedent"]) == {"a", "b"}


def test_names_of_all_kinds_come_back_whole() -> None:
    names = ["a|b", '"quoted", twice', "Ключ на 13", "=1+1", " blank "]
    table = [(basket, name) for basket in range(30) for name in names[:2]]
    table += [(basket, name) for basket in range(30, 90) for name in names[2:]]
    found = learn_pairs(Baskets.from_columns([basket for basket, _ in table], [name for _, name in table]))
    assert set(found.rules["antecedent"]) == set(names)


def test_numbers_dates_and_categories_are_items_too() -> None:
    days = pl.Series(["2026-01-01", "2026-01-02", None, "2026-01-01"]).str.to_date()
    kinds = pl.Series(["x", "y", "y", ""], dtype=pl.Categorical)
    baskets = Baskets.from_columns(days, kinds)
    assert (len(baskets), baskets.labels.to_list(), baskets.dropped_null) == (2, ["x", "y"], 2)
    numbers = Baskets.from_columns(np.array([1.0, np.nan, 2.0, 2.0]), np.array([7, 8, 7, 7]))
    assert (len(numbers), numbers.labels.to_list()) == (2, [7])
    assert (numbers.dropped_null, numbers.dropped_duplicate) == (1, 1)
    with pytest.raises(ValueError, match="differ in length"):
        Baskets.from_columns([1, 2], ["a"])


def test_wide_catalogue_and_huge_basket_stay_sparse(kernels: str) -> None:
    """100,000 goods: a square of them would take 40 GB. One basket holds 3,000."""
    draw = np.random.default_rng(2)
    owners = np.concatenate([np.full(3_000, 20_000), draw.integers(0, 20_000, 100_000), np.repeat(np.arange(60), 2)])
    items = np.concatenate([np.arange(3_000), draw.permutation(100_000), np.tile([90_001, 90_002], 60)])
    found = learn_pairs(Baskets.from_columns(owners, items))
    assert found.possible == 100_000 * 99_999 // 2
    assert set(found.rules["antecedent"]) == {90_001, 90_002}


def test_lines_file_of_any_delimiter_and_encoding(tmp_path: Path) -> None:
    bodies = {
        "comma.csv": ",,,\nпила, клей\n\nпила,клей,пила\nгвоздь\n".encode(),
        "cp1251.txt": "пила;клей\nпила;клей;пила\nгвоздь\n".encode("cp1251"),
        "blanks.dat": "пила клей\nпила клей пила\nгвоздь \n".encode(),
        "bom.csv": b"\xef\xbb\xbf" + '"пила","клей"\nпила,клей,пила\nгвоздь'.encode(),
    }
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
        baskets = Baskets.from_lines(tmp_path / name)
        assert baskets.labels.to_list() == ["гвоздь", "клей", "пила"], name
        assert (baskets.sizes.tolist(), baskets.dropped_duplicate) == ([2, 2, 1], 1), name


def test_no_trades_and_one_basket_stay_as_they_are() -> None:
    one = Baskets.from_columns([1, 1], ["a", "b"])
    assert shuffle(one, 1) is one
    with pytest.raises(ValueError, match="negative"):
        shuffle(one, 1, -1)


def test_command_line_writes_rules_whole_or_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = pl.DataFrame({"order": [b for b in range(60) for _ in "ab"] + list(range(60, 200))})
    lines = lines.with_columns(product=pl.Series(["007", "b"] * 60 + ["c", "d"] * 70))
    source, out = tmp_path / "lines.csv", tmp_path / "rules.csv"
    lines.write_csv(source)
    assert main(["pairs", str(source), "--basket", "order", "--item", "product", "--out", str(out)]) == 0
    assert set(pl.read_csv(out, infer_schema=False)["antecedent"]) == {"007", "b"}
    assert "1 kept" in capsys.readouterr().out
    refused = [
        ["pairs", str(tmp_path / "none.csv")],
        ["pairs", str(source), "--basket", "order"],
        ["pairs", str(source), "--basket", "order", "--item", "goods"],
        ["pairs", str(source), "--basket", "order", "--item", "product", "--out", str(tmp_path / "rules.doc")],
        ["pairs", str(source), "--basket", "order", "--item", "product", "--fdr", "7"],
        ["shuffle", str(source), "--tables", "0"],
    ]
    for arguments in refused:
        assert main(arguments) == 2, arguments
        assert capsys.readouterr().err.strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.csv", "rules.csv"]
    assert main(["shuffle", str(source), "--basket", "order", "--item", "product", "--tables", "2"]) == 0
    assert "seed" in capsys.readouterr().out
