"""What each column of the files looks like and where it goes, for the mapping screen."""

from typing import Any

import polars as pl

from crosslift.integrations import values
from crosslift.integrations.plan import Part, Plan, Take
from crosslift.integrations.preparing import Prepared
from crosslift.integrations.shaping import Shaped

SAMPLES = 2
LONGEST = 40


def described(prepared: Prepared, matches: dict[str, list[int]]) -> list[dict[str, Any]]:
    """For each part: its file, its kind, and its columns with samples, a guess of what they hold, and the field."""
    return [_part(prepared, one, matches) for one in prepared.shaped]


def _part(prepared: Prepared, shaped: Shaped, matches: dict[str, list[int]]) -> dict[str, Any]:
    part = shaped.part
    columns: list[dict[str, Any]] = []
    for file in dict.fromkeys([part.file, part.lines_file or part.file]):
        table = prepared.tables[file]
        for name in table.columns:
            if not any(told["column"] == name for told in columns):
                columns.append(_column(table.frame[name], name, shaped, matches))
    made = [
        {"field": field, "words": take.words} for field, take in part.fields.items() if take.words and not take.column
    ]
    return {"file": part.file, "target": part.target, "columns": columns, "made": made}


def _column(series: pl.Series, name: str, shaped: Shaped, matches: dict[str, list[int]]) -> dict[str, Any]:
    text = pl.DataFrame([series.cast(pl.String).alias("c")]).select(values.cleaned(pl.col("c"))).to_series()
    known = text.drop_nulls()
    apart = known.n_unique()
    field = next((one for one, take in shaped.part.fields.items() if take.column == name), "")
    note = shaped.found.get(field, {})
    return {
        "column": name,
        "samples": ", ".join(value[:LONGEST] for value in known.unique(maintain_order=True).head(SAMPLES).to_list()),
        "apart": apart,
        "all_different": apart == series.len() and apart > 0,
        "empty": series.len() - known.len(),
        "field": field,
        "dates": note.get("dates", ""),
        "sure": note.get("sure", True),
        "proof": note.get("proof", ""),
        "decimals": note.get("decimals", None),
        "matched": matches.get(f"{shaped.part.target}.{field}"),
        "corrected": [one for one in shaped.corrections if one["column"] == name],
    }


def with_columns(plan: Plan, number: int, chosen: dict[str, str]) -> Plan:
    """The plan with other fields for the columns of one part; `chosen` is column → field ("" for none).

    A field that keeps its column keeps how its values are mended. Raises IndexError for an unknown part.
    """
    changed = plan.model_copy(deep=True)
    part = changed.parts[number]
    fields = {name: take for name, take in part.fields.items() if not take.column}
    for column, field in chosen.items():
        if field:
            before = _take_of(part, field, column)
            fields[field] = before or Take(column=column)
    part.fields = fields
    return changed


def _take_of(part: Part, field: str, column: str) -> Take | None:
    take = part.fields.get(field)
    return take if take is not None and take.column == column else None
