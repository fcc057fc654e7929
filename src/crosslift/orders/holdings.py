"""What customers own, counted by the database from the orders that count."""

from collections.abc import Collection
from typing import Any

from django.db import connection

MANY = 200
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('crosslift.holdings'), %s)"
_REMOVE = "DELETE FROM orders_holding WHERE account_id = ANY(%(accounts)s)"
_REMOVE_OF_CONTACTS = "DELETE FROM orders_holding WHERE account_id IS NULL AND contact_id = ANY(%(contacts)s)"
# Returns have a negative quantity: they lessen what is owned and make nothing bought.
_COUNT = """
INSERT INTO orders_holding (account_id, contact_id, product_id, times, quantity, first_at, last_at)
SELECT o.account_id, {contact}, l.product_id,
       count(DISTINCT o.id) FILTER (WHERE l.quantity > 0), sum(l.quantity),
       min(o.at) FILTER (WHERE l.quantity > 0), max(o.at) FILTER (WHERE l.quantity > 0)
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.state <> 'cancelled' AND {whose}
GROUP BY o.account_id, {group} l.product_id
HAVING sum(l.quantity) > 0 AND count(*) FILTER (WHERE l.quantity > 0) > 0
"""
_OF_ACCOUNTS = _COUNT.format(contact="NULL::bigint", whose="o.account_id = ANY(%(accounts)s)", group="")
_OF_CONTACTS = _COUNT.format(
    contact="o.contact_id", whose="o.account_id IS NULL AND o.contact_id = ANY(%(contacts)s)", group="o.contact_id,"
)


def count_again(account_ids: Collection[int] = (), contact_ids: Collection[int] = ()) -> None:
    """Count what these customers own from their orders, in the present transaction.

    Each customer is locked in turn, so that two orders at once are both counted; the order of the locks is fixed.
    Many customers at once (an import) lock the table instead: the server keeps only so many single locks.
    """
    with connection.cursor() as cursor:
        if len(account_ids) + len(contact_ids) > MANY:
            cursor.execute("LOCK TABLE orders_holding IN SHARE ROW EXCLUSIVE MODE")
        else:
            _lock(cursor, account_ids, contact_ids)
        values = {"accounts": list(set(account_ids)), "contacts": list(set(contact_ids))}
        if account_ids:
            cursor.execute(_REMOVE, values)
            cursor.execute(_OF_ACCOUNTS, values)
        if contact_ids:
            cursor.execute(_REMOVE_OF_CONTACTS, values)
            cursor.execute(_OF_CONTACTS, values)


def _lock(cursor: Any, account_ids: Collection[int], contact_ids: Collection[int]) -> None:
    for pk in sorted(set(account_ids)):
        cursor.execute(_LOCK, [pk % 2**31])
    for pk in sorted(set(contact_ids)):
        cursor.execute(_LOCK, [-(pk % 2**31)])


def count_all_again() -> int:
    """Count what everybody owns, and say how many customers own something."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE orders_holding IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM orders_holding")
        cursor.execute(_OF_ACCOUNTS.replace("o.account_id = ANY(%(accounts)s)", "o.account_id IS NOT NULL"))
        cursor.execute(_OF_CONTACTS.replace("o.contact_id = ANY(%(contacts)s)", "o.contact_id IS NOT NULL"))
        cursor.execute(
            "SELECT count(*) FROM (SELECT DISTINCT account_id, contact_id FROM orders_holding) AS customers"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
