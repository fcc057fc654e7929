"""What an import's report says, in words for the screen."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext, pgettext_lazy

from crosslift.funnels import queries as funnels
from crosslift.integrations.fields import FIELDS, KINDS
from crosslift.integrations.words import reason_words
from crosslift.web.show import named, number

DELIMITERS = {",": _l("comma"), ";": _l("semicolon"), "\t": _l("tab"), "|": _l("bar")}
DATES = {
    "iso": _l("year-month-day"),
    "mdy": _l("month/day/year"),
    "dmy": _l("day.month.year"),
    "serial": _l("days of a spreadsheet"),
}
DECIMALS = {",": _l("decimal comma"), ".": _l("decimal point"), "": _l("whole numbers")}
STATES = {
    "ready": (pgettext_lazy("import", "not begun"), ""),
    "running": (pgettext_lazy("import", "running"), "accent"),
    "done": (pgettext_lazy("import", "done"), "good"),
    "failed": (pgettext_lazy("import", "failed"), "bad"),
    "stopped": (pgettext_lazy("import", "stopped"), "warn"),
    "undoing": (pgettext_lazy("import", "being undone"), "accent"),
    "undone": (pgettext_lazy("import", "undone"), "line"),
}


def state_words(state: str) -> dict[str, Any]:
    """A state in a word and its tone."""
    words, tone = STATES.get(state, (state, ""))
    return {"words": words, "tone": tone, "code": state}


def file_chips(run: Any, part: int) -> list[tuple[str, str]]:
    """What was found about the file of one part: label and value."""
    told = _part(run, part)
    facts = run.report.get("facts", {}).get(told.get("file", ""), {})
    if not facts:
        return []
    chips = [(_("Rows"), number(facts["rows"])), (_("Columns"), number(facts["columns"]))]
    if facts.get("delimiter"):
        chips.append((_("Delimiter"), str(DELIMITERS.get(facts["delimiter"], facts["delimiter"]))))
    if facts.get("encoding"):
        chips.append((_("Encoding"), facts["encoding"].upper()))
    orders = [DATES[one["dates"]] for one in told["columns"] if one["dates"] in DATES]
    if orders:
        chips.append((_("Dates"), str(orders[0])))
    signs = [one["decimals"] for one in told["columns"] if one["decimals"]]
    chips.append((_("Decimals"), str(DECIMALS[signs[0]]) if signs else _("none seen")))
    return chips


def _part(run: Any, part: int) -> dict[str, Any]:
    parts = run.report.get("parts", [])
    told: dict[str, Any] = parts[part] if part < len(parts) else {}
    return told


def part_rows(run: Any, part: int) -> dict[str, Any]:
    """The tabs of the parts, and the columns of the chosen one."""
    parts = run.report.get("parts", [])
    tabs = [
        {"label": f"{KINDS[told['target']]}", "url": f"?part={index}", "on": index == part, "count": None}
        for index, told in enumerate(parts)
    ]
    told = _part(run, part)
    if not told:
        return {"tabs": tabs, "columns": [], "fields": [], "made": []}
    fields = [(field.name, field.label) for field in FIELDS[told["target"]]]
    labels = dict(fields)
    corrections = [one for one in run.report.get("corrections", []) if one["file"] == told["file"]]
    columns = [{**one, "looks": _looks(one), "found": _found(one, corrections)} for one in told["columns"]]
    made = [{"label": labels.get(one["field"], one["field"]), "words": one["words"]} for one in told["made"]]
    return {"tabs": tabs if len(tabs) > 1 else [], "columns": columns, "fields": fields, "made": made}


def _looks(one: dict[str, Any]) -> str:
    if one["dates"] in DATES:
        return str(DATES[one["dates"]])
    if one["decimals"] is not None:
        return str(DECIMALS[one["decimals"]])
    if one["all_different"]:
        return _("all different")
    looks = ngettext("%(n)s value", "%(n)s values", one["apart"]) % {"n": number(one["apart"])}
    if one["empty"]:
        looks += ", " + ngettext("%(n)s empty", "%(n)s empty", one["empty"]) % {"n": number(one["empty"])}
    return looks


def _found(one: dict[str, Any], corrections: list[dict[str, Any]]) -> dict[str, str]:
    """A tone, an icon and words: what the dry run found of the column."""
    if not one["field"]:
        return {"tone": "faint", "icon": "minus", "words": _("not taken")}
    mended = [told for told in corrections if told["column"] in (one["column"], one["field"])]
    if mended:
        return {"tone": "acc", "icon": "wand", "words": "; ".join(correction(told) for told in mended[:3])}
    if one["matched"]:
        found, asked = one["matched"]
        words = _("%(found)s of %(asked)s found") % {"found": number(found), "asked": number(asked)}
        lacking = found < asked or (one["field"] in ("account",) and one["empty"])
        if one["empty"]:
            words += "; " + ngettext("%(n)s empty", "%(n)s empty", one["empty"]) % {"n": number(one["empty"])}
        return {
            "tone": "warn" if lacking else "good",
            "icon": "alert-triangle" if lacking else "check",
            "words": words,
        }
    if one["dates"]:
        return _found_dates(one)
    return {"tone": "good", "icon": "check", "words": _("fits")}


def _found_dates(one: dict[str, Any]) -> dict[str, str]:
    if not one["sure"]:
        return {"tone": "warn", "icon": "alert-triangle", "words": _("both orders fit: check a few dates")}
    if one["dates"] == "mdy" and one["proof"]:
        words = _("a %(n)s in second place settles it") % {"n": one["proof"]}
    elif one["dates"] == "dmy" and one["proof"]:
        words = _("a %(n)s in first place settles it") % {"n": one["proof"]}
    else:
        words = _("fits")
    if one["empty"]:
        words += "; " + ngettext("%(n)s empty", "%(n)s empty", one["empty"]) % {"n": number(one["empty"])}
    return {"tone": "good", "icon": "check", "words": words}


def correction(told: dict[str, Any]) -> str:
    """One word put in place of another, with how often."""
    rows = ngettext("%(n)s row", "%(n)s rows", told["rows"]) % {"n": number(told["rows"])}
    return f"“{told['from']}” → {told['to']}, {rows}"


def refused_shown(reasons: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Reasons in words, with how many rows."""
    return [{"words": reason_words(reason), "rows": rows} for reason, rows in reasons[:12]]


