"""Many rows at once: frames copied into tables, and what was imported taken out again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.apps import apps
from django.db import connection, models
from psycopg.sql import SQL, Identifier

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch did: rows written, rows that were here before, and the id of every row by `external_id`."""

    new: int
    here: int
    ids: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Removed:
    """What taking an import back did: rows removed, and the labels of those kept because something hangs on them."""

    gone: int
    kept: int
    labels: tuple[str, ...] = ()


def take(
    model: type[models.Model],
    rows: pl.DataFrame,
    *,
    source: str,
    run_id: int | None,
    defaults: Mapping[str, Any],
) -> Taken:
    """Write the rows whose `external_id` the table does not know from this source yet.

    Columns of `rows` are columns of the table; `defaults` fills those that are absent or null. Rows without an
    external id are always new. Two imports of one source wait for each other.
    """
    lock_source(source)
    rows = with_defaults(rows, defaults)
    seen = known(model, source, rows["external_id"])
    fresh = rows.join(seen, on="external_id", how="anti")
    fresh = fresh.unique("external_id", keep="first", maintain_order=True)
    ids = next_ids(model, fresh.height)
    written = fresh.with_columns(
        ids.alias("id"),
        pl.lit(source).alias("external_source"),
        pl.lit(run_id, dtype=pl.Int64).alias("import_run"),
    )
    copy_rows(model, written)
    return Taken(fresh.height, seen.height, pl.concat([seen, written.select("external_id", "id")]))


def with_defaults(rows: pl.DataFrame, defaults: Mapping[str, Any]) -> pl.DataFrame:
    """The rows with every default where the column is absent or null."""
    columns = []
    for name, value in defaults.items():
        literal = pl.lit(value)
        columns.append(pl.col(name).fill_null(literal) if name in rows.columns else literal.alias(name))
    return rows.with_columns(columns)


def known(model: type[models.Model], source: str, external_ids: pl.Series) -> pl.DataFrame:
    """`external_id` and `id` of the rows that came from this source before."""
    asked = [one for one in external_ids.unique().to_list() if one]
    manager = model._default_manager
    found = manager.filter(external_source=source, external_id__in=asked).values_list("external_id", "pk")
    return pl.DataFrame(list(found), schema={"external_id": pl.String, "id": pl.Int64}, orient="row")


def next_ids(model: type[models.Model], count: int) -> pl.Series:
    """A block of ids from the table's own sequence."""
    if not count:
        return pl.Series("id", [], dtype=pl.Int64)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return pl.Series("id", [row[0] for row in cursor.fetchall()], dtype=pl.Int64)


def copy_rows(model: type[models.Model], rows: pl.DataFrame) -> None:
    """COPY the frame into the table; its columns are named as the table's."""
    if not rows.height:
        return
    columns = SQL(", ").join(Identifier(name) for name in rows.columns)
    command = SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(Identifier(model._meta.db_table), columns)
    text = rows.write_csv(include_header=False).encode()
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for start in range(0, len(text), PIECE):
            copy.write(text[start : start + PIECE])


def lock_source(source: str) -> None:
    """Until the transaction ends, nobody else imports from this source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import'), hashtext(%s))", [source])


def line_sums(quantity: str = "quantity", price: str = "price", discount: str = "discount") -> pl.Expr:
    """Quantity × price less discount in percent, half up at the cent: what `money.line_sum` gives, by column.

    Whole numbers all the way: neither floats nor a second rounding come between.
    """
    whole = (
        (pl.col(quantity).cast(pl.Decimal(38, 3)) * 1000).cast(pl.Int128)
        * (pl.col(price).cast(pl.Decimal(38, 2)) * 100).cast(pl.Int128)
        * (10_000 - (pl.col(discount).cast(pl.Decimal(38, 2)) * 100).cast(pl.Int128))
    )
    cents = ((whole.abs() + 5_000_000) // 10_000_000) * whole.sign()
    return (cents.cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(16, 2))


def hanging_on(
    rows: models.QuerySet[Any],
    run_id: int,
    *,
    parts: Iterable[type[models.Model]],
    subject: str = "",
    same_import: bool = False,
) -> models.QuerySet[Any]:
    """Those among the rows that something outside this import points at; `parts` belong to the rows.

    Records that know others by type and id alone (tasks, notes) are found by `subject`. With `same_import` rows of
    other tables that the same import wrote do not count.
    """
    model = rows.model
    skipped = set(parts)
    condition = models.Q(pk__in=[])
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.is_relation and relation.one_to_many:
            other = relation.related_model
            if other in skipped:
                continue
            pointing = other._default_manager.filter(**{relation.field.attname: models.OuterRef("pk")})
            if _has(other, "import_run") and (same_import or other is model):
                pointing = pointing.exclude(import_run=run_id)
            condition |= models.Q(models.Exists(pointing))
    for other in _knowing_by_subject() if subject else ():
        about = other._default_manager.filter(subject_type=subject, subject_id=models.OuterRef("pk"))
        condition |= models.Q(models.Exists(about))
    return rows.filter(condition)


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _knowing_by_subject() -> list[type[models.Model]]:
    def knows(model: type[models.Model]) -> bool:
        fields = {field.name: field for field in model._meta.concrete_fields}
        return "subject_type" in fields and isinstance(fields.get("subject_id"), models.BigIntegerField)

    return [model for model in apps.get_models() if knows(model)]


def remove(
    model: type[models.Model],
    run_id: int,
    *,
    parts: Sequence[tuple[type[models.Model], str]] = (),
    keep: models.Q | None = None,
    subject: str = "",
    label: str = "name",
) -> Removed:
    """Delete what an import wrote into the table, with its `parts` (table, column of the owner).

    Kept are rows changed since (version above 1), rows that `keep` names and rows that others point at.
    """
    rows = model._default_manager.filter(import_run=run_id)
    stay = models.Q() if keep is None else keep
    if _has(model, "version"):
        stay |= models.Q(version__gt=1)
    kept = set(rows.filter(stay).values_list("pk", flat=True)) if stay else set()
    hanging = hanging_on(rows, run_id, parts=[part for part, _ in parts], subject=subject)
    kept |= set(hanging.values_list("pk", flat=True))
    gone = [pk for pk in rows.values_list("pk", flat=True) if pk not in kept]
    _let_go(model, gone)
    for table, column in [*((part._meta.db_table, column) for part, column in parts), (model._meta.db_table, "id")]:
        command = SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(Identifier(table), Identifier(column))
        with connection.cursor() as cursor:
            cursor.execute(command, [gone])
    labels = model._default_manager.filter(pk__in=kept).order_by("pk").values_list(label, flat=True)
    return Removed(len(gone), len(kept), tuple(str(one) for one in labels[:20]))


def _let_go(model: type[models.Model], gone: list[int]) -> None:
    """Rows of the same table stop pointing at those that go."""
    for field in model._meta.concrete_fields:
        if field.related_model is model and field.null:
            model._default_manager.filter(**{f"{field.attname}__in": gone}).update(**{field.attname: None})
