"""Online Retail (541,909 lines) in at most 3 times the time of a COPY of the same rows into the same tables."""

import os
import sys
import time
from pathlib import Path

NEEDS = "database"
MOST = 3.0
FILE = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "online_retail" / "online_retail.parquet"
# In the order of their references. What customers own is counted by us beside these; the COPY is spared that.
TABLES = ("customers_account", "catalog_product", "orders_order", "orders_orderline")
TIMES = 3


def main() -> int:
    """Import once into an empty database, then COPY the very rows back into the emptied tables; compare."""
    if not FILE.is_file():
        print(f"import: skipped=the data set is not at ../shared/data/{FILE.parent.name}")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crosslift.site.settings")
    import django

    django.setup()
    from crosslift.integrations.reading import read

    lines = read(FILE).frame.height
    ours, spent = our_import()
    print(f"  ours: {ours:.1f} s ({spent})")
    copies = copy_back()
    print("  COPY of the same rows: " + ", ".join(f"{seconds:.1f} s" for seconds in copies))
    copy = sorted(copies)[len(copies) // 2]
    ratio = ours / copy
    print(f"import: rows={lines} ours={ours:.2f} copy={copy:.2f} ratio={ratio:.2f}")
    return 0 if ratio <= MOST else 1


def our_import() -> tuple[float, str]:
    """Seconds from the file to the last commit, dry run apart, and what came in."""
    from django.db import transaction

    from crosslift.core.actor import the_system
    from crosslift.integrations import actions
    from crosslift.integrations.plan import preset
    from crosslift.integrations.preparing import described
    from crosslift.integrations.running import run_import
    from crosslift.site.company import install

    with transaction.atomic():
        install()
    actor = the_system("import", "a benchmark")
    begun = time.perf_counter()
    with transaction.atomic():
        run = actions.prepare_import(
            actor=actor, preset="online_retail", plan=preset("online_retail"), files=[described(FILE)]
        )
        actions.start_import(actor=actor, run_id=run.pk, by_job=False)
    done = run_import(run.pk)
    seconds = time.perf_counter() - begun
    told = ", ".join(f"{name} {counts['new']:,}" for name, counts in done.report["in"].items())
    return seconds, f"{told}, refused {done.refused.count():,}"


def copy_back() -> list[float]:
    """Seconds of each COPY of all rows, keys, indexes and triggers on, in one transaction to its commit."""
    import psycopg

    from crosslift.site.settings import APP_URL, OWNER_URL

    with psycopg.connect(APP_URL) as connection:
        columns = {table: _columns(connection, table) for table in TABLES}
        kept = {table: _copy_out(connection, table, columns[table]) for table in TABLES}
    seconds = []
    for _turn in range(TIMES):
        with psycopg.connect(OWNER_URL, autocommit=True) as owner:
            owner.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        with psycopg.connect(APP_URL) as connection:
            begun = time.perf_counter()
            for table in TABLES:
                command = f"COPY {table} ({columns[table]}) FROM STDIN (FORMAT csv)"
                with connection.cursor() as cursor, cursor.copy(command) as copy:
                    for piece in kept[table]:
                        copy.write(piece)
            connection.commit()
            seconds.append(time.perf_counter() - begun)
    return seconds


def _columns(connection: "psycopg.Connection", table: str) -> str:  # noqa: F821
    rows = connection.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns "
        "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return ", ".join(name for (name,) in rows)


def _copy_out(connection: "psycopg.Connection", table: str, columns: str) -> list[bytes]:  # noqa: F821
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) TO STDOUT (FORMAT csv)") as copy:
        whole = b"".join(bytes(piece) for piece in copy)
    size = 1 << 20
    return [whole[start : start + size] for start in range(0, len(whole), size)]


if __name__ == "__main__":
    sys.exit(main())
