"""Two people win one deal at the same moment, on two connections: one win, one refusal, one event."""

import threading

import pytest
from django.db import connection, transaction

from crosslift.core.models import Outbox
from crosslift.deals import actions
from crosslift.deals.errors import AlreadyClosed
from tests.company import build_company
from tests.deals.sale import build_sale


@pytest.mark.django_db(transaction=True)
def test_win_and_win_is_one_win() -> None:
    with transaction.atomic():
        sale = build_sale(build_company())
        deal = sale.open()
        people = [sale.company.act(sale.company.versie), sale.company.act(sale.company.dustin)]
    ready = threading.Barrier(2)
    said: list[str] = []

    def win(number: int) -> None:
        try:
            with transaction.atomic():
                ready.wait(10)
                actions.win_deal(actor=people[number], deal_id=deal.pk)
            said.append("won")
        except AlreadyClosed:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=win, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said) == ["refused", "won"]
    assert Outbox.objects.filter(name="DealWon", key=f"deal:{deal.pk}").count() == 1
