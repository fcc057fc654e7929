"""From given files and a chosen preset or kind to a plan: what the screen, the API and the command line share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crosslift.integrations.errors import BadFile
from crosslift.integrations.fields import FIELDS
from crosslift.integrations.plan import Plan, guessed, plan_of, preset, presets
from crosslift.integrations.reading import read

AT_ONCE = 8 * 2**20


def plan_for(chosen: str, files: Sequence[dict[str, Any]], *, mapping: Any = None, source: str = "") -> Plan:
    """The plan for these files: a mapping given, the preset or the kind chosen, or "" for the preset they look like.

    Raises UnknownPreset, BadMapping, BadFile and what reading the file raises.
    """
    if mapping is not None:
        return plan_of(mapping)
    chosen = chosen or recognised([str(told["name"]) for told in files])
    if chosen in FIELDS:
        if len(files) != 1:
            raise BadFile
        told = files[0]
        return guessed(chosen, told["name"], read(Path(told["path"])).columns, source)
    return preset(chosen)


def recognised(names: Sequence[str]) -> str:
    """The preset whose files are all among these, or "" where there is none."""
    given = {name.casefold() for name in names}
    found = [name for name, plan in presets().items() if {file.casefold() for file in plan.files()} <= given]
    return max(found, key=lambda name: len(presets()[name].files()), default="")


def small(files: Sequence[dict[str, Any]]) -> bool:
    """Whether a dry run of the files is a matter of a moment, so that the page may wait for it."""
    return sum(int(told["size"]) for told in files) <= AT_ONCE
