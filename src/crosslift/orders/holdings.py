"""What customers own, counted by the database from the orders that count."""

from collections.abc import Collection

from django.db import connection

MANY = 200
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('crosslift.holdings'),"
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
    many = len(account_ids) + len(contact_ids) > MANY
    if many:
        # Rows just copied have no statistics: the planner would join them one by one, for minutes.
        steps = ["LOCK TABLE orders_holding IN SHARE ROW EXCLUSIVE MODE", "SET LOCAL enable_nestloop = off"]
    else:
        steps = _locks(account_ids, contact_ids)
    if account_ids:
        steps += [_REMOVE, _OF_ACCOUNTS]
    if contact_ids:
        steps += [_REMOVE_OF_CONTACTS, _OF_CONTACTS]
    if many:
        steps += ["SET LOCAL enable_nestloop = on"]
    if not account_ids and not contact_ids:
        return
    values = {"accounts": list(set(account_ids)), "contacts": list(set(contact_ids))}
    with connection.cursor() as cursor:
        # Sent at once; each statement still sees what was committed before it began, so also what a lock waited for.
        cursor.execute(";".join(steps), values)


def _locks(account_ids: Collection[int], contact_ids: Collection[int]) -> list[str]:
    keys = [pk % 2**31 for pk in sorted(set(account_ids))] + [-(pk % 2**31) for pk in sorted(set(contact_ids))]
    return [f"{_LOCK} {int(key)})" for key in keys]


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
