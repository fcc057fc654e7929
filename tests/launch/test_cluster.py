"""The embedded server: started, joined, killed and taken up again."""

import os
import signal
import stat
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

from launch.account import server_account
from launch.address import private_socket_folder
from launch.binaries import find_binaries
from launch.cluster import THROWAWAY, Cluster
from launch.places import places_of
from launch.words import Stop

from .conftest import ROOT, alive, until


def twin_of(cluster: Cluster) -> Cluster:
    return Cluster(cluster.data, cluster.bindir, THROWAWAY)


def ask(cluster: Cluster, query: str) -> object:
    with psycopg.connect(cluster.url("crosslift", "postgres"), autocommit=True) as connection:
        found = connection.execute(query.encode())
        return found.fetchone()[0] if found.description else None


def test_a_second_start_joins_the_running_server(cluster: Cluster) -> None:
    before = cluster.pid()
    assert twin_of(cluster).start() is False
    assert cluster.pid() == before


def test_russian_text_is_understood_whatever_the_locale(cluster: Cluster) -> None:
    ask(cluster, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(cluster, "SELECT upper('жук ёж')") == "ЖУК ЁЖ"
    assert ask(cluster, "SELECT to_tsvector('russian', 'сделками') @@ to_tsquery('russian', 'сделка')") is True
    assert ask(cluster, "SELECT similarity('Иванов', 'Иваноф')") > 0.5


def test_the_socket_is_private(cluster: Cluster) -> None:
    folder = Path(cluster.address().host)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ask(cluster, "SHOW listen_addresses") == ""


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(cluster: Cluster) -> None:
    table = f"kept_{uuid.uuid4().hex}"
    ask(cluster, f"CREATE TABLE {table} AS SELECT 42 AS n")
    killed = cluster.pid()
    os.kill(killed, signal.SIGKILL)
    assert cluster.start() is True
    assert cluster.pid() != killed
    assert ask(cluster, f"SELECT n FROM {table}") == 42


def test_a_stale_pid_file_naming_a_living_process_does_not_block(cluster: Cluster) -> None:
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    account = server_account()
    who = {"user": account.uid, "group": account.gid} if account else {}
    innocent = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **who)
    try:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *lines[1:]]) + "\n")
        if account:
            os.chown(cluster.data / "postmaster.pid", account.uid, account.gid)
        assert cluster.start() is True
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_the_server_dies_with_its_holder(folder: Path) -> None:
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from launch.cluster import THROWAWAY, Cluster\n"
        "held = Cluster(Path(sys.argv[2]), Path(sys.argv[3]), THROWAWAY); held.start()\n"
        "print(held.pid(), flush=True); time.sleep(600)\n"
    )
    bindir = find_binaries(places_of(ROOT))
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT), str(folder / "held"), str(bindir)],
        stdout=subprocess.PIPE,
        text=True,
    )
    server = int(holder.stdout.readline())
    assert alive(server)
    holder.kill()
    holder.communicate()
    until(lambda: not alive(server))
    again = Cluster(folder / "held", bindir, THROWAWAY)
    assert again.start() is True
    again.stop()


def test_over_tcp_only_the_password_lets_in(folder: Path) -> None:
    over_tcp = Cluster(folder / "tcp", find_binaries(places_of(ROOT)), THROWAWAY, tcp=True)
    over_tcp.start()
    try:
        assert ask(over_tcp, "SELECT 1") == 1
        url = over_tcp.address().url("crosslift", "postgres", "a guess")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url)
        assert stat.S_IMODE(over_tcp.secret.stat().st_mode) == 0o600
    finally:
        over_tcp.stop()


def test_data_of_another_version_is_refused_in_clear_words(cluster: Cluster, tmp_path: Path) -> None:
    old = Cluster(cluster.data.parent / "old", cluster.bindir, THROWAWAY)
    old.data.mkdir()
    (old.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Stop, match="made by PostgreSQL 14"):
        old.start()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    taken = private_socket_folder(Path("/somewhere"), None)
    taken.rmdir()
    taken.symlink_to(tmp_path)
    with pytest.raises(Stop, match="belongs to somebody else"):
        private_socket_folder(Path("/somewhere"), None)


def test_a_server_started_to_stay_is_left_running(folder: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from launch.cluster import THROWAWAY, Cluster\n"
        "Cluster(Path(sys.argv[2]), Path(sys.argv[3]), THROWAWAY).start(detached=True)\n"
    )
    bindir = find_binaries(places_of(ROOT))
    subprocess.run([sys.executable, "-c", program, str(ROOT), str(folder / "stays"), str(bindir)], check=True)
    joined = Cluster(folder / "stays", bindir, THROWAWAY)
    assert joined.start() is False
    joined.leave()
    assert joined.answers()
    joined.stop()
    assert not joined.answers()
