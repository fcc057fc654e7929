"""Customers brought in many at once, and taken back: one action, audit row and event a batch."""

import polars as pl
from django.db import connection

from crosslift.core import bulk, clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.events import BatchWritten
from crosslift.core.text import sort_key
from crosslift.customers.models import Account, Channel, Contact, Member
from crosslift.staff.access import require

ACCOUNT_TEXTS = (
    "legal_name", "sector", "revenue_currency", "country", "city", "address", "phone", "email", "website",
    "tax_number", "audience", "note",
)  # fmt: skip
ACCOUNT_FACTS = ("employees", "revenue", "founded", "parent_id", "owner_id")
CONTACT_TEXTS = ("position", "deal_role", "note")
CHANNELS = ("phone", "email")


@action
def import_accounts(
    *, actor: Actor, run_id: int | None, source: str, accounts: pl.DataFrame, historical: bool = True
) -> bulk.Taken:
    """Add the accounts that this source did not bring before.

    Columns: external_id, name; optional kind, made_at, employees, revenue, founded, owner_id, and the texts of
    ACCOUNT_TEXTS; parent is the external_id of another account of the same frame or source. Raises NotAllowed.
    """
    require(actor, "account", "add")
    rows = _shaped(accounts, ACCOUNT_TEXTS, ACCOUNT_FACTS)
    defaults = {"kind": "potential", "made_at": clock.now(), "version": 1}
    taken = bulk.take(Account, rows, source=source, run_id=run_id, defaults=defaults)
    if "parent" in accounts.columns:
        _set_parents(accounts, taken)
    _record(actor, "customers.import_accounts", run_id, "account", source, taken.new, historical)
    return taken


def _shaped(frame: pl.DataFrame, texts: tuple[str, ...], facts: tuple[str, ...]) -> pl.DataFrame:
    """The columns of the table that the frame has: texts never null, the name with its key."""
    keys = pl.col("name").map_elements(lambda name: sort_key(name)[:200], return_dtype=pl.String)
    columns = [pl.col("external_id").fill_null(""), pl.col("name").str.slice(0, 200), keys.alias("name_key")]
    for text in texts:
        columns.append(pl.col(text).fill_null("") if text in frame.columns else pl.lit("").alias(text))
    columns += [pl.col(name) for name in (*facts, "kind", "made_at", "account_id") if name in frame.columns]
    return frame.select(columns)


def _set_parents(accounts: pl.DataFrame, taken: bulk.Taken) -> None:
    asked = accounts.filter(pl.col("parent").is_not_null() & (pl.col("parent") != pl.col("external_id")))
    ties = asked.join(taken.ids, on="external_id").join(
        taken.ids.rename({"external_id": "parent", "id": "parent_id"}), on="parent"
    )
    for parent_id, child_id in ties.select("parent_id", "id").iter_rows():
        Account.objects.filter(pk=child_id, parent=None).update(parent_id=parent_id)


@action
def import_contacts(
    *, actor: Actor, run_id: int | None, source: str, contacts: pl.DataFrame, historical: bool = True
) -> bulk.Taken:
    """Add the contacts that this source did not bring before.

    Columns: external_id, name; optional account_id, owner_id, position, deal_role, note, phone, email, made_at.
    Raises NotAllowed.
    """
    require(actor, "contact", "add")
    rows = _shaped(contacts, CONTACT_TEXTS, ("owner_id",))
    taken = bulk.take(Contact, rows, source=source, run_id=run_id, defaults={"made_at": clock.now(), "version": 1})
    fresh = Contact.objects.filter(pk__in=taken.ids["id"].to_list(), channels=None).values_list("pk", flat=True)
    new = contacts.join(taken.ids.filter(pl.col("id").is_in(list(fresh))), on="external_id")
    for kind in CHANNELS:
        if kind in contacts.columns:
            told = new.filter(pl.col(kind).is_not_null() & (pl.col(kind) != ""))
            values = told.select(
                pl.col("id").alias("contact_id"), pl.lit(kind).alias("kind"), pl.col(kind).alias("value")
            )
            bulk.copy_rows(Channel, values)
    _record(actor, "customers.import_contacts", run_id, "contact", source, taken.new, historical)
    return taken


@action
def join_members(
    *, actor: Actor, run_id: int | None, source: str, pairs: pl.DataFrame, historical: bool = True
) -> int:
    """Let people work with accounts, and own those that nobody owns: whoever has the most there.

    Columns: account_id, user_id, weight (how much binds them). Returns how many memberships are new.
    """
    require(actor, "account", "change")
    ordered = pairs.sort("account_id", "weight", "user_id", descending=[False, True, False])
    first = ordered.unique("account_id", keep="first", maintain_order=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_member (account_id, user_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[]) "
            "ON CONFLICT DO NOTHING",
            [ordered["account_id"].to_list(), ordered["user_id"].to_list()],
        )
        made: int = cursor.rowcount
        cursor.execute(
            "UPDATE customers_account a SET owner_id = p.user_id FROM unnest(%s::bigint[], %s::bigint[]) "
            "AS p(account_id, user_id) WHERE a.id = p.account_id AND a.owner_id IS NULL",
            [first["account_id"].to_list(), first["user_id"].to_list()],
        )
    _record(actor, "customers.join_members", run_id, "member", source, made, historical)
    return made


@action
def mark_accounts_existing(*, actor: Actor, run_id: int | None, source: str, account_ids: list[int]) -> int:
    """Accounts that bought something are existing customers. Returns how many changed."""
    require(actor, "account", "change")
    changed = Account.objects.filter(pk__in=account_ids, kind="potential").update(kind="existing")
    _record(actor, "customers.mark_accounts_existing", run_id, "account", source, changed, True)
    return changed


@action
def remove_imported_customers(*, actor: Actor, run_id: int) -> dict[str, bulk.Removed]:
    """Take back the contacts and accounts of an import, but those that something else hangs on."""
    require(actor, "import", "change")
    contacts = bulk.remove(Contact, run_id, parts=[(Channel, "contact_id")], subject="contact")
    accounts = bulk.remove(Account, run_id, parts=[(Member, "account_id")], subject="account")
    gone = contacts.gone + accounts.gone
    _record(actor, "customers.remove_imported_customers", run_id, "account", "", gone, True)
    return {"contacts": contacts, "accounts": accounts}


def _record(
    actor: Actor, action: str, run_id: int | None, kind: str, source: str, count: int, historical: bool
) -> None:
    record(
        actor=actor,
        action=action,
        event=BatchWritten(id=run_id or 0, kind=kind, count=count),
        label=source,
        count=count,
        historical=historical,
    )
