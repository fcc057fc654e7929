"""The application's role reads and writes, and owns nothing."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from launch import roles
from launch.binaries import find_binaries
from launch.cluster import THROWAWAY, Cluster
from launch.places import places_of

from .conftest import ROOT


@pytest.fixture(scope="module")
def prepared(cluster: Cluster) -> Cluster:
    urls = {name: cluster.url("crosslift", name) for name in ("postgres", "template1", "crosslift")}
    for _ in range(2):  # a second start does it again
        request = json.dumps({"urls": urls, "passwords": {}})
        command = [sys.executable, "-m", "launch.roles", "embedded"]
        subprocess.run(command, input=request, text=True, cwd=ROOT, check=True, capture_output=True)
    return cluster


def test_the_application_role_is_nobody(prepared: Cluster) -> None:
    query = b"SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(prepared.url("crosslift_app", "crosslift")) as application:
        assert application.execute(query).fetchone() == (False, False, False, False)
        owned = (
            b"SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert application.execute(owned).fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine (n int)")


@pytest.mark.parametrize("database", ["crosslift", "test_copy"])
def test_it_works_on_the_owners_tables_also_in_a_test_database(prepared: Cluster, database: str) -> None:
    with psycopg.connect(prepared.url("crosslift_owner", "crosslift"), autocommit=True) as owner:
        if database != "crosslift":
            owner.execute("CREATE DATABASE test_copy")
    with psycopg.connect(prepared.url("crosslift_owner", database), autocommit=True) as owner:
        owner.execute("CREATE TABLE thing (id bigserial, name text)")
    with psycopg.connect(prepared.url("crosslift_app", database)) as application:
        application.execute("INSERT INTO thing (name) VALUES ('Ёлка')")
        assert application.execute("SELECT unaccent(name) FROM thing").fetchone() == ("Елка",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DROP TABLE thing")


@pytest.fixture(scope="module")
def given(folder: Path) -> "Cluster":
    cluster = Cluster(folder / "given", find_binaries(places_of(ROOT)), THROWAWAY, tcp=True)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def fresh(given: Cluster) -> str:
    """The administrator's address of a given server that has no role of ours."""
    url = given.url("crosslift", "postgres")
    with psycopg.connect(url, autocommit=True) as administrator:
        if administrator.execute("SELECT 1 FROM pg_roles WHERE rolname = 'crosslift_app'").fetchone():
            administrator.execute("DROP OWNED BY crosslift_app")
            administrator.execute("DROP ROLE crosslift_app")
    return url


def test_on_a_given_server_an_administrator_gets_the_second_role(fresh: str, tmp_path: Path) -> None:
    first = roles.prepare_given(fresh, tmp_path / "secret")
    assert first["words"] == ""
    keywords = "host={host} port={port} user={user} password={password} dbname={dbname}".format(
        **conninfo_to_dict(fresh)
    )
    assert roles.prepare_given(keywords, tmp_path / "secret") == first
    assert first["application"].startswith("postgresql://crosslift_app:")
    with psycopg.connect(first["application"]) as application:
        assert application.execute("SELECT current_user").fetchone() == ("crosslift_app",)


def test_without_the_right_to_make_roles_it_says_so_and_uses_one(given: Cluster, fresh: str, tmp_path: Path) -> None:
    with psycopg.connect(fresh, autocommit=True) as administrator:
        administrator.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    url = given.address().url("plain", "postgres", "plain")
    answer = roles.prepare_given(url, tmp_path / "secret")
    assert answer["application"] == answer["owner"]
    with psycopg.connect(answer["owner"]) as plain:
        assert plain.execute("SELECT current_user").fetchone() == ("plain",)
    assert "crosslift_app" in answer["words"]


def test_a_role_of_another_installation_keeps_its_password(fresh: str, tmp_path: Path) -> None:
    mine = roles.prepare_given(fresh, tmp_path / "mine")
    theirs = roles.prepare_given(fresh, tmp_path / "theirs")
    assert "not kept here" in theirs["words"]
    psycopg.connect(mine["application"]).close()


def test_an_unreachable_or_old_server_is_refused_in_clear_words(given: Cluster, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    with pytest.raises(SystemExit, match="can't be reached"):
        roles.prepare_given("postgresql://x@127.0.0.1:1/x", tmp_path / "secret")
    monkeypatch.setattr(roles, "OLDEST", 990000)
    with pytest.raises(SystemExit, match="too old; 99 or later"):
        roles.prepare_given(given.url("crosslift", "postgres"), tmp_path / "secret")
