"""The environment that the application's processes read their settings from."""

import os
import secrets
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launch.places import Places
from launch.words import Stop, say, tail

_NOT_OURS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")


def application_environment(
    places: Places, database: Mapping[str, str], host: str = "127.0.0.1", port: int = 8000
) -> dict[str, str]:
    """What web, worker and management commands get: our own environment, cleaned, and the settings."""
    base = {k: v for k, v in os.environ.items() if not k.startswith("PG") and k not in _NOT_OURS}
    return {
        **base,
        "PYTHONPATH": os.pathsep.join((str(places.root / "src"), str(places.root))),
        # A process that compiles every module anew takes five seconds to start instead of one.
        "PYTHONPYCACHEPREFIX": str(places.var / "bytecode"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "NUMBA_CACHE_DIR": str(places.var / "kernels"),
        "CROSSLIFT_DATA": str(places.data),
        "CROSSLIFT_SECRET_KEY": secret_key(places),
        "CROSSLIFT_HOSTS": os.environ.get("CROSSLIFT_HOSTS") or allowed_hosts(host),
        "CROSSLIFT_PORT": str(port),
        **database,
    }


def secret_key(places: Places) -> str:
    """The key that signs sessions, made once for the data directory and readable by its owner alone."""
    file = places.data / "secret-key"
    if not file.exists():
        fresh = places.data / f"secret-key.{os.getpid()}"
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(48))
        fresh.replace(file)
    return file.read_text()


def allowed_hosts(host: str) -> str:
    """The names by which a browser may ask, for Django's host check."""
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::"):  # noqa: S104
        names += [socket.gethostname(), *_own_addresses()]
    elif host not in names:
        names.append(f"[{host}]" if ":" in host else host)
    return ",".join(names)


def manage(places: Places, env: Mapping[str, str], *words: str, what: str) -> None:
    """Run one management command, saying `what` it does; raises Stop with its last words on failure."""
    say(f"{what} …")
    log = places.logs / "setup.log"
    with log.open("a", encoding="utf-8") as out:
        result = subprocess.run(
            manage_command(places, *words), env=env, cwd=places.root, check=False, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        out.write(f"--- {' '.join(words)}: {result.returncode}\n{result.stdout}")
    if result.returncode:
        raise Stop(f"{what} failed (`{' '.join(words)}`, whole in {log}):\n{tail(result.stdout)}")


def manage_command(places: Places, *words: str) -> list[str]:
    """The command line of a management command."""
    return [str(places.python), "-m", "crosslift.site.manage", *words]


def _own_addresses() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found})


def migrate(places: Places, env: Mapping[str, str]) -> None:
    """Bring the database's tables up to date, as their owner; raises Stop on failure."""
    manage(places, {**env, "CROSSLIFT_AS_OWNER": "1"}, "migrate", "--no-input", what="Tables")


def source_files(folder: Path) -> list[Path]:
    """Every file under `folder` but what tools leave there."""
    if not folder.is_dir():
        return []
    kept = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and entry.name not in ("node_modules", "__pycache__", "dist"):
            kept += source_files(entry)
        elif entry.is_file():
            kept.append(entry)
    return kept
