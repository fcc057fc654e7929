"""`start.py lock`: the lock files, made again from what is asked for in requirements/*.in."""

from launch.packages import find_uv, run_quietly, tool_environment
from launch.places import Places
from launch.words import Stop, say

_FLAGS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--upgrade")


def lock(places: Places) -> int:
    """Make every lock; those other than `run` agree with it. Raises Stop where uv or the registry is missing."""
    uv = find_uv(places)
    if uv is None:
        raise Stop("Locks are made by uv, and it can't be had here.")
    folder = places.root / "requirements"
    names = sorted((file.stem for file in folder.glob("*.in")), key=lambda name: (name != "run", name))
    for name in names:
        say(f"requirements/{name}.txt …")
        same = ["-c", "requirements/run.txt"] if name not in ("run", "boot", "node") else []
        command = [uv, "pip", "compile", "-q", *_FLAGS, "--python-version", "3.11",
                   "--custom-compile-command", "python3 start.py lock",
                   f"requirements/{name}.in", *same, "-o", f"requirements/{name}.txt"]  # fmt: skip
        run_quietly(command, "Locks", tool_environment(places), places.root)
    return 0
