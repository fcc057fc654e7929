"""A win and its undoing worked off by the real processes: the order comes, goes, and comes anew."""

from crosslift.core.jobs import run_now
from crosslift.core.models import Outbox
from crosslift.deals import actions as deals
from crosslift.deals.models import Deal
from crosslift.orders.models import Holding, Order
from tests.deals.sale import Sale


def _work_off(deal: Deal) -> None:
    """Deliver what waits about the deal, as the worker does; a second delivery finds nothing to do."""
    waiting = Outbox.objects.filter(key=f"deal:{deal.pk}", delivered_at=None, historical=False)
    for event_id in [*waiting.values_list("pk", flat=True)] * 2:
        run_now("flows.deliver", event_id=event_id)


def _states(deal: Deal) -> list[str]:
    return list(Order.objects.filter(deal=deal).order_by("pk").values_list("state", flat=True))


def test_the_order_follows_the_win_and_its_undoing(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    _work_off(deal)
    for won in (1, 2):
        deals.win_deal(actor=versie, deal_id=deal.pk)
        _work_off(deal)
        assert _states(deal) == ["cancelled"] * (won - 1) + ["draft"]
        assert Holding.objects.get().product_id == sale.sauerkraut.pk
        deals.reopen_deal(actor=versie, deal_id=deal.pk)
        _work_off(deal)
        assert _states(deal) == ["cancelled"] * won
        assert not Holding.objects.exists()


def test_won_undone_and_won_again_before_anything_is_worked_off(sale: Sale) -> None:
    versie, deal = sale.company.act(sale.company.versie), sale.open()
    deals.win_deal(actor=versie, deal_id=deal.pk)
    deals.reopen_deal(actor=versie, deal_id=deal.pk)
    deals.win_deal(actor=versie, deal_id=deal.pk)
    _work_off(deal)
    assert Order.objects.filter(deal=deal).exclude(state="cancelled").count() == 1
