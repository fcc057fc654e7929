"""How files become records: a plan of parts, as JSON; presets are such plans, a saved mapping is one too."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosslift.core.text import squash
from crosslift.integrations.errors import BadMapping, UnknownPreset
from crosslift.integrations.fields import FIELDS, KINDS

PRESETS = Path(__file__).parent / "presets"
Target = Literal["people", "accounts", "contacts", "products", "deals", "orders", "leads"]
Dates = Literal["", "iso", "mdy", "dmy", "serial"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Lookup(_Strict):
    """A value found in another file: the row whose `key` equals ours gives its `value`."""

    file: str
    key: str
    value: str


class Take(_Strict):
    """Where a field's value comes from: a column, or words with columns in braces; and how it is mended.

    `values` puts one value in place of another; `corrections` does so and is shown to the person as a correction.
    """

    column: str = ""
    words: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    corrections: dict[str, str] = Field(default_factory=dict)
    lookup: Lookup | None = None
    upper: bool = False
    times: int = 1

    def columns(self) -> list[str]:
        """The columns that it reads."""
        named = [piece.split("}")[0] for piece in self.words.split("{")[1:]]
        return [self.column] if self.column else named


class LeaveOut(_Strict):
    """Rows that are no records of ours: the column (or a field of them) is one of these, or begins so."""

    column: str
    values: list[str] = Field(default_factory=list)
    begins: list[str] = Field(default_factory=list)
    reason: str


class Part(_Strict):
    """One file into one kind of record. Lines of an order may stand in a file of their own."""

    file: str
    target: Target
    fields: dict[str, Take]
    leave_out: list[LeaveOut] = Field(default_factory=list)
    lines_file: str = ""
    lines_key: str = ""
    basket: bool = False
    no_stock_moves: bool = False
    orders_of_won: bool = False
    make_missing: bool = True
    role: str = "seller"


class Plan(_Strict):
    """Everything an import needs besides the files."""

    name: str = ""
    title: dict[str, str] = Field(default_factory=dict)
    source: str
    currency: str = ""
    dates: Dates = ""
    parts: list[Part]

    def files(self) -> list[str]:
        """The files that the plan reads, each once, in order."""
        names: list[str] = []
        for part in self.parts:
            lookups = [take.lookup.file for take in part.fields.values() if take.lookup]
            names += [part.file, *([part.lines_file] if part.lines_file else []), *lookups]
        return list(dict.fromkeys(names))


def presets() -> dict[str, Plan]:
    """The plans that come with the product, by name."""
    return {path.stem: Plan.model_validate_json(path.read_text("utf-8")) for path in sorted(PRESETS.glob("*.json"))}


def preset(name: str) -> Plan:
    """The preset of that name. Raises UnknownPreset."""
    known = presets()
    if name not in known:
        raise UnknownPreset(name=name, known=", ".join([*known, *KINDS]))
    return known[name]


def plan_of(data: Any) -> Plan:
    """A plan from JSON data. Raises BadMapping saying where it is wrong."""
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadMapping(what=f"{place}: {first['msg']}")


def guessed(target: str, file: str, columns: list[str], source: str = "") -> Plan:
    """A plan for one file of one kind, each field from the column that is usually called so.

    Headers are compared without case, spaces and signs; `Entity - Field` (Pipedrive) and `Field__c` are seen through.
    """
    if target not in FIELDS:
        raise UnknownPreset(name=target, known=", ".join([*presets(), *KINDS]))
    left = {_plain(column): column for column in reversed(columns)}
    fields: dict[str, Take] = {}
    for field in FIELDS[target]:
        for alias in (field.name, str(field.label), *field.aliases):
            column = left.pop(_plain(alias), None)
            if column is not None:
                fields[field.name] = Take(column=column)
                break
    name = source or squash(Path(file).stem)[:40] or target
    return Plan(source=name, parts=[Part(file=file, target=target, fields=fields)])  # type: ignore[arg-type]


def _plain(header: str) -> str:
    return squash(header.removesuffix("__c"))


def check(plan: Plan, columns: dict[str, list[str]]) -> None:
    """Refuse a plan that names columns the files lack, fields nobody knows, or leaves out what a row needs."""
    for part in plan.parts:
        there = set(columns.get(part.file, [])) | set(columns.get(part.lines_file, []))
        for name, take in part.fields.items():
            if not any(field.name == name for field in FIELDS[part.target]):
                raise BadMapping(what=f"{part.target}.{name}?")
            missing = [column for column in take.columns() if column not in there]
            if missing:
                raise BadMapping(what=f"{part.file}: {', '.join(missing)}")
        needed = [] if part.basket else [field for field in FIELDS[part.target] if field.needed]
        lacking = [str(field.label) for field in needed if field.name not in part.fields]
        if lacking:
            raise BadMapping(what=f"{part.file}: {', '.join(lacking)}?")
