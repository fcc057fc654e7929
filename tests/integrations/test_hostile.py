"""Every bad file is refused by name, or its row by line; its harmless twin passes; a dry run changes nothing."""

from pathlib import Path

import pytest

from crosslift.core.errors import Refusal
from crosslift.customers.models import Account
from crosslift.integrations.refused import guarded, refused_csv
from crosslift.orders.models import Order, OrderLine
from tests.company import Company
from tests.integrations import bringing
from tests.integrations.hostile_cases import CASES, Case


@pytest.fixture
def celia(company: Company):
    return company.act(company.celia, "import")


def attempt(celia, path: Path, target: str) -> str:
    """How an import of the file ends: "" where all came in, else the refusal or the first refused line."""
    try:
        prepared = bringing.ready_file(celia, path, target)
        bringing.dry(celia, prepared)
    except Refusal as refusal:
        assert str(refusal)
        return refusal.code
    done = bringing.run(celia, prepared)
    first = done.refused.order_by("line").first()
    return f"line {first.line}: {first.reason}" if first else ""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_is_refused_and_its_twin_passes(celia, tmp_path: Path, case: Case) -> None:
    ending = Path(case.file).suffix
    bad, benign = tmp_path / f"bad{ending}", tmp_path / f"good{ending if ending != '.exe' else '.csv'}"
    bad.write_bytes(case.bad)
    benign.write_bytes(case.benign)
    assert attempt(celia, bad, case.target) == case.refused
    whole = not case.refused.startswith("line")
    if whole:
        assert not Account.objects.exists() and not Order.objects.exists()
    elif case.target == "orders":
        assert OrderLine.objects.count() == 1
    assert attempt(celia, benign, case.target) == ""


def test_formula_cells_stay_text_and_are_guarded_on_the_way_out(celia, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name,employees\n\"=cmd|' /C calc'!A0\",5\n@SUM(A1),many\n", "utf-8")
    done = bringing.run(celia, bringing.ready_file(celia, path, "accounts"))
    assert Account.objects.get().name == "=cmd|' /C calc'!A0"
    lines = "".join(refused_csv(done.pk)).splitlines()
    assert len(lines) == 2
    assert "'@SUM(A1)" in lines[1]


@pytest.mark.parametrize("cell", ["=1", "+1+1", "-x", "@a", "\t=1", " =1", "＝1"])
def test_what_begins_like_a_formula_is_quoted(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5", "-1.5", "plain", "a=b", ""])
def test_what_does_not_is_left(cell: str) -> None:
    assert guarded(cell) == cell
