"""The import screen: a file in, its columns, the dry run, the import, its report, its undoing; bad files stay out."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crosslift.customers.models import Account
from crosslift.integrations import jobs
from crosslift.integrations.models import ImportRun, SavedMapping
from tests.web.world import World, build_world

ACCOUNTS = b"name,city,employees\nAcme,Oslo,12\nDelta,Riga,many\n"


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """People and records; uploads go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return build_world()


@pytest.fixture
def admin(world: World) -> Client:
    """Celia's browser."""
    return world.browser("administrator")


def send(client: Client, name: str, data: bytes, preset: str = "accounts") -> Any:
    return client.post("/imports/new", {"files": [SimpleUploadedFile(name, data)], "preset": preset})


def sent(client: Client, data: bytes = ACCOUNTS) -> str:
    answer = send(client, "customers.csv", data)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_from_the_file_to_the_report_and_back(admin: Client) -> None:
    before = Account.objects.count()
    url = sent(admin)
    page = text_of(admin, url)
    assert "Refused in the dry run, 1 row" in page
    assert "“employees” is not a number" in page
    assert "Import 1 record" in page
    assert Account.objects.count() == before
    assert admin.post(f"{url}/run").status_code == 302
    run = ImportRun.objects.get()
    assert run.state == "running" and "of" in text_of(admin, f"{url}/progress")
    jobs.run(run.pk)
    assert Account.objects.filter(name="Acme", city="Oslo").exists()
    assert "new records came in" in text_of(admin, url)
    assert admin.get(f"{url}/progress").headers["HX-Refresh"] == "true"
    admin.post(f"{url}/undo")
    jobs.undo(run.pk)
    assert Account.objects.count() == before
    assert "Taken back" in text_of(admin, url)
    assert "customers.csv" in text_of(admin, "/imports")


def test_columns_are_changed_and_kept(admin: Client) -> None:
    url = sent(admin)
    changed = {"part": "0", "column:name": "name", "column:city": "country", "column:employees": ""}
    admin.post(f"{url}/columns", changed)
    run = ImportRun.objects.get()
    assert set(run.mapping["parts"][0]["fields"]) == {"name", "country"}
    assert run.report["refused"] == 0 and run.refused.count() == 0
    admin.post(f"{url}/mapping", {"name": "Ours"})
    saved = SavedMapping.objects.get(name="Ours")
    assert "Ours" in text_of(admin, "/imports")
    answer = send(admin, "customers.csv", ACCOUNTS, f"saved:{saved.pk}")
    assert text_of(admin, answer.headers["Location"]).count("not taken") >= 1


def test_columns_that_leave_out_the_name_are_refused_and_said(admin: Client) -> None:
    url = sent(admin)
    admin.post(f"{url}/columns", {"part": "0", "column:city": "city"})
    assert "The columns don&#x27;t fit" in text_of(admin, url)
    assert not Account.objects.filter(name="Acme").exists()


def test_refused_rows_come_as_a_file(admin: Client) -> None:
    url = sent(admin)
    answer = admin.get(f"{url}/refused.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "File,Line,Reason,name,city,employees"
    assert lines[1] == "customers.csv,3,“employees” is not a number,Delta,Riga,many"
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", b""),
        ("a.zip", b"no zip"),
        ("../../a.csv", b"x,x\n1,2\n"),
    ],
)
def test_bad_files_are_said_and_nothing_is_kept(admin: Client, settings: Any, name: str, data: bytes) -> None:
    answer = send(admin, name, data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_an_archive_is_unpacked_and_recognised(admin: Client) -> None:
    import zipfile

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/groceries.csv", "tea,milk\nbread\n")
    answer = send(admin, "all.zip", packed.getvalue(), "")
    assert "Groceries" in text_of(admin, answer.headers["Location"])


def test_an_archive_that_climbs_out_is_refused(admin: Client, tmp_path: Path) -> None:
    import zipfile

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../evil.csv", "name\nAcme\n")
    assert send(admin, "all.zip", packed.getvalue()).status_code == 422
    assert not list(tmp_path.rglob("evil.csv"))


def test_a_seller_may_not_import_and_sees_no_import(world: World, admin: Client) -> None:
    url = sent(admin)
    seller = world.browser("seller")
    assert seller.get("/imports").status_code == 403
    assert seller.get(url).status_code in (403, 404)
    assert send(seller, "customers.csv", ACCOUNTS).status_code == 403
    assert ImportRun.objects.count() == 1


def test_the_screen_speaks_russian(world: World) -> None:
    admin = world.browser("administrator")
    from crosslift.staff.models import User

    User.objects.filter(email="celia@example.com").update(language="ru")
    page = text_of(admin, sent(admin))
    assert "Пробный прогон" in page and "Dry run" not in page
