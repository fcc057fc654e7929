"""The commands of `start.py` and their options."""

import argparse
import sys
from pathlib import Path

from launch.database import open_database
from launch.packages import ensure_packages
from launch.places import Places, places_of
from launch.words import Stop

ROOT = Path(__file__).resolve().parent.parent


def main(argv: list[str]) -> int:
    """Run the command that `argv` names; returns the exit status."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("--data", type=Path)
    parser = argparse.ArgumentParser(parents=[options])
    parser.add_argument("command", nargs="?", default="run")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    asked = parser.parse_args(argv)
    options.parse_known_args(asked.rest, asked)
    places = places_of(ROOT, asked.data)
    try:
        places.make()
        return pg(places, asked.rest)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.code


def pg(places: Places, rest: list[str]) -> int:
    """Start (or `stop`) the cluster alone and print its addresses for a shell's `eval`."""
    ensure_packages(places)
    database = open_database(places, detached=True)
    if "stop" in rest:
        database.stop()
        return 0
    for name, value in {**database.environment(), "CROSSLIFT_DATA": str(places.data)}.items():
        print(f"export {name}='{value}'")
    return 0
