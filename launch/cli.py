"""The commands of `start.py`."""

import os
import subprocess
import sys
from pathlib import Path

from launch.checks import test
from launch.cli_options import Options, read_options
from launch.database import open_database
from launch.environment import application_environment, manage_command
from launch.locks import lock
from launch.measures import measure
from launch.places import Places, places_of
from launch.serve import serve
from launch.setup import install, prepare
from launch.words import Stop

ROOT = Path(__file__).resolve().parent.parent


def main(argv: list[str]) -> int:
    """Run the command that `argv` names; returns the exit status."""
    options = read_options(argv)
    places = places_of(ROOT, options.data)
    try:
        places.make()
        return _command(places, options)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.code
    except PermissionError as error:
        print(f"\nI may not use {error.filename}: it belongs to another user. Start me as that user, "
              "or with --data DIR in a clone of your own.", file=sys.stderr)  # fmt: skip
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _command(places: Places, options: Options) -> int:
    match options.command:
        case "test":
            return test(places, options.rest)
        case "check":
            return test(places, [], quick=True)
        case "bench" | "prove":
            return measure(places, options.command, options.rest)
        case "import":
            return import_file(places, options.rest)
        case "lock":
            return lock(places)
        case "pg":
            return pg(places, options.rest)
        case _:
            return serve(places, options)


def import_file(places: Places, words: list[str]) -> int:
    """Run the product's importer on the database of this data directory, started for it where it isn't up."""
    install(places)
    database = open_database(places)
    started = database.cluster is not None and database.cluster.process is not None
    try:
        env = application_environment(places, database.environment())
        prepare(places, env, database, demo=False)
        return subprocess.run(manage_command(places, "import_file", *words), env=env, check=False).returncode
    finally:
        if started:
            database.stop()


def pg(places: Places, words: list[str]) -> int:
    """For developers: start (or `stop`) the database alone, and print its addresses for a shell's `eval`."""
    install(places, frontend=False)
    database = open_database(places, detached="stop" not in words)
    if "stop" in words:
        database.stop()
        return 0
    for name, value in {**database.environment(), "CROSSLIFT_DATA": os.fspath(places.data)}.items():
        print(f"export {name}='{value}'")
    return 0
