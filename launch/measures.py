"""`start.py bench` and `start.py prove`: small programs, each a claim of ours put to the test."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launch.environment import application_environment
from launch.packages import install as install_lock
from launch.places import Places, Stamp, venv_python
from launch.setup import install
from launch.throwaway import throwaway_database
from launch.words import Stop, say

FOLDERS = {"bench": "benchmarks", "prove": "proofs"}


@dataclass(frozen=True)
class Measure:
    """One file: `needs` is "nothing" or "database" (a fresh one), `lock` names its own packages."""

    module: str
    promise: str
    needs: str
    lock: str

    @property
    def name(self) -> str:
        """The name on the command line."""
        return self.module.rpartition(".")[2].replace("_", "-")


def measures_in(folder: Path) -> list[Measure]:
    """The programs of `folder`, by name; files whose name begins with an underscore are their parts."""
    return [_read(file) for file in sorted(folder.glob("*.py")) if not file.name.startswith("_")]


def measure(places: Places, command: str, words: list[str]) -> int:
    """List the programs, or run the one named with what follows; returns its status."""
    found = {m.name: m for m in measures_in(places.root / FOLDERS[command])}
    if not words:
        width = max(map(len, found), default=0)
        for one in found.values():
            print(f"  {one.name:<{width}}  {one.promise}")
        return 0
    chosen = found.get(words[0].replace("_", "-"))
    if chosen is None:
        raise Stop(f"There is no `{command} {words[0]}`; there are: {', '.join(found) or 'none yet'}.", code=2)
    install(places, frontend=False)
    python = _own_python(places, chosen.lock) if chosen.lock else places.python
    if chosen.needs == "nothing":
        return _run(places, python, chosen, words[1:], application_environment(places, {}))
    with throwaway_database(places.root) as (_database, env):
        return _run(places, python, chosen, words[1:], env)


def _run(places: Places, python: Path, chosen: Measure, words: list[str], env: dict[str, str]) -> int:
    say(f"{chosen.name}: {chosen.promise}")
    return subprocess.run([str(python), "-m", chosen.module, *words], cwd=places.root, env=env,
                          stdin=sys.stdin, check=False).returncode  # fmt: skip


def _own_python(places: Places, lock: str) -> Path:
    file = places.root / "requirements" / f"{lock}.txt"
    if not file.is_file():
        raise Stop(f"requirements/{lock}.txt is missing; make it with: start.py lock")
    venv = places.var / f"{lock}-venv"
    stamp = Stamp(places, f"packages-{lock}", [file])
    if not (stamp.fresh() and venv_python(venv).exists()):
        say(f"Packages for {lock} …")
        install_lock(places, venv, lock)
        stamp.set()
    return venv_python(venv)


def _read(file: Path) -> Measure:
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    said = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    promise = (ast.get_docstring(tree) or "").partition("\n")[0]
    return Measure(f"{file.parent.name}.{file.stem}", promise, str(said.get("NEEDS", "nothing")),
                   str(said.get("LOCK", "")))  # fmt: skip
