"""The product as it is served: web and worker as processes of their own, on a copy of the test database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
HASHERS = ["crosslift.staff.hashing.PasswordHasher"]
WEB = (
    "granian",
    "--interface",
    "asginl",
    "--no-ws",
    "--host",
    "127.0.0.1",
    "--workers",
    "1",
    "--log-level",
    "warning",
)


def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until it holds; fail with what was waited for."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def named(url: str, database: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(url)
    # A server without a host (its socket in the query) must keep its two slashes.
    return urlunsplit(parts._replace(path=f"/{quote(database)}")).replace(":/", "://", not parts.netloc)


def copy_database(owner_url: str, template: str, name: str) -> None:
    """Make a database like another, in the place of an older copy; nobody may be connected to the template."""
    with psycopg.connect(named(owner_url, "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_database(owner_url: str, name: str) -> None:
    """Take a copy away, whoever is still connected."""
    with psycopg.connect(named(owner_url, "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Server:
    """Web and, unless not wanted, worker; `url` is where pages are."""

    def __init__(self, database_url: str, folder: Path, *, worker: bool = True) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        env = {key: value for key, value in os.environ.items() if not key.startswith("CROSSLIFT_AS_")}
        env |= {
            "DATABASE_URL": database_url,
            "CROSSLIFT_DATA": str(folder),
            "CROSSLIFT_SECRET_KEY": "of a server that lives for one test",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "DJANGO_SETTINGS_MODULE": "crosslift.site.settings",
        }
        self._health = f"{self.url}/healthz" if worker else f"{self.url}/api/v1/openapi.json"
        self._children = [self._start(env, *WEB, "--port", str(self.port), "crosslift.site.asgi:application")]
        if worker:
            self._children.append(self._start(env, "crosslift.site.manage", "run_worker"))

    def _start(self, env: dict[str, str], *words: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
            )

    def wait(self) -> "Server":
        """Until all that was started is well."""
        until(self._well, f"the server, see {self.log}")
        return self

    def _well(self) -> bool:
        assert all(child.poll() is None for child in self._children), self.log.read_text(encoding="utf-8")[-3000:]
        try:
            urllib.request.urlopen(self._health, timeout=10).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def stop(self) -> None:
        """End all, and whatever they started."""
        for child in self._children:
            child.send_signal(signal.SIGTERM)
        for child in self._children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    request: Any, blocker: DjangoDbBlocker, folder: Path, fill: Callable[[], Any], *, worker: bool = True
) -> Iterator[Server]:
    """Serve a copy of the test database that `fill` filled through the actions."""
    from crosslift.site.settings import APP_URL, OWNER_URL

    request.getfixturevalue("django_db_setup")
    with blocker.unblock():
        template = str(connection.settings_dict["NAME"])
        copy = f"{template}_served"
        connection.close()
        copy_database(OWNER_URL, template, copy)
        _fill(template, copy, fill)
    server = Server(named(APP_URL, copy), folder, worker=worker)
    try:
        yield server.wait()
    finally:
        server.stop()
        drop_database(OWNER_URL, copy)


def _fill(template: str, copy: str, fill: Callable[[], Any]) -> None:
    """Build the company in the copy, with passwords that the served product takes."""
    connection.settings_dict["NAME"] = copy
    try:
        with override_settings(PASSWORD_HASHERS=HASHERS), transaction.atomic():
            fill()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = template
