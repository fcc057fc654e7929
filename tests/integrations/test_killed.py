"""An import that dies half way leaves whole batches and their steps, and goes on to the same totals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from crosslift.core.models import Audit
from crosslift.deals.models import Deal, DealLine
from crosslift.integrations import actions, jobs, running
from crosslift.integrations.models import ImportRun, ImportStep
from crosslift.orders.models import Holding, Order, OrderLine
from tests.company import Company, build_company
from tests.integrations import bringing

ROOT = Path(__file__).resolve().parents[2]


class Dead(Exception):
    """What a killed process looks like from inside."""


def totals() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Deal, DealLine, Order, OrderLine, Holding))


def whole_batches() -> None:
    """No batch is there without its step, and none twice."""
    written = Audit.objects.filter(action="deals.import_deals").values_list("count", flat=True)
    assert Deal.objects.count() == sum(written)
    steps = ImportStep.objects.filter(key__contains="deals:").values_list("new", flat=True)
    assert Deal.objects.count() == sum(steps)
    assert DealLine.objects.count() == Deal.objects.count()


@pytest.mark.parametrize("dies_at", [1, 4, 6, 9])
def test_an_error_between_batches_leaves_whole_batches(
    company: Company, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    celia = company.act(company.celia, "import")
    prepared = bringing.ready(celia, "maven")
    real_write, calls = running.write, []

    def dying(*args, **kwargs):
        calls.append(1)
        taken = real_write(*args, **kwargs)
        if len(calls) == dies_at:
            raise Dead
        return taken

    monkeypatch.setattr(running, "write", dying)
    with pytest.raises(Dead):
        bringing.run(celia, prepared)
    whole_batches()
    assert ImportRun.objects.get(pk=prepared.pk).state == "running"
    monkeypatch.setattr(running, "write", real_write)
    done = running.run_import(prepared.pk)
    assert done.state == "done" and done.done == done.total
    whole_batches()
    assert totals()[:4] == (8_800, 8_800, 4_238, 4_238)
    assert done.report["in"]["deals"]["new"] == 8_800


def test_the_job_says_what_went_wrong_and_can_go_on(company: Company, tmp_path: Path) -> None:
    celia = company.act(company.celia, "import")
    path = tmp_path / "accounts.csv"
    path.write_text("name\nAcme\n", "utf-8")
    prepared = bringing.ready_file(celia, path, "accounts")
    with transaction.atomic():
        actions.start_import(actor=celia, run_id=prepared.pk)
    path.rename(tmp_path / "gone.csv")
    jobs.run(prepared.pk)
    failed = ImportRun.objects.get(pk=prepared.pk)
    assert failed.state == "failed" and "accounts.csv" in failed.said
    (tmp_path / "gone.csv").rename(path)
    assert bringing.run(celia, failed).state == "done"


def test_stopped_and_gone_on(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    celia = company.act(company.celia, "import")
    prepared = bringing.ready(celia, "northwind")
    real_write = running.write

    def stopping(*args, **kwargs):
        taken = real_write(*args, **kwargs)
        actions.stop_import(actor=celia, run_id=prepared.pk)
        return taken

    monkeypatch.setattr(running, "write", stopping)
    stopped = bringing.run(celia, prepared)
    assert stopped.state == "stopped" and not Order.objects.exists()
    monkeypatch.setattr(running, "write", real_write)
    assert bringing.run(celia, stopped).state == "done"
    assert Order.objects.count() == 830


def environment() -> dict[str, str]:
    """The present test database, as a process of its own is told of it."""
    told = connection.settings_dict
    place = f"host={quote(told['HOST'], safe='')}&port={told['PORT']}"
    password = f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    url = f"postgresql://{told['USER']}{password}@/{told['NAME']}?{place}"
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "crosslift.site.manage", "import_file", "maven", str(folder)]


@pytest.mark.slow
def test_a_killed_process_is_gone_on_with(transactional_db: None) -> None:
    folder = bringing.real("maven")
    with transaction.atomic():
        build_company()
    process = subprocess.Popen(command(folder), env=environment(), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and ImportStep.objects.filter(key__contains="deals:").count() < 2:
        assert process.poll() is None, "the import ended before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole_batches()
    assert 0 < Deal.objects.count() < 8_800
    again = subprocess.run(command(folder), env=environment(), capture_output=True, text=True, check=True)
    assert "Going on with import" in again.stdout
    whole_batches()
    assert totals()[:4] == (8_800, 8_800, 4_238, 4_238)
    assert ImportRun.objects.get().state == "done"
