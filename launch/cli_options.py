"""The options of `start.py`, before or after the command."""

import argparse
from dataclasses import dataclass
from pathlib import Path

HELP = """\
Crosslift, a process-driven CRM. Needs Python 3.11 or later with pip; the first start fetches the rest.

  python3 start.py [OPTIONS]               set up what is missing and run, with a demo company
  python3 start.py test [PYTEST ARGUMENTS] everything: lint, types, contracts, unit, API and browser tests
  python3 start.py check                   the quick part of it: no browser, no slow tests
  python3 start.py import PRESET PATH [--dry-run]
                                           import a file or folder (without a preset: the list of presets)
  python3 start.py bench [NAME …]          speed, ours and others', in one run (without a name: the list)
  python3 start.py prove [NAME …]          the promises, put to the test (without a name: the list)
  python3 start.py lock                    make the lock files again from requirements/*.in

Options:
  --port N      the port of the web server (default: 8000, or the next free one)
  --host HOST   the address to listen on (default: 127.0.0.1; 0.0.0.0 for every network)
  --data DIR    the data directory (default: .crosslift/data)
  --no-demo     start empty, without the demo company

Environment:
  DATABASE_URL             a PostgreSQL server, 15 or later, instead of the embedded one: its owner's address
  CROSSLIFT_POSTGRES_BIN   the folder of other PostgreSQL programs (15 or later) to run instead of the wheel's
  CROSSLIFT_HOSTS          the names by which browsers may ask, with commas

All that is made lies in .crosslift; logs in .crosslift/data/logs. Ctrl+C stops everything, the database last."""

COMMANDS = ("run", "test", "check", "import", "bench", "prove", "lock", "pg")
_OWN_WORDS = ("test", "bench", "prove")  # all that follows these commands is theirs


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    command: str
    rest: list[str]
    host: str
    port: int | None
    data: Path | None
    demo: bool


class _Parser(argparse.ArgumentParser):
    def format_help(self) -> str:
        return HELP + "\n"


def read_options(argv: list[str]) -> Options:
    """The command and options in `argv`; leaves with status 2 and clear words where they make no sense."""
    shared = _Parser(prog="start.py", usage="start.py [COMMAND] [OPTIONS]   (--help explains)", allow_abbrev=False)
    shared.add_argument("--port", type=_port)
    shared.add_argument("--host", default="127.0.0.1")
    shared.add_argument("--data", type=Path)
    shared.add_argument("--no-demo", dest="demo", action="store_false")
    first = _Parser(parents=[shared], add_help=False, prog="start.py", usage=shared.usage, allow_abbrev=False)
    first.add_argument("command", nargs="?", default="run")
    first.add_argument("rest", nargs=argparse.REMAINDER)
    asked = first.parse_args(argv, argparse.Namespace())
    if asked.command not in COMMANDS:
        first.error(f"there is no command `{asked.command}`; --help shows them all")
    rest = list(asked.rest)
    if asked.command not in _OWN_WORDS:
        later = _Parser(parents=[shared], add_help=False, usage=shared.usage, allow_abbrev=False,
                        argument_default=argparse.SUPPRESS)  # fmt: skip
        later.set_defaults(**vars(asked))
        asked, rest = later.parse_known_args(rest)
    if rest and asked.command in ("run", "check", "lock"):
        first.error(f"I don't know {' '.join(rest)}")
    return Options(asked.command, rest, asked.host, asked.port, asked.data, asked.demo)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port; choose one from 1024 to 65535")
    return int(text)
