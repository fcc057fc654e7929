"""Drafting an order: of a won deal, or by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crosslift.catalog import queries as catalog
from crosslift.core import clock
from crosslift.core.actions import action, record
from crosslift.core.actor import Actor
from crosslift.core.errors import BadInput
from crosslift.core.money import line_sum
from crosslift.customers import access as customers
from crosslift.customers.actions import mark_existing
from crosslift.deals import access as deals
from crosslift.orders import access
from crosslift.orders.errors import AlreadyOrdered, NoOrderCustomer, NoOrderLines, NotWon
from crosslift.orders.events import OrderOpened
from crosslift.orders.holdings import count_again
from crosslift.orders.models import Order, OrderLine
from crosslift.staff.access import fetch

if TYPE_CHECKING:
    from crosslift.deals.models import Deal


@dataclass(frozen=True, slots=True)
class OrderLineInput:
    """A product of an order entered by hand, in the order's currency; a return has a negative quantity."""

    product_id: int
    quantity: Decimal
    price: Decimal
    discount: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)


@action
def open_order(
    *,
    actor: Actor,
    lines: Sequence[OrderLineInput],
    account_id: int | None = None,
    contact_id: int | None = None,
    currency: str | None = None,
    at: datetime | None = None,
) -> Order:
    """Draft an order without a deal. Raises NoOrderCustomer, NoOrderLines, BadInput, NotAllowed."""
    access.check_can_open(actor)
    if not account_id and not contact_id:
        raise NoOrderCustomer
    if not lines:
        raise NoOrderLines
    _check_customer(actor, account_id, contact_id)
    _check_lines(lines)
    order = Order(
        account_id=account_id,
        contact_id=contact_id,
        owner_id=actor.id,
        at=at or clock.now(),
        currency_id=_currency(currency),
    )
    rows = [
        OrderLine(
            product_id=line.product_id,
            quantity=line.quantity,
            price=line.price,
            discount=line.discount,
            tax_rate=line.tax_rate,
            sum=line_sum(line.quantity, line.price, line.discount),
        )
        for line in lines
    ]
    return _draft(actor, "orders.open_order", order, rows)


@action
def open_order_of_deal(*, actor: Actor, deal_id: int) -> Order:
    """Draft the order of a won deal with its lines and prices; a deal has one order that counts.

    Raises NotWon, AlreadyOrdered, NotFound, NotAllowed.
    """
    access.check_can_open(actor)
    deal = fetch(deals.visible_deals(actor).select_related("account"), None, deal_id, lock=True)
    if deal.outcome != "won":
        raise NotWon
    if Order.objects.filter(deal=deal).exclude(state="cancelled").exists():
        raise AlreadyOrdered
    order = Order(
        account=deal.account,
        contact_id=deal.contact_id,
        deal=deal,
        owner_id=deal.owner_id,
        at=deal.closed_at or clock.now(),
        currency_id=deal.currency_id,
    )
    return _draft(actor, "orders.open_order_of_deal", order, _copied(deal))


def _copied(deal: "Deal") -> list[OrderLine]:
    return [
        OrderLine(
            product_id=line.product_id,
            quantity=line.quantity,
            price=line.price,
            discount=line.discount,
            tax_rate=line.tax_rate,
            sum=line.sum,
        )
        for line in deal.lines.all()
    ]


def _draft(actor: Actor, name: str, order: Order, lines: list[OrderLine]) -> Order:
    order.amount = sum((line.sum for line in lines), Decimal(0))
    order.save()
    order.number = f"ORD-{1000 + order.pk}"
    order.save(update_fields=["number"])
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    if order.account is not None and order.account.kind == "potential":
        mark_existing(actor=actor, account_id=order.account.pk)
    recount(order)
    record(
        actor=actor,
        action=name,
        event=OrderOpened(
            id=order.pk, deal_id=order.deal_id, account_id=order.account_id, contact_id=order.contact_id
        ),
        label=order.number,
        changes={"amount": str(order.amount), "currency": order.currency_id, "deal": order.deal_id},
    )
    return order


def recount(order: Order) -> None:
    """Count again what the order's customer owns."""
    if order.account_id:
        count_again(account_ids=[order.account_id])
    elif order.contact_id:
        count_again(contact_ids=[order.contact_id])


def _check_customer(actor: Actor, account_id: int | None, contact_id: int | None) -> None:
    if account_id and not customers.visible_accounts(actor).filter(pk=account_id).exists():
        raise BadInput(fields={"account": _("There is no such customer, or it is not yours to see.")})
    if contact_id and not customers.visible_contacts(actor).filter(pk=contact_id).exists():
        raise BadInput(fields={"contact": _("There is no such contact, or it is not yours to see.")})


def _check_lines(lines: Sequence[OrderLineInput]) -> None:
    known = catalog.products_by_id({line.product_id for line in lines})
    for line in lines:
        if line.product_id not in known:
            raise BadInput(fields={"lines": _("There is no such product.")})
        if not line.quantity.is_finite() or line.quantity == 0 or abs(line.quantity) > Decimal(10) ** 9:
            raise BadInput(fields={"lines": _("A quantity is not 0 and below a thousand million.")})
        if not line.price.is_finite() or not 0 <= line.price <= Decimal(10) ** 9:
            raise BadInput(fields={"lines": _("A price is 0 or more.")})
        if not 0 <= line.discount <= 100 or not 0 <= line.tax_rate <= 100:
            raise BadInput(fields={"lines": _("Discount and tax lie between 0 and 100 percent.")})


def _currency(code: str | None) -> str:
    if not code:
        return catalog.base_currency()
    if code not in catalog.currencies():
        raise BadInput(fields={"currency": _("This currency is not known here. Add it in Settings first.")})
    return code
