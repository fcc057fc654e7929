"""The Python packages: uv from a hash lock, a virtual environment from another; pip where uv can't be had."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from launch.places import WINDOWS, Places, Stamp, venv_python
from launch.words import Stop, say, tail

_NO_NETWORK = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "dns error",
    "Network is unreachable",
    "error sending request",
    "Failed to establish a new connection",
    "Max retries exceeded",
    "timed out",
    "nodename nor servname",
    "getaddrinfo",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "No matching distribution found",
    "No solution found",
)


def ensure_packages(places: Places, *, dev: bool = False) -> None:
    """Make the virtual environment hold what the lock says; with `dev` also what tests and checks need.

    An environment that already holds the tests' packages keeps them. Raises Stop where packages can't be had.
    """
    full, lean = _stamp(places, "dev"), _stamp(places, "run")
    if places.python.exists() and (full.fresh() or (not dev and lean.fresh())):
        return
    dev = dev or (places.var / "stamps" / "packages-dev").exists()
    say("Python packages …")
    full.clear()
    lean.clear()
    install(places, places.venv, "dev" if dev else "run")
    (full if dev else lean).set()
    say("Python packages are there")


def install(places: Places, venv: Path, lock: str) -> None:
    """Make `venv` hold exactly requirements/LOCK.txt; raises Stop where that can't be done."""
    requirements = places.root / "requirements" / f"{lock}.txt"
    uv = find_uv(places)
    if uv is None:
        _by_pip(places, venv, requirements)
        return
    if not _works(venv_python(venv)):
        _run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(venv)], places)
    _run(
        [uv, "pip", "sync", "-q", "--require-hashes", "--python", str(venv_python(venv)), str(requirements)],
        places,
    )


def find_uv(places: Places) -> str | None:
    """The uv program: fetched once by pip from its hash lock, else the one on PATH, else None."""
    for found in (places.var / "boot").glob("*/uv.exe" if WINDOWS else "*/uv"):
        return str(found)
    if _has_pip():
        say("uv, the package installer …")
        lock = places.root / "requirements" / "boot.txt"
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "--target",
            str(places.var / "boot"),
            "-r",
            str(lock),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=False, env=tool_environment(places))
        for found in (places.var / "boot").glob("*/uv.exe" if WINDOWS else "*/uv"):
            return str(found)
        if any(sign in result.stderr for sign in _NO_NETWORK) and not shutil.which("uv"):
            raise _unreachable("Python packages", result.stderr)
    return shutil.which("uv")


def tool_environment(places: Places) -> dict[str, str]:
    """The environment of package tools: their caches go where we may write."""
    env = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    env.pop("VIRTUAL_ENV", None)
    env.pop("PYTHONPATH", None)
    home = Path(os.path.expanduser("~"))
    if not (home.is_dir() and os.access(home, os.W_OK)):
        cache = places.var / "cache"
        env |= {
            "UV_CACHE_DIR": str(cache / "uv"),
            "npm_config_cache": str(cache / "npm"),
            "PIP_CACHE_DIR": str(cache / "pip"),
            "HOME": str(cache),
        }
        cache.mkdir(parents=True, exist_ok=True)
    return env


def run_quietly(argv: list[str], what: str, env: dict[str, str], cwd: Path | None = None) -> None:
    """Run a tool and keep its words for the case that it fails; raises Stop with them then."""
    result = subprocess.run(
        argv,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env,
        cwd=cwd,
        check=False,
    )
    if result.returncode:
        if any(sign in result.stdout for sign in _NO_NETWORK):
            raise _unreachable(what, result.stdout)
        raise Stop(f"{what}: {Path(argv[0]).name} failed with status {result.returncode}:\n{tail(result.stdout)}")


def _stamp(places: Places, lock: str) -> Stamp:
    return Stamp(places, f"packages-{lock}", [places.root / "requirements" / f"{lock}.txt"])


def _run(argv: list[str], places: Places) -> None:
    run_quietly(argv, "Python packages", tool_environment(places))


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    seen = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return seen.stdout.strip() == str(sys.version_info[:2])


def _has_pip() -> bool:
    with tempfile.TemporaryDirectory() as elsewhere:
        return (
            subprocess.run(
                [sys.executable, "-m", "pip", "--version"], capture_output=True, cwd=elsewhere, check=False
            ).returncode
            == 0
        )


def _by_pip(places: Places, venv: Path, requirements: Path) -> None:
    if not _works(venv_python(venv)):
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(venv)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            shutil.rmtree(venv, ignore_errors=True)
            raise Stop(
                "This Python has neither pip nor a working venv module, and there is no uv on PATH. "
                "On Debian and Ubuntu: apt install python3-pip. Elsewhere install Python from its own "
                "installer, which brings pip, or put uv on PATH."
            )
    say("uv can't be had; pip does the same, slower …")
    _run(
        [
            str(venv_python(venv)),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            str(requirements),
        ],
        places,
    )


def _unreachable(what: str, said: str) -> Stop:
    return Stop(
        f"{what}: the package registry can't be reached, or lacks a package. The first start needs a network, "
        f"later ones don't. Behind a proxy set HTTPS_PROXY; for an own mirror configure pip, uv and npm.\n"
        + tail(said, 4)
    )
