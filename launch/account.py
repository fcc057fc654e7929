"""Whom the database server runs as: PostgreSQL refuses to run as root."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from launch.words import Stop


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An unprivileged user and its group."""

    uid: int
    gid: int

    def pair(self) -> tuple[int, int]:
        """User and group, as `lifeline.command` takes them."""
        return self.uid, self.gid


def server_account() -> Account | None:
    """The account for the server when we are root (`postgres`, else `nobody`), else None: our own."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Stop("I run as root, and PostgreSQL must not. Make a user named `postgres`, or start me as another user.")


def give(path: Path, account: Account | None) -> None:
    """Make a private folder that belongs to `account` (or to us)."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if account and sys.platform != "win32":
        os.chown(path, account.uid, account.gid)


def run_as(
    account: Account | None, argv: list[str], env: Mapping[str, str] | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short program as `account` and return its result with all it printed in `stdout`.

    Raises nothing for a failing program; a program that may not be started counts as status 126.
    """
    identity = _As(user=account.uid, group=account.gid, extra_groups=[]) if account else _As()
    try:
        return subprocess.run(
            argv,
            input=stdin or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd="/" if account else None,
            text=True,
            errors="replace",
            check=False,
            **identity,
        )
    except OSError as error:
        return subprocess.CompletedProcess(argv, 126, str(error), "")


def can_reach(path: Path, account: Account) -> bool:
    """Whether `account` may enter the nearest existing folder of `path`."""
    while not path.exists():
        path = path.parent
    return run_as(account, ["/bin/sh", "-c", 'cd "$0"', str(path)]).returncode == 0
