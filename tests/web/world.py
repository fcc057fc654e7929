"""One record of each kind for Versie (own), Moses (her team) and Anna (another team), and a client for everybody."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client

from crosslift.activities import actions as activities
from crosslift.catalog import actions as catalog
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.customers import actions as customers
from crosslift.deals import actions as deals
from crosslift.leads import actions as leads
from crosslift.orders import actions as orders
from crosslift.staff import actions as staff
from crosslift.staff.models import User
from crosslift.tasks import actions as tasks
from crosslift.web.person import PASSWORD_KEY
from tests.company import Company, build_company


@dataclass
class World:
    """People by role, tokens by role, and {(kind, whose): id} of the records."""

    company: Company
    people: dict[str, User]
    tokens: dict[str, str]
    records: dict[tuple[str, str], int] = field(default_factory=dict)

    def record(self, kind: str, whose: str) -> int:
        """The record's id; of a kind that the world has none of, an id that nothing has."""
        return self.records.get((kind, whose), 10**9)

    def browser(self, role: str) -> Client:
        """A signed-in browser of the person with the role."""
        client = Client()
        session = client.session
        session[SESSION_KEY] = str(self.people[role].pk)
        session[PASSWORD_KEY] = self.people[role].password[-12:]
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    def program(self, role: str) -> Client:
        """A program with the token of the person with the role."""
        return Client(headers={"Authorization": f"Bearer {self.tokens[role]}"})


def build_world() -> World:
    """The whole world, through the actions. Needs an open transaction."""
    company = build_company()
    system = the_system("demo", "tests")
    people = {
        "administrator": company.celia,
        "head": company.dustin,
        "seller": company.versie,
        "analyst": company.nadia,
        "product_manager": company.pavel,
        "client_manager": _invite(system, "gladys", "client_manager"),
        "marketer": _invite(system, "niesha", "marketer"),
    }
    tokens = {role: staff.make_token(actor=company.act(user), name="tests")[1] for role, user in people.items()}
    world = World(company, people, tokens)
    product = catalog.make_product(
        actor=company.act(company.pavel), name="Raclette", price=Decimal(55), cost=Decimal(40), currency_id="EUR"
    )
    other = catalog.make_product(actor=company.act(company.pavel), name="Fondue", price=Decimal(5), currency_id="EUR")
    link, _warnings = catalog.link_products(
        actor=company.act(company.pavel), source_id=product.pk, target_id=other.pk, kind="related", cross=True
    )
    for whose, user in (("own", company.versie), ("team", company.moses), ("other", company.anna)):
        _records(world, whose, user, product.pk)
        world.records |= {("product", whose): product.pk, ("link", whose): link.pk, ("user", whose): user.pk}
    return world


def _invite(system: Any, name: str, role: str) -> User:
    return staff.invite_user(
        actor=system, email=f"{name}@example.com", name=name.title(), roles=[role], password="correct horse"
    )


def _records(world: World, whose: str, user: User, product_id: int) -> None:
    actor = world.company.act(user)
    account = customers.make_account(actor=actor, name=f"Market of {user.name}")
    contact = customers.make_contact(actor=actor, name=f"Friend of {user.name}", account_id=account.pk)
    line = deals.LineInput(product_id=product_id, quantity=Decimal(2))
    deal = deals.open_deal(actor=actor, title="Winter", account_id=account.pk, currency="EUR", lines=[line])
    lead = leads.register_lead(actor=actor, need="A terrace", account_id=account.pk)
    order = orders.open_order(
        actor=actor,
        account_id=account.pk,
        lines=[orders.OrderLineInput(product_id=product_id, quantity=Decimal(1), price=Decimal(55))],
        currency="EUR",
    )
    task = tasks.assign_task(actor=actor, owner_id=user.pk, title="Call", due_at=clock.now())
    said = activities.note(actor=actor, subject_type="account", subject_id=account.pk, text="Hello")
    rows = {"account": account, "contact": contact, "deal": deal, "lead": lead, "order": order, "task": task}
    world.records |= {(kind, whose): row.pk for kind, row in rows.items()}
    world.records |= {("activity", whose): said.pk, ("line", whose): deal.lines.get().pk}