def report_facts(run: Any) -> dict[str, Any]:
    """The numbers of a report: what came or would come in by kind, corrections, refusals, what stays to mend."""
    report = run.report
    kinds = report.get("kinds", {})
    rows = []
    for kind, told in kinds.items():
        came = report.get("in", {}).get(kind, {}).get("new")
        rows.append({"kind": KINDS[kind], "new": told["new"] if came is None else came, "here": told["here"]})
    lone = report.get("no_customer", {}).get("rows", 0)
    new = sum(told["new"] for told in kinds.values())
    refused = report.get("refused", 0)
    return {
        "kinds": rows,
        "new": sum(row["new"] for row in rows),
        "here": sum(row["here"] for row in rows),
        "refused": refused,
        "share": 100 * new / (new + refused) if new + refused else 0,
        "corrections": [correction(told) for told in report.get("corrections", [])[:8]],
        "lone": lone,
        "lone_stages": _stages(report.get("no_customer", {}).get("stages", {})),
        "missing": [KINDS[kind] for kind in report.get("missing_rights", [])],
        "seconds": report.get("seconds"),
        "shift_days": report.get("shift_days", 0),
        "removed": [{"kind": KINDS.get(kind, kind), **told} for kind, told in report.get("removed", {}).items()],
        "known": bool(kinds),
    }


def _stages(counts: dict[str, int]) -> str:
    names = {stage.code: named(stage) for stage in funnels.stages()}
    return ", ".join(f"{number(rows)} {names.get(code, code)}" for code, rows in counts.items())
