"""What people see of processes: their own, their team's or all; where each item is and what comes next."""

from collections.abc import Callable

import pytest
from django.utils import translation

from crosslift.core.errors import NotFound
from crosslift.flows import queries
from crosslift.flows.actions import answer
from crosslift.flows.models import Instance
from tests.company import Company
from tests.flows import steps


@pytest.mark.parametrize(
    ("person", "sees"),
    [("versie", True), ("dustin", True), ("celia", True), ("nadia", True), ("moses", False), ("anna", False)],
)
def test_who_sees_an_instance(sale: Company, win: Callable[..., int], person: str, sees: bool) -> None:
    win()
    actor = sale.act(getattr(sale, person))
    pk = Instance.objects.get().pk
    assert [row.pk for row in queries.instances(actor)] == ([pk] if sees else [])
    if sees:
        assert queries.instance_page(actor, pk).instance.pk == pk
    else:
        with pytest.raises(NotFound):
            queries.instance_page(actor, pk)


def test_a_deputy_sees_what_waits_for_them(sale: Company, win: Callable[..., int]) -> None:
    win()
    actor = sale.act(sale.moses)
    assert queries.waiting_for(actor) == []
    sale.versie.deputy = sale.moses
    sale.versie.save()
    assert [waiting.label for waiting in queries.waiting_for(actor)] == ["Product 11", "Product 12", "Product 13"]
    assert queries.instance_page(actor, Instance.objects.get().pk).may_change is False


def test_the_page_tells_where_each_item_is(sale: Company, win: Callable[..., int]) -> None:
    win()
    steps.BROKEN["nurture"] = steps.Unwilling()
    pk = Instance.objects.get().pk
    for item, words in ((11, "interested"), (12, "nurture")):
        answer(
            actor=sale.act(sale.versie),
            instance_id=pk,
            element="ask",
            item=item,
            values={"answer": words},
            said=words,
        )
    page = queries.instance_page(sale.act(sale.dustin), pk)
    assert [(one.label, one.state, one.name) for one in page.items] == [
        ("Product 11", "done", "Open deal"),
        ("Product 12", "failed", "Register lead"),
        ("Product 13", "waiting", "Ask and answer BANT"),
    ]
    assert page.items[2].next == ("Open deal", "Register lead", "Store refusal, rest")
    assert page.items[1].said == "No consent for letters."
    assert page.states["ask"] == {"done": 2, "waiting": 1}
    assert page.states["register_lead"]["failed"] == 1
    assert "answer_interested" in page.taken
    assert "answer_no" not in page.taken
    assert page.steps["open_follow_up"] == "test.open"
    assert page.may_change
    assert [trace.state for trace in page.traces] == ["done", "answered", "done", "answered", "failed"]


def test_the_drawing_speaks_the_readers_language(sale: Company, win: Callable[..., int]) -> None:
    win()
    with translation.override("ru"):
        page = queries.instance_page(sale.act(sale.versie), Instance.objects.get().pk)
    assert 'name="Сделка выиграна"' in page.xml
    assert page.names["ask"] == "Спросить и отметить BANT"


def test_has_begun_counts_no_cancelled_run(sale: Company, win: Callable[..., int], undo: Callable[..., int]) -> None:
    assert not queries.has_begun("test_sale", "ware:42")
    win()
    assert queries.has_begun("test_sale", "ware:42")
    undo()
    assert not queries.has_begun("test_sale", "ware:42")
