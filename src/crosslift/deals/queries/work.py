"""What customers have in work, for offers and whitespace."""

from collections.abc import Collection

from django.db.models import Q

from crosslift.deals.models import Deal, DealLine


def in_work(*, account_ids: Collection[int] = (), contact_ids: Collection[int] = ()) -> set[tuple[str, int]]:
    """{(customer, product id)} of the lines of deals in work; a customer is "account:7" or "contact:9".

    An account's deals count for the account; a contact's only where the deal has no account. For the product
    itself (offers), not for a reader: nothing but the pairs is told.
    """
    wanted = Q(deal__account_id__in=account_ids) | Q(deal__account=None, deal__contact_id__in=contact_ids)
    rows = DealLine.objects.filter(wanted, deal__outcome=Deal.OPEN).order_by()
    found = rows.values_list("deal__account_id", "deal__contact_id", "product_id").distinct()
    return {(customer_key(account_id, contact_id), product_id) for account_id, contact_id, product_id in found}


def customer_key(account_id: int | None, contact_id: int | None) -> str:
    """How a customer is called across rooms: the account where there is one, else the contact."""
    return f"account:{account_id}" if account_id else f"contact:{contact_id}"
