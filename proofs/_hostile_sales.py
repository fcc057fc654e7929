"""Hostile requests around a sale: closing it, answering what is proposed after it, and its lines."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from proofs._desk import Desk
from proofs._refusals import Case

INPUT = "422 bad_input"


def cases(desk: Desk) -> Iterator[Case]:
    """All of them."""
    yield from _closing(desk)
    yield from _answers(desk)
    yield from _lines(desk)


def two(desk: Desk) -> Callable[[], tuple[int, int]]:
    return lambda: (desk.deal(), desk.deal())


def _win(desk: Desk, deal: int, **body: Any) -> str:
    return desk.said("POST", f"/deals/{deal}/win", body)


def _closing(desk: Desk) -> Iterator[Case]:
    def won_and_open() -> tuple[int, int]:
        return desk.won(), desk.deal()

    def orphan() -> tuple[int, int]:
        from crosslift.deals.models import Deal

        deal = desk.deal()
        Deal.objects.filter(pk=deal).update(account=None, contact=None)  # as an import leaves it
        return deal, desk.deal()

    yield Case(
        "a deal won twice",
        lambda it: _win(desk, it[0]),
        lambda it: _win(desk, it[1]),
        "409 already_closed",
        won_and_open,
    )
    yield Case(
        "a deal without products won",
        lambda it: _win(desk, it[0]),
        lambda it: _win(desk, it[1]),
        "422 no_lines",
        lambda: (desk.deal(lines=[]), desk.deal()),
    )
    yield Case(
        "a deal without customer won",
        lambda it: _win(desk, it[0]),
        lambda it: _win(desk, it[1]),
        "422 no_customer",
        orphan,
    )
    yield Case(
        "won tomorrow",
        lambda it: _win(desk, it[0], at="2099-01-01T00:00:00Z"),
        lambda it: _win(desk, it[1]),
        INPUT,
        two(desk),
    )
    yield Case(
        "won before it was opened",
        lambda it: _win(desk, it[0], at="1999-01-01T00:00:00Z"),
        lambda it: _win(desk, it[1]),
        INPUT,
        two(desk),
    )
    yield Case(
        "won for no known reason",
        lambda it: _win(desk, it[0], reason="magic"),
        lambda it: _win(desk, it[1]),
        INPUT,
        two(desk),
    )
    yield Case(
        "won from a stale version",
        lambda it: _win(desk, it[0], version=99),
        lambda it: _win(desk, it[0], version=desk.version(it[0])),
        "409 conflict",
        two(desk),
    )
    yield Case(
        "lost without a reason",
        lambda it: desk.said("POST", f"/deals/{it[0]}/lose", {"reason": ""}),
        lambda it: desk.said("POST", f"/deals/{it[0]}/lose", {"reason": "price"}),
        "422 reason_needed",
        two(desk),
    )
    yield Case(
        "an open deal reopened",
        lambda it: desk.said("POST", f"/deals/{it[1]}/reopen"),
        lambda it: desk.said("POST", f"/deals/{it[0]}/reopen"),
        "409 not_closed",
        won_and_open,
    )
    yield Case(
        "moved into the stage of won deals",
        lambda it: desk.said("POST", f"/deals/{it[0]}/move", {"stage_id": desk.sale.stage("won")}),
        lambda it: desk.said("POST", f"/deals/{it[0]}/move", {"stage_id": _second_stage()}),
        "422 not_this_stage",
        two(desk),
    )
    yield Case(
        "a won deal deleted",
        lambda it: desk.said("DELETE", f"/deals/{it[0]}", who="celia"),
        lambda it: desk.said("DELETE", f"/deals/{it[1]}", who="celia"),
        "409 already_closed",
        won_and_open,
    )
    yield Case(
        "a line added to a won deal",
        lambda it: desk.said("POST", f"/deals/{it[0]}/lines", _line(desk)),
        lambda it: desk.said("POST", f"/deals/{it[1]}/lines", _line(desk)),
        "409 already_closed",
        won_and_open,
    )


def _second_stage() -> int:
    from crosslift.funnels import queries as funnels

    return int(funnels.stages()[1].pk)


def _answers(desk: Desk) -> Iterator[Case]:
    def answer(suggestion: int, result: str = "interested", who: str = "versie", **more: Any) -> str:
        return desk.said("POST", f"/offers/suggestions/{suggestion}/answer", {"result": result, **more}, who=who)

    def answered() -> tuple[int, int, int]:
        given = desk.asked()
        assert answer(given[1]) == ""
        return given

    def reopened() -> tuple[int, int, int]:
        given, other = desk.asked(), desk.asked()
        assert desk.said("POST", f"/deals/{given[0]}/reopen") == ""
        return given[0], given[1], other[1]

    def other(given: tuple[int, int, int]) -> str:
        return answer(given[2])

    yield Case("answered twice", lambda it: answer(it[1]), other, "409 already_answered", answered)
    yield Case(
        "answered otherwise the second time",
        lambda it: answer(it[1], "refused", reason="no_need"),
        other,
        "409 already_answered",
        answered,
    )
    yield Case("answered after the win was undone", lambda it: answer(it[1]), other, "409 not_asked_now", reopened)
    yield Case("answered by a stranger", lambda it: answer(it[1], who="anna"), other, "404 not_found", desk.asked)
    yield Case(
        "answered by who may only read", lambda it: answer(it[1], who="nadia"), other, "403 not_allowed", desk.asked
    )
    yield Case(
        "refused without a reason",
        lambda it: answer(it[1], "refused"),
        lambda it: answer(it[1], "refused", reason="no_need"),
        "422 reason_needed",
        desk.asked,
    )
    yield Case(
        "refused for no known reason", lambda it: answer(it[1], "refused", reason="magic"), other, INPUT, desk.asked
    )
    yield Case("an answer that is none", lambda it: answer(it[1], "maybe"), other, INPUT, desk.asked)
    yield Case(
        "a rest of a thousand years",
        lambda it: answer(it[1], "refused", reason="no_need", rest_months=12_000),
        lambda it: answer(it[1], "refused", reason="no_need", rest_months=12),
        INPUT,
        desk.asked,
    )
    yield Case("a suggestion that does not exist", lambda it: answer(10**15), other, "404 not_found", desk.asked)


def _line(desk: Desk, **values: Any) -> dict[str, Any]:
    return {"product_id": desk.sale.sauerkraut.pk, "quantity": "3", **values}


def _lines(desk: Desk) -> Iterator[Case]:
    def add(deal: int, **values: Any) -> str:
        return desk.said("POST", f"/deals/{deal}/lines", _line(desk, **values))

    def act(values: dict[str, Any], it: tuple[int, int]) -> str:
        return add(it[0], **values)

    bad: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("a quantity below nothing", {"quantity": "-1"}, {"quantity": "1"}),
        ("a quantity of nothing", {"quantity": "0"}, {"quantity": "0.001"}),
        ("a quantity of 10^9", {"quantity": "1000000000"}, {"quantity": "1000000"}),
        ("a quantity of 10^300", {"quantity": "1e300"}, {"quantity": "1e3"}),
        ("a quantity with four decimals", {"quantity": "0.0001"}, {"quantity": "0.125"}),
        ("a quantity that is not a number", {"quantity": "NaN"}, {"quantity": "9"}),
        ("an infinite quantity", {"quantity": "Infinity"}, {"quantity": "9"}),
        ("a quantity that is a list", {"quantity": ["1"]}, {"quantity": 1}),
        ("a price below nothing", {"price": "-0.01"}, {"price": "0"}),
        ("a price beyond money", {"price": "9" * 30}, {"price": "9"}),
        ("a discount of 101 %", {"discount": "101"}, {"discount": "100"}),
        ("a discount below nothing", {"discount": "-5"}, {"discount": "5"}),
        ("a tax rate of 250 %", {"tax_rate": "250"}, {"tax_rate": "25"}),
    ]
    for name, values, twin in bad:
        yield Case(
            name,
            partial(act, values),
            partial(act, twin),
            INPUT,
            two(desk),
        )
    yield Case(
        "a product that does not exist",
        lambda it: add(it[0], product_id=10**9),
        lambda it: add(it[0]),
        "404 not_found",
        two(desk),
    )
    yield Case(
        "a product without a price",
        lambda it: add(it[0], product_id=desk.sale.mystery.pk),
        lambda it: add(it[0], product_id=desk.sale.mystery.pk, price="7"),
        "422 price_unknown",
        two(desk),
    )
    yield Case(
        "a product in a currency without a rate",
        lambda it: add(it[0], product_id=desk.sale.raclette.pk),
        lambda it: add(it[0], product_id=desk.sale.raclette.pk, price="60"),
        "422 no_rate",
        two(desk),
    )

    def replace(deal: int, *lines: dict[str, Any]) -> str:
        return desk.said("PUT", f"/deals/{deal}/lines", {"lines": list(lines)})

    yield Case(
        "all lines replaced, one of them a bad one",
        lambda it: replace(it[0], _line(desk), _line(desk, product_id=9**9)),
        lambda it: replace(it[0], _line(desk), _line(desk)),
        "404 not_found",
        two(desk),
    )
