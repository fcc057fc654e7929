"""The database that a command works on: our own cluster, or the server named by DATABASE_URL."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from launch.address import role_password
from launch.binaries import find_binaries
from launch.cluster import EVERYDAY, Cluster
from launch.places import Places
from launch.words import Stop, say, tail

BOOTSTRAP, OWNER, APPLICATION, DATABASE = "crosslift", "crosslift_owner", "crosslift_app", "crosslift"


@dataclass
class Database:
    """Where the database is, and our cluster behind it where it is ours."""

    application_url: str
    owner_url: str
    cluster: Cluster | None = None

    def environment(self) -> dict[str, str]:
        """The two addresses as Django's settings read them."""
        return {"DATABASE_URL": self.application_url, "CROSSLIFT_OWNER_URL": self.owner_url}

    def leave(self) -> None:
        """Stop our cluster unless it was started to stay; another's server is left alone."""
        if self.cluster is not None:
            self.cluster.leave()

    def stop(self) -> None:
        """Stop our cluster in any case; another's server is left alone."""
        if self.cluster is not None:
            self.cluster.stop()


def embedded(places: Places, *, options: Mapping[str, str] = EVERYDAY, detached: bool = False) -> Database:
    """Start or join the cluster of this data directory and prepare its roles; raises Stop on failure."""
    cluster = Cluster(places.data / "postgres", find_binaries(places), options)
    started = cluster.start(detached=detached)
    try:
        return _with_roles(places, cluster)
    except BaseException:
        if started:
            cluster.stop()
        raise


def given(places: Places, url: str) -> Database:
    """Use the server of `url`, whose role owns the database; raises Stop with clear words on failure."""
    asked = {"url": url, "secret": str(places.data / "database-password")}
    answer = _roles(places, "given", asked)
    if answer["words"]:
        say(answer["words"])
    return Database(answer["application"], answer["owner"])


def open_database(places: Places, *, detached: bool = False) -> Database:
    """The database of this data directory: DATABASE_URL's where it is set, else our own."""
    url = os.environ.get("DATABASE_URL")
    return given(places, url) if url else embedded(places, detached=detached)


def _with_roles(places: Places, cluster: Cluster) -> Database:
    names = ("postgres", "template1", DATABASE)
    passwords = {role: role_password(cluster.secret, role) for role in (OWNER, APPLICATION)} if cluster.tcp else {}
    urls = {name: cluster.url(BOOTSTRAP, name) for name in names}
    _roles(places, "embedded", {"urls": urls, "passwords": passwords})
    return Database(cluster.url(APPLICATION, DATABASE), cluster.url(OWNER, DATABASE), cluster)


def _roles(places: Places, how: str, asked: Mapping[str, object]) -> dict[str, str]:
    result = subprocess.run(
        [str(places.python), "-m", "launch.roles", how],
        input=json.dumps(asked),
        text=True,
        capture_output=True,
        cwd=places.root,
        check=False,
        env={**os.environ, "PYTHONPATH": str(places.root)},
    )
    if result.returncode:
        raise Stop(
            result.stderr.strip()
            if how == "given" and "Traceback" not in result.stderr
            else "The database's roles could not be made:\n" + tail(result.stderr)
        )
    answer: dict[str, str] = json.loads(result.stdout)
    return answer
