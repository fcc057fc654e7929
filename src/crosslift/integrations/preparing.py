"""Everything of an import that needs no database: files read, rows shaped, loads cut."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from crosslift.integrations import loads as cutting
from crosslift.integrations.errors import FileChanged, MissingFile
from crosslift.integrations.loads import Load
from crosslift.integrations.plan import Plan, check
from crosslift.integrations.reading import Table, read
from crosslift.integrations.shaping import Shaped, shape


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan applied to its files."""

    plan: Plan
    tables: dict[str, Table]
    shaped: list[Shaped]
    loads: list[Load]
    shift_days: int

    @property
    def total(self) -> int:
        """Rows that will be handed over, over all loads."""
        return sum(load.rows.height for load in self.loads)

    def refused(self) -> pl.DataFrame:
        """Rows that can't come in whatever the database holds: file, line, reason."""
        return pl.concat([one.refused for one in self.shaped])


def described(path: Path, name: str = "") -> dict[str, Any]:
    """What is kept of a file: name, place, size and digest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": name or path.name, "path": str(path), "size": path.stat().st_size, "digest": digest}


def check_same(files: Sequence[Mapping[str, Any]]) -> None:
    """Refuse to go on with other files than the import began with. Raises FileChanged."""
    for told in files:
        path = Path(told["path"])
        if not path.is_file() or described(path)["digest"] != told["digest"]:
            raise FileChanged(file=told["name"])


def tables_of(plan: Plan, files: Sequence[Mapping[str, Any]]) -> dict[str, Table]:
    """Every file that the plan names. A plan of one file takes the one given, whatever it is called.

    Raises MissingFile and what reading raises.
    """
    given = {str(told["name"]).casefold(): Path(told["path"]) for told in files}
    needed = plan.files()
    baskets = {part.file for part in plan.parts if part.basket}
    if len(needed) == 1 and len(given) == 1:
        given = {needed[0].casefold(): next(iter(given.values()))}
    for name in needed:
        if name.casefold() not in given:
            raise MissingFile(file=name, needed=", ".join(needed))
    return {name: read(given[name.casefold()], name=name, basket=name in baskets) for name in needed}


def prepare(plan: Plan, files: Sequence[Mapping[str, Any]], *, now: datetime, options: Mapping[str, Any]) -> Prepared:
    """Read, shape and cut. `now` is when the import was begun: the same each time it is resumed."""
    if options.get("corrections") == "keep":
        plan = _as_written(plan)
    tables = tables_of(plan, files)
    check(plan, {name: table.columns for name, table in tables.items()})
    shaped = [shape(plan, part, tables) for part in plan.parts]
    cut = cutting.loads_of(plan, shaped, now.replace(tzinfo=None, hour=12, minute=0, second=0, microsecond=0))
    days = cutting.shifted(cut, now) if options.get("shift_dates") else 0
    cutting.move(cut, days)
    return Prepared(plan, tables, shaped, cut, days)


def _as_written(plan: Plan) -> Plan:
    plain = plan.model_copy(deep=True)
    for part in plain.parts:
        for take in part.fields.values():
            take.corrections = {}
    return plain
