"""A process killed before any statement of the cross-sale leaves nothing behind; done again, all is there once."""

from decimal import Decimal

import pytest
from django.db import transaction

from crosslift.catalog import actions as catalog
from crosslift.core.queries import waiting_events
from crosslift.deals import actions as deals
from crosslift.deals.models import Deal, DealLine
from crosslift.flows.jobs import deliver
from crosslift.flows.models import Instance
from crosslift.leads.models import LeadProduct
from crosslift.offers.actions import answer_suggestion
from crosslift.offers.errors import AlreadyAnswered
from crosslift.offers.models import OfferRefusal, Suggestion
from crosslift.orders.models import Order
from crosslift.tasks.models import Task
from proofs._refusals import digest
from tests.company import build_company
from tests.deals.sale import Sale, build_sale
from tests.faults.dying import done_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def sale() -> Sale:
    """Sauerkraut, after which two products are proposed."""
    with transaction.atomic():
        sale = build_sale(build_company())
        pavel = sale.company.act(sale.company.pavel)
        for name in ("Mustard", "Horseradish"):
            made = catalog.make_product(actor=pavel, name=name, price=Decimal(5), currency_id="USD")
            catalog.link_products(
                actor=pavel, source_id=sale.sauerkraut.pk, target_id=made.pk, kind="additional", cross=True
            )
    return sale


def _won(sale: Sale) -> tuple[int, int]:
    """A deal just won, and the event that nobody has heard yet."""
    with transaction.atomic():
        deal = sale.open()
        deals.win_deal(actor=sale.company.act(sale.company.versie), deal_id=deal.pk)
    return deal.pk, waiting_events().get(name="DealWon").pk


def _killed_everywhere(act: str, *arguments: object) -> int:
    """Kill it at each point in turn, up to the one behind its commit; returns how many points there were."""
    untouched = digest()
    point = 0
    while digest() == untouched:
        point += 1
        assert not done_until(act, arguments, point), "it ended without a commit to be killed behind"
    return point


def test_a_delivery_killed_anywhere_has_its_effect_once(sale: Sale) -> None:
    deal, event = _won(sale)
    assert _killed_everywhere("deliver", event) >= 20
    stands = digest()
    deliver(event)
    assert digest() == stands, "what was committed was not the whole"
    assert Instance.objects.get(process="cross_sale").state == "waiting"
    assert Order.objects.get().deal_id == deal
    assert Suggestion.objects.filter(deal_id=deal, state="open").count() == 2
    assert Task.objects.filter(origin="process", state="open").count() == 1


@pytest.mark.parametrize("result", ["interested", "nurture", "refused"])
def test_an_answer_killed_anywhere_has_its_effect_once(sale: Sale, result: str) -> None:
    _deal, event = _won(sale)
    deliver(event)
    one = Suggestion.objects.order_by("pk").first()
    assert one is not None
    person = sale.company.versie
    assert _killed_everywhere("answer", person.pk, one.pk, result) >= 15
    with pytest.raises(AlreadyAnswered), transaction.atomic():
        answer_suggestion(actor=sale.company.act(person), suggestion_id=one.pk, result=result, reason="no_need")
    one.refresh_from_db()
    assert (one.state, one.done_at is not None) == (result, True)
    effects = {
        "interested": DealLine.objects.filter(deal__source="cross_sale", deal__source_deal=one.deal_id).count(),
        "nurture": LeadProduct.objects.filter(lead__source_deal=one.deal_id).count(),
        "refused": OfferRefusal.objects.filter(suggestion=one).count(),
    }
    assert effects == {"interested": 0, "nurture": 0, "refused": 0} | {result: 1}
    assert Deal.objects.filter(source="cross_sale").count() == (1 if result == "interested" else 0)
