"""Hostile requests: what no seller, program or thief may do, asked of the API as it is served."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from proofs._desk import Desk
from proofs._refusals import Case, tried

INPUT, NO_TOKEN = "422 bad_input", "401 no_token"


def cases(desk: Desk) -> Iterator[Case]:
    """All of them."""
    yield from _closing(desk)
    yield from _answers(desk)
    yield from _lines(desk)
    yield from _shapes(desk)
    yield from _strangers(desk)
    yield from _catalogue(desk)
    yield from _others(desk)


def _two(desk: Desk) -> Callable[[], tuple[int, int]]:
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
        _two(desk),
    )
    yield Case(
        "won before it was opened",
        lambda it: _win(desk, it[0], at="1999-01-01T00:00:00Z"),
        lambda it: _win(desk, it[1]),
        INPUT,
        _two(desk),
    )
    yield Case(
        "won for no known reason",
        lambda it: _win(desk, it[0], reason="magic"),
        lambda it: _win(desk, it[1]),
        INPUT,
        _two(desk),
    )
    yield Case(
        "won from a stale version",
        lambda it: _win(desk, it[0], version=99),
        lambda it: _win(desk, it[0], version=desk.version(it[0])),
        "409 conflict",
        _two(desk),
    )
    yield Case(
        "lost without a reason",
        lambda it: desk.said("POST", f"/deals/{it[0]}/lose", {"reason": ""}),
        lambda it: desk.said("POST", f"/deals/{it[0]}/lose", {"reason": "price"}),
        "422 reason_needed",
        _two(desk),
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
        _two(desk),
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
            _two(desk),
        )
    yield Case(
        "a product that does not exist",
        lambda it: add(it[0], product_id=10**9),
        lambda it: add(it[0]),
        "404 not_found",
        _two(desk),
    )
    yield Case(
        "a product without a price",
        lambda it: add(it[0], product_id=desk.sale.mystery.pk),
        lambda it: add(it[0], product_id=desk.sale.mystery.pk, price="7"),
        "422 price_unknown",
        _two(desk),
    )
    yield Case(
        "a product in a currency without a rate",
        lambda it: add(it[0], product_id=desk.sale.raclette.pk),
        lambda it: add(it[0], product_id=desk.sale.raclette.pk, price="60"),
        "422 no_rate",
        _two(desk),
    )

    def replace(deal: int, *lines: dict[str, Any]) -> str:
        return desk.said("PUT", f"/deals/{deal}/lines", {"lines": list(lines)})

    yield Case(
        "all lines replaced, one of them a bad one",
        lambda it: replace(it[0], _line(desk), _line(desk, product_id=9**9)),
        lambda it: replace(it[0], _line(desk), _line(desk)),
        "404 not_found",
        _two(desk),
    )


def _shapes(desk: Desk) -> Iterator[Case]:
    def act(body: Any, it: tuple[int, int]) -> str:
        return desk.said("PATCH", f"/deals/{it[0]}", body)

    bad: list[tuple[str, Any, Any, str]] = [
        ("an outcome set by hand", {"outcome": "won"}, {"title": "Won over"}, INPUT),
        ("an owner set by hand", {"title": "x", "owner_id": 1}, {"title": "x"}, INPUT),
        ("a field that nobody knows", {"title": "x", "is_admin": True}, {"title": "x"}, INPUT),
        ("a stale version", {"title": "x", "version": 77}, {"title": "x"}, "409 conflict"),
        ("a certain chance", {"probability": "100"}, {"probability": "99"}, INPUT),
        ("a title of 301 letters", {"title": "x" * 301}, {"title": "x" * 300}, INPUT),
        ("a NUL in a title", {"title": "a\u0000b"}, {"title": "a b"}, INPUT),
        ("half a letter in a title", '{"title": "\\ud800"}', '{"title": "\\ud83d\\ude00"}', INPUT),
        ("a currency that nobody knows", {"currency": "XXX"}, {"title": "x"}, INPUT),
        ("a day that does not exist", {"expected_close": "2027-02-30"}, {"expected_close": "2027-02-28"}, INPUT),
        ("a letter of BANT that there is not", {"bant": {"magic": True}}, {"bant": {"need": True}}, INPUT),
        ("a customer of somebody else", {"account_id": 10**9}, {"account_id": desk.sale.market.pk}, INPUT),
        ("a body that is no JSON", "{not json", "{}", INPUT),
        ("a body nested 100,000 deep", "[" * 100_000, "{}", INPUT),
        ("a body that is a list", "[1, 2]", "{}", INPUT),
    ]
    for name, values, twin, expected in bad:
        yield Case(
            name,
            partial(act, values),
            partial(act, twin),
            expected,
            _two(desk),
        )
    yield Case(
        "a number beyond all numbers in the address",
        lambda it: desk.said("GET", f"/deals/{10**30}"),
        lambda it: desk.said("GET", f"/deals/{it[0]}"),
        "404 not_found",
        _two(desk),
    )
    yield Case(
        "SQL for a sort order",
        lambda it: desk.said("GET", "/deals?sort=id;DROP%20TABLE%20deals_deal"),
        lambda it: desk.said("GET", "/deals?sort=title"),
        INPUT,
        _two(desk),
    )


def _strangers(desk: Desk) -> Iterator[Case]:
    def get(deal: int, **more: Any) -> str:
        return desk.said("GET", f"/deals/{deal}", **more)

    def ended() -> tuple[int, str]:
        from crosslift.staff.actions import end_token, make_token

        actor = desk.people.act(desk.people.versie, "api")
        token, secret = make_token(actor=actor, name="ended")
        end_token(actor=actor, token_id=token.pk)
        return desk.deal(), secret

    def mine(it: tuple[int, Any]) -> str:
        return get(it[0])

    yield Case("no token", lambda it: get(it[0], who=""), mine, NO_TOKEN, _two(desk))
    yield Case("a made-up token", lambda it: get(it[0], who="cl_guess"), mine, NO_TOKEN, _two(desk))
    yield Case("a token that was taken back", lambda it: get(it[0], who=it[1]), mine, NO_TOKEN, ended)
    yield Case(
        "a token in the address",
        lambda it: desk.said("GET", f"/deals/{it[0]}?token={desk.tokens['versie']}", who=""),
        mine,
        NO_TOKEN,
        _two(desk),
    )
    yield Case("a deal of another team read", lambda it: get(it[0], who="anna"), mine, "404 not_found", _two(desk))
    yield Case(
        "a deal of another team changed",
        lambda it: desk.said("PATCH", f"/deals/{it[0]}", {"title": "mine"}, who="anna"),
        lambda it: desk.said("PATCH", f"/deals/{it[0]}", {"title": "mine"}),
        "404 not_found",
        _two(desk),
    )
    yield Case(
        "a deal opened by who may only read",
        lambda it: desk.said("POST", "/deals", {"account_id": desk.sale.market.pk}, who="nadia"),
        lambda it: desk.said("POST", "/deals", {"account_id": desk.sale.market.pk}),
        "403 not_allowed",
    )
    yield Case(
        "a deal with a customer of another team",
        lambda it: desk.said("POST", "/deals", {"account_id": desk.sale.pub.pk}),
        lambda it: desk.said("POST", "/deals", {"account_id": desk.sale.market.pk}),
        INPUT,
    )

    def give(deal: int, owner: int) -> str:
        return desk.said("POST", f"/deals/{deal}/owner", {"owner_id": owner}, who="dustin")

    yield Case(
        "a deal given to nobody who works here",
        lambda it: give(it[0], 10**9),
        lambda it: give(it[0], desk.people.moses.pk),
        INPUT,
        _two(desk),
    )


def _catalogue(desk: Desk) -> Iterator[Case]:
    from crosslift.catalog import actions as catalog

    sauerkraut, mystery, raclette = desk.sale.sauerkraut.pk, desk.sale.mystery.pk, desk.sale.raclette.pk

    def link(target: int, **values: Any) -> str:
        body = {"target_id": target, "kind": "additional", **values}
        return desk.said("POST", f"/products/{sauerkraut}/links", body, who="pavel")

    def linked() -> None:
        assert link(raclette) == ""

    def delete(product: int) -> str:
        return desk.said("DELETE", f"/products/{product}", who="pavel")

    def unsold() -> tuple[int, int]:
        made = catalog.make_product(actor=desk.people.act(desk.people.pavel), name="Unsold")
        return desk.won(), made.pk

    yield Case("a product proposed to itself", lambda it: link(sauerkraut), lambda it: link(mystery), INPUT)
    yield Case(
        "a product proposed twice", lambda it: link(raclette), lambda it: link(mystery), "409 already_linked", linked
    )
    yield Case(
        "a kind of link that there is not", lambda it: link(mystery, kind="magic"), lambda it: link(mystery), INPUT
    )
    yield Case(
        "the product of a won deal deleted",
        lambda it: delete(sauerkraut),
        lambda it: delete(it[1]),
        "409 product_in_use",
        unsold,
    )

    def make(name: str, price: str = "1") -> str:
        return desk.said("POST", "/products", {"name": name, "price": price, "currency": "USD"}, who="pavel")

    yield Case("a product without a name", lambda it: make(" "), lambda it: make("Tea"), INPUT)
    yield Case(
        "a price below nothing in the catalogue", lambda it: make("Tea", "-1"), lambda it: make("Tea", "1"), INPUT
    )


def _others(desk: Desk) -> Iterator[Case]:
    from crosslift.orders.models import Order

    def order(**values: Any) -> str:
        line = {"product_id": desk.sale.sauerkraut.pk, "quantity": "1", "price": "5"} | values
        return desk.said("POST", "/orders", {"account_id": desk.sale.market.pk, "lines": [line]}, who="dustin")

    def cancelled() -> tuple[int, int]:
        deals = desk.won(), desk.won()
        one, other = (Order.objects.get(deal_id=deal).pk for deal in deals)
        assert cancel(one) == ""
        return one, other

    def cancel(pk: int) -> str:
        return desk.said("POST", f"/orders/{pk}/cancel", who="dustin")

    def keyed(title: str, key: str) -> str:
        body = {"account_id": desk.sale.market.pk, "title": title}
        return desk.said("POST", "/deals", body, Idempotency_Key=key)

    def first() -> None:
        assert keyed("First", "k1") == ""

    def lead() -> int:
        made = desk.ask("POST", "/leads", {"need": "Cheese", "account_id": desk.sale.market.pk})
        return int(made.json()["id"])

    def close(pk: int, **values: Any) -> str:
        return desk.said("POST", f"/leads/{pk}/close", {"stage": "not_interested", **values})

    def follow_up(quantity: str) -> Callable[[Any], str]:
        from crosslift.deals.actions import open_follow_up

        def act(deal: int) -> str:
            return tried(
                lambda: open_follow_up(
                    actor=desk.people.act(desk.people.versie),
                    source_deal_id=deal,
                    product_id=desk.sale.sauerkraut.pk,
                    quantity=Decimal(quantity),
                )
            )

        return act

    yield Case("an order of nothing", lambda it: order(quantity="0"), lambda it: order(), INPUT)
    yield Case("an order of 10^9", lambda it: order(quantity="9999999999"), lambda it: order(quantity="99"), INPUT)
    yield Case(
        "an order cancelled twice",
        lambda it: cancel(it[0]),
        lambda it: cancel(it[1]),
        "409 already_cancelled",
        cancelled,
    )
    yield Case(
        "an idempotency key with another body",
        lambda it: keyed("Second", "k1"),
        lambda it: keyed("First", "k1"),
        "422 idempotency_key",
        first,
    )
    yield Case(
        "a lead closed without a reason", close, lambda it: close(it, reason="no money"), "422 reason_needed", lead
    )
    yield Case("a follow-up of a quantity below nothing", follow_up("-5"), follow_up("5"), "bad_input", desk.won)
