"""A small company with programs that ask its API, for hostile requests."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.company import Company
    from tests.deals.sale import Sale

API = "/api/v1"


@dataclass
class Desk:
    """Versie's sale, and a token for everybody."""

    sale: "Sale"
    people: "Company"
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, *, who: str = "versie", **headers: str) -> Any:
        """The response to a request of a person's program; `body` may be text that is no JSON."""
        from django.test import Client

        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        sent = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        token = self.tokens.get(who, who)
        given = {name.replace("_", "-"): said for name, said in headers.items()}
        given["Authorization"] = f"Bearer {token}"
        return client.generic(method, API + path, sent, content_type="application/json", headers=given)

    def said(self, method: str, path: str, body: Any = None, **more: Any) -> str:
        """ "" where it was done, else the status and the code of the refusal."""
        response = self.ask(method, path, body, **more)
        if response.status_code < 400:
            return ""
        try:
            code = response.json().get("code") or response.json().get("detail", "")
        except ValueError:
            code = response.content[:80].decode(errors="replace")
        return f"{response.status_code} {code}".strip()

    def deal(self, **values: Any) -> int:
        """A fresh open deal of Versie's."""
        return int(self.sale.open(**values).pk)

    def won(self) -> int:
        """A won deal whose events are delivered."""
        deal = self.deal()
        assert self.said("POST", f"/deals/{deal}/win") == ""
        settle()
        return deal

    def asked(self) -> tuple[int, int, int]:
        """A won deal and two suggestions that wait for an answer."""
        from crosslift.offers.models import Suggestion

        deal = self.won()
        one, other = Suggestion.objects.filter(deal_id=deal, state="open").order_by("pk")[:2]
        return deal, one.pk, other.pk

    def version(self, deal: int) -> int:
        """The present version of a deal."""
        return int(self.ask("GET", f"/deals/{deal}").json()["version"])


def settle() -> None:
    """Deliver what waits, and what follows from it."""
    from crosslift.core.queries import waiting_events
    from crosslift.flows.jobs import deliver

    for _ in range(200):
        row = waiting_events().first()
        if row is None:
            return
        deliver(row.pk)
    raise AssertionError("events follow from events without end")


def build() -> Desk:
    """The desk, committed. Sauerkraut leads to two products more."""
    from django.db import transaction

    from crosslift.catalog import actions as catalog
    from crosslift.staff.actions import make_token
    from tests.company import build_company
    from tests.deals.sale import build_sale

    with transaction.atomic():
        people = build_company()
        sale = build_sale(people)
        desk = Desk(sale, people)
        pavel = people.act(people.pavel)
        for name in ("Mustard", "Horseradish"):
            made = catalog.make_product(actor=pavel, name=name, price=Decimal(5), currency_id="USD")
            catalog.link_products(
                actor=pavel, source_id=sale.sauerkraut.pk, target_id=made.pk, kind="additional", cross=True
            )
        for who in ("celia", "dustin", "versie", "anna", "nadia", "pavel"):
            actor = people.act(getattr(people, who), "api")
            desk.tokens[who] = make_token(actor=actor, name="proof")[1]
        settle()
    return desk
