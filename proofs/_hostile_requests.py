"""Hostile requests: what no seller, program or thief may do, asked of the API as it is served."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from proofs._desk import Desk
from proofs._hostile_sales import INPUT, two
from proofs._refusals import Case, tried

NO_TOKEN = "401 no_token"


def cases(desk: Desk) -> Iterator[Case]:
    """All of them."""
    yield from _shapes(desk)
    yield from _strangers(desk)
    yield from _catalogue(desk)
    yield from _others(desk)


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
            two(desk),
        )
    yield Case(
        "a number beyond all numbers in the address",
        lambda it: desk.said("GET", f"/deals/{10**30}"),
        lambda it: desk.said("GET", f"/deals/{it[0]}"),
        "404 not_found",
        two(desk),
    )
    yield Case(
        "SQL for a sort order",
        lambda it: desk.said("GET", "/deals?sort=id;DROP%20TABLE%20deals_deal"),
        lambda it: desk.said("GET", "/deals?sort=title"),
        INPUT,
        two(desk),
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

    yield Case("no token", lambda it: get(it[0], who=""), mine, NO_TOKEN, two(desk))
    yield Case("a made-up token", lambda it: get(it[0], who="cl_guess"), mine, NO_TOKEN, two(desk))
    yield Case("a token that was taken back", lambda it: get(it[0], who=it[1]), mine, NO_TOKEN, ended)
    yield Case(
        "a token in the address",
        lambda it: desk.said("GET", f"/deals/{it[0]}?token={desk.tokens['versie']}", who=""),
        mine,
        NO_TOKEN,
        two(desk),
    )
    yield Case("a deal of another team read", lambda it: get(it[0], who="anna"), mine, "404 not_found", two(desk))
    yield Case(
        "a deal of another team changed",
        lambda it: desk.said("PATCH", f"/deals/{it[0]}", {"title": "mine"}, who="anna"),
        lambda it: desk.said("PATCH", f"/deals/{it[0]}", {"title": "mine"}),
        "404 not_found",
        two(desk),
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
        two(desk),
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
