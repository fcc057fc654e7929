"""The products of a deal."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from crosslift.core.actions import action, difference, record
from crosslift.core.actor import Actor
from crosslift.core.errors import NotFound
from crosslift.core.money import line_sum
from crosslift.deals.actions import checks
from crosslift.deals.events import DealChanged
from crosslift.deals.models import Deal, DealLine
from crosslift.deals.pricing import LineInput, check_values, priced, totals


def write_lines(deal: Deal, lines: Sequence[LineInput], *, after: int = 0) -> list[DealLine]:
    """Price the lines, save them behind position `after`, and set the deal's sums; the caller saves the deal."""
    day = timezone.localdate(deal.opened_at)
    written = []
    for position, line in enumerate(lines, after + 1):
        row = priced(line, currency=deal.currency_id, day=day)
        row.deal, row.position = deal, position
        row.save()
        written.append(row)
    set_sums(deal)
    return written


def set_sums(deal: Deal) -> None:
    """Set amount and tax from the lines as they are now; the deal is saved by the caller."""
    for name, value in totals(list(deal.lines.all())).items():
        setattr(deal, name, value)


@action
def set_lines(*, actor: Actor, deal_id: int, lines: Sequence[LineInput], version: int | None = None) -> Deal:
    """Put these products in place of all. Raises what pricing raises, AlreadyClosed, Conflict."""
    deal = checks.open_deal_of(actor, deal_id, version)
    before = _said(deal)
    deal.lines.all().delete()
    write_lines(deal, lines)
    return _finish(actor, "deals.set_lines", deal, before)


@action
def add_line(*, actor: Actor, deal_id: int, line: LineInput, version: int | None = None) -> Deal:
    """Add a product behind the others. Raises what pricing raises, AlreadyClosed, Conflict."""
    deal = checks.open_deal_of(actor, deal_id, version)
    before = _said(deal)
    last = deal.lines.order_by("-position").values_list("position", flat=True).first()
    write_lines(deal, [line], after=last or 0)
    return _finish(actor, "deals.add_line", deal, before)


@action
def change_line(
    *,
    actor: Actor,
    deal_id: int,
    line_id: int,
    quantity: Decimal | None = None,
    price: Decimal | None = None,
    discount: Decimal | None = None,
    tax_rate: Decimal | None = None,
    unit: str | None = None,
    version: int | None = None,
) -> Deal:
    """Change values of one line; what is None stays. Raises NotFound, BadInput, AlreadyClosed, Conflict."""
    deal = checks.open_deal_of(actor, deal_id, version)
    line = _line(deal, line_id)
    before = _said(deal)
    values = {"quantity": quantity, "price": price, "discount": discount, "tax_rate": tax_rate, "unit": unit}
    difference(line, {name: value for name, value in values.items() if value is not None})
    check_values(line.quantity, line.price, line.discount, line.tax_rate)
    line.sum = line_sum(line.quantity, line.price, line.discount)
    line.save()
    set_sums(deal)
    return _finish(actor, "deals.change_line", deal, before)


@action
def remove_line(*, actor: Actor, deal_id: int, line_id: int, version: int | None = None) -> Deal:
    """Take a product out. Raises NotFound, AlreadyClosed, Conflict."""
    deal = checks.open_deal_of(actor, deal_id, version)
    before = _said(deal)
    _line(deal, line_id).delete()
    set_sums(deal)
    return _finish(actor, "deals.remove_line", deal, before)


def _line(deal: Deal, line_id: int) -> DealLine:
    line = deal.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound
    return line


def _said(deal: Deal) -> list[str]:
    rows = deal.lines.values_list("name", "quantity", "price", "discount")
    return [
        f"{name}: {quantity.normalize():f} × {price}" + (f" − {discount.normalize():f}%" if discount else "")
        for name, quantity, price, discount in rows
    ]


def _finish(actor: Actor, name: str, deal: Deal, before: list[str]) -> Deal:
    deal.version += 1
    deal.save()
    record(
        actor=actor,
        action=name,
        event=DealChanged(id=deal.pk, fields=("lines",)),
        label=deal.title,
        changes={"lines": [before, _said(deal)], "amount": str(deal.amount)},
    )
    return deal
