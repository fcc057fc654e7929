"""The dry run: what would come in, what is here already, what is refused and why; nothing is written."""

from typing import Any

import polars as pl

from crosslift.core.actor import Actor
from crosslift.integrations import columns
from crosslift.integrations.loads import Load
from crosslift.integrations.preparing import Prepared
from crosslift.integrations.reading import LINE
from crosslift.integrations.resolving import NAMED, Resolver
from crosslift.integrations.settling import settle, without_customer
from crosslift.integrations.shaping import REASON

RIGHTS = {
    "people": "user", "accounts": "account", "contacts": "contact", "products": "product", "deals": "deal",
    "orders": "order", "won_orders": "order", "leads": "lead",
}  # fmt: skip
MOST_CORRECTIONS = 50


def dry_run(prepared: Prepared, actor: Actor, options: dict[str, Any]) -> tuple[dict[str, Any], pl.DataFrame]:
    """The report, and the refused rows (file, LINE, REASON). Reads the database, writes nothing."""
    resolver = Resolver(actor, prepared.plan.source)
    keep = options.get("no_customer", "keep") == "keep"
    report: dict[str, Any] = {"kinds": {}, "corrections": [], "no_customer": {}, "shift_days": prepared.shift_days}
    matches: dict[str, list[int]] = {}
    refused = [prepared.refused().select("file", LINE, REASON)]
    for one in prepared.shaped:
        report["corrections"] += one.corrections
    for load in prepared.loads:
        resolver.match(load)
        settled = settle(load, resolver, keep_without_customer=keep)
        if load.kind not in ("members", "won_orders"):
            report["corrections"] += settled.corrections
            refused.append(settled.refused.with_columns(pl.lit(load.file).alias("file")).select("file", LINE, REASON))
        matches |= settled.matches
        _count(report, settled.load, resolver)
        if load.kind == "deals":
            report["no_customer"] = _lonely(settled.load.rows, load.rows)
        if load.kind in (*NAMED, "deals"):
            resolver.expect(settled.load)
    rows = pl.concat(refused).unique(["file", LINE], keep="first", maintain_order=True)
    report.update(_told(prepared, rows))
    report["parts"] = columns.described(prepared, matches)
    report["corrections"] = report["corrections"][:MOST_CORRECTIONS]
    report["missing_rights"] = missing_rights(report["kinds"], actor)
    return report, rows


def _count(report: dict[str, Any], load: Load, resolver: Resolver) -> None:
    kind = "orders" if load.kind == "won_orders" else load.kind
    if kind == "members":
        return
    told = report["kinds"].setdefault(kind, {"rows": 0, "new": 0, "here": 0, "lines": 0})
    rows = load.rows
    if load.kind == "won_orders":
        rows = rows.filter(pl.col("stage") == resolver.stages()["won"])
    known = resolver.known(kind)
    found = known.by_external.get if kind in ("deals", "orders", "leads", "contacts") else known.find
    here = sum(1 for key in rows["external_id"].to_list() if found(key) is not None)
    told["rows"] += rows.height
    told["here"] += here
    told["new"] += rows.height - here
    told["lines"] += load.lines.height


def _lonely(rows: pl.DataFrame, before: pl.DataFrame) -> dict[str, Any]:
    lone = without_customer(rows)
    stages = before.join(lone.select("external_id"), on="external_id", how="semi")["stage"] if lone.height else None
    counts = {} if stages is None else dict(stages.value_counts(sort=True).iter_rows())
    return {"rows": lone.height, "stages": counts}


def _told(prepared: Prepared, refused: pl.DataFrame) -> dict[str, Any]:
    by = refused.group_by("file", REASON).len().sort("len", descending=True)
    reasons = [{"file": file, "reason": reason, "rows": count} for file, reason, count in by.head(100).iter_rows()]
    read = sum(table.frame.height + len(table.bad) for table in prepared.tables.values())
    return {
        "facts": {name: table.facts for name, table in prepared.tables.items()},
        "read": read,
        "refused": refused.height,
        "reasons": reasons,
    }


def missing_rights(kinds: dict[str, Any], actor: Actor) -> list[str]:
    """Kinds of which something would be new and that the actor may not add."""
    return [kind for kind, told in kinds.items() if told["new"] and not actor.may(RIGHTS[kind], "add")]
