"""Leads brought in many at once, and taken back: one action, audit row and event a batch."""

import polars as pl

from crosslift.core import bulk, clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.leads.models import Lead, LeadProduct
from crosslift.staff.access import require

TEXTS = ("channel", "note", "reason")
FACTS = ("account_id", "contact_id", "owner_id", "stage", "maturity", "made_at", "closed_at", "nurture_until")


@action
def import_leads(
    *, actor: Actor, run_id: int | None, source: str, leads: pl.DataFrame, historical: bool = True
) -> bulk.Taken:
    """Add the leads that this source did not bring before.

    Columns: external_id, need; optional account_id, contact_id, owner_id, product_id, stage (else "new"), maturity
    (else "cold"), channel, note, reason, made_at, closed_at, nurture_until. Raises NotAllowed.
    """
    require(actor, "lead", "add")
    columns = [pl.col("external_id").fill_null(""), pl.col("need").str.slice(0, 300)]
    for text in TEXTS:
        columns.append(pl.col(text).fill_null("") if text in leads.columns else pl.lit("").alias(text))
    columns += [pl.col(name) for name in FACTS if name in leads.columns]
    defaults = {
        "stage": "new", "maturity": "cold", "made_at": clock.now(), "source": "import", "historical": historical,
        "closed_from": "", "version": 1,
    }  # fmt: skip
    taken = bulk.take(Lead, leads.select(columns), source=source, run_id=run_id, defaults=defaults)
    if "product_id" in leads.columns:
        asked = leads.filter(pl.col("product_id").is_not_null()).select("external_id", "product_id")
        ties = asked.join(taken.ids.tail(taken.new), on="external_id").rename({"id": "lead_id"})
        bulk.copy_rows(LeadProduct, ties.select("lead_id", "product_id").unique())
    _record(actor, "leads.import_leads", run_id, source, taken.new, historical)
    return taken


@action
def remove_imported_leads(*, actor: Actor, run_id: int) -> bulk.Removed:
    """Take back the leads of an import, but those changed since or that something else hangs on."""
    require(actor, "import", "change")
    removed = bulk.remove(Lead, run_id, parts=[(LeadProduct, "lead_id")], subject="lead", label="need")
    _record(actor, "leads.remove_imported_leads", run_id, "", removed.gone, True)
    return removed


def _record(actor: Actor, action: str, run_id: int | None, source: str, count: int, historical: bool) -> None:
    record(
        actor=actor,
        action=action,
        event=BatchWritten(id=run_id or 0, kind="lead", count=count),
        label=source,
        count=count,
        historical=historical,
    )
