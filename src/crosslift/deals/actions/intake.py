"""Deals brought in many at once, and taken back: one action, audit row and event a batch."""

from collections.abc import Iterator

import polars as pl

from crosslift.catalog import queries as catalog
from crosslift.core import bulk
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.deals import access
from crosslift.deals.events import DealWon
from crosslift.deals.models import Deal, DealLine, StageEntry
from crosslift.funnels import queries as funnels
from crosslift.staff.access import require

OPTIONAL = ("account_id", "contact_id", "owner_id", "closed_at", "expected_close", "amount", "currency", "reason")
LINE_DEFAULTS = {"discount": 0, "tax_rate": 0, "unit": "", "position": 1}


@action
def import_deals(
    *,
    actor: Actor,
    run_id: int | None,
    source: str,
    deals: pl.DataFrame,
    lines: pl.DataFrame,
    historical: bool = True,
) -> bulk.Taken:
    """Add the deals that this source did not bring before, with their lines.

    Deals: external_id, title, stage (code of the default funnel), opened_at; optional account_id, contact_id,
    owner_id, currency (else the base currency), amount (where there are no lines), closed_at, expected_close,
    reason. The stage says whether a deal is open, won or lost. A deal without customer is kept and can't be won.
    Lines: deal (its external_id), product_id, name, quantity, price; optional discount, tax_rate, unit, position.
    With `historical` False every new won deal also tells the processes. Raises NotAllowed.
    """
    access.check_can_open(actor)
    known_lines = _summed(lines)
    taken = bulk.take(
        Deal,
        _rows(deals, known_lines),
        source=source,
        run_id=run_id,
        defaults={
            "version": 1, "source": "import", "historical": historical, "reason": "", "reason_note": "",
            "bant": "{}", "currency_id": catalog.base_currency(),
        },
    )  # fmt: skip
    new = _new_ids(taken)
    owned = known_lines.rename({"deal": "external_id"}).join(new, on="external_id")
    written = owned.drop("external_id", "tax").rename({"id": "deal_id"})
    bulk.copy_rows(DealLine, written.with_columns(pl.col("name").str.slice(0, 200)))
    _write_stays(new)
    _record(actor, "deals.import_deals", run_id, source, taken.new, historical)
    if not historical:
        for event in _wins(new):
            record(actor=actor, action="deals.import_deals", event=event, label=event.label)
    return taken


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    rows = bulk.with_defaults(lines, LINE_DEFAULTS).with_columns(bulk.line_sums().alias("sum"))
    tax = (pl.col("sum").cast(pl.Float64) * pl.col("tax_rate").cast(pl.Float64) / 100).round(2)
    return rows.with_columns(tax.cast(pl.Decimal(14, 2)).alias("tax"))


def _rows(deals: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Columns of the table: stage, outcome and probability by the stage's code, sums from the lines."""
    stages = {stage.code: stage for stage in funnels.stages()}
    table = pl.DataFrame(
        {
            "stage": list(stages),
            "stage_id": [stage.pk for stage in stages.values()],
            "funnel_id": [stage.funnel_id for stage in stages.values()],
            "outcome": [stage.outcome for stage in stages.values()],
            "probability": [stage.probability for stage in stages.values()],
        }
    )
    sums = lines.group_by("deal").agg(pl.col("sum").sum(), pl.col("tax").sum())
    rows = bulk.with_defaults(deals, {name: None for name in OPTIONAL if name not in deals.columns})
    rows = rows.join(table, on="stage").join(sums, left_on="external_id", right_on="deal", how="left")
    known = pl.coalesce(pl.col("sum").cast(pl.Decimal(14, 2)), pl.col("amount").cast(pl.Decimal(14, 2)), pl.lit(0))
    closed = pl.when(pl.col("outcome") != "open").then(pl.coalesce("closed_at", "opened_at"))
    latest = pl.coalesce(closed, pl.col("opened_at"))
    return rows.select(
        "external_id", pl.col("title").str.slice(0, 300), "account_id", "contact_id", "owner_id", "stage_id",
        "funnel_id", "outcome", "probability", "opened_at", "expected_close",
        pl.col("currency").alias("currency_id"),
        pl.col("reason").fill_null("").alias("reason"),
        known.alias("amount"),
        pl.col("tax").fill_null(0),
        closed.alias("closed_at"),
        latest.alias("stage_at"),
        latest.alias("touched_at"),
    )  # fmt: skip


def _new_ids(taken: bulk.Taken) -> pl.DataFrame:
    """`external_id` and `id` of those that this batch wrote: the last ones of the answer."""
    return taken.ids.tail(taken.new)


def _write_stays(new: pl.DataFrame) -> None:
    rows = Deal.objects.filter(pk__in=new["id"].to_list()).values_list("pk", "stage_id", "stage_at")
    schema = pl.Schema({"deal_id": pl.Int64(), "stage_id": pl.Int64(), "entered_at": pl.Datetime("us", "UTC")})
    bulk.copy_rows(StageEntry, pl.DataFrame(list(rows), schema=schema, orient="row"))


def _wins(new: pl.DataFrame) -> Iterator[DealWon]:
    for deal in Deal.objects.filter(pk__in=new["id"].to_list(), outcome=Deal.WON).prefetch_related("lines"):
        if deal.account_id or deal.contact_id:
            yield DealWon(
                id=deal.pk,
                owner_id=deal.owner_id,
                account_id=deal.account_id,
                contact_id=deal.contact_id,
                product_ids=tuple(line.product_id for line in deal.lines.all()),
                label=deal.title,
            )


def _record(actor: Actor, action: str, run_id: int | None, source: str, count: int, historical: bool) -> None:
    record(
        actor=actor,
        action=action,
        event=BatchWritten(id=run_id or 0, kind="deal", count=count),
        label=source,
        count=count,
        historical=historical,
    )


def touched_imports(run_id: int) -> list[int]:
    """Ids of an import's deals that were changed since or that something else hangs on."""
    rows = Deal.objects.filter(import_run=run_id)
    hanging = bulk.hanging_on(rows, run_id, parts=[DealLine, StageEntry], subject="deal", same_import=True)
    return list({*rows.filter(version__gt=1).values_list("pk", flat=True), *hanging.values_list("pk", flat=True)})


@action
def remove_imported_deals(*, actor: Actor, run_id: int) -> bulk.Removed:
    """Take back the deals of an import, but those changed since or that something else hangs on."""
    require(actor, "import", "change")
    parts = [(DealLine, "deal_id"), (StageEntry, "deal_id")]
    removed = bulk.remove(Deal, run_id, parts=parts, subject="deal", label="title")
    _record(actor, "deals.remove_imported_deals", run_id, "", removed.gone, True)
    return removed
