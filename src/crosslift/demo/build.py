"""The demo company, built through the actions, batch by batch; its history starts nothing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from crosslift.activities import actions as activities
from crosslift.catalog import actions as catalog
from crosslift.catalog.actions import intake as catalog_intake
from crosslift.core import clock
from crosslift.core.actor import Actor, the_system
from crosslift.core.jobs import run_now
from crosslift.customers.actions import intake as customers
from crosslift.deals import actions as deals_actions
from crosslift.deals import queries as deals_of
from crosslift.deals.actions import intake as deals_intake
from crosslift.demo import words
from crosslift.demo.history import History
from crosslift.demo.sales import Sales
from crosslift.leads.actions import intake as leads
from crosslift.offers import actions as offers
from crosslift.offers import queries as offers_of
from crosslift.orders.actions import intake as orders
from crosslift.staff import actions as staff
from crosslift.staff import queries as people
from crosslift.tasks import actions as tasks

if TYPE_CHECKING:
    from crosslift.deals.models import Deal

SOURCE, PASSWORD = "demo", "crosslift demo"
WON_TODAY = 3


def build(language: str, today: datetime | None = None) -> None:
    """Build the whole company. The same language and day give the same company."""
    actor = the_system("demo", "the demo company")
    history = History(today or clock.now(), language)
    with transaction.atomic():  # whole or not at all: a start that was killed begins anew
        owners = _people(actor, history)
        _past(actor, _customers_and_catalogue(actor, history, owners))
        _work_in_hand(actor, history)
        _learn(actor)
        _win_some(language)


def _people(actor: Actor, history: History) -> list[int]:
    staff.change_company(
        actor=actor, name=history.word(("Nordlicht Coffee Supply", "Снабжение кофеен «Северный свет»"))
    )
    catalog.set_base_currency(actor=actor, currency="EUR")
    teams = [staff.save_team(actor=actor, name=history.word(names)) for names in words.TEAMS]
    owners = []
    for email, en, ru, role, team in words.PEOPLE:
        user = staff.invite_user(
            actor=actor,
            email=email,
            name=history.word((en, ru)),
            roles=[role],
            team_id=teams[team].pk if team >= 0 else None,
            password=PASSWORD,
            language="ru" if history.second else "en",
        )
        if role == "head":
            staff.save_team(actor=actor, team_id=teams[team].pk, name=teams[team].name, head_id=user.pk)
        if role == "seller":
            owners.append(user.pk)
    return owners


def _customers_and_catalogue(actor: Actor, history: History, owners: list[int]) -> Sales:
    taken = customers.import_accounts(actor=actor, run_id=None, source=SOURCE, accounts=history.accounts(owners))
    accounts = _ids(taken.ids)
    ordered = [accounts[f"A{number:04}"] for number in range(len(accounts))]
    contacts = history.contacts(ordered, owners)
    customers.import_contacts(actor=actor, run_id=None, source=SOURCE, contacts=contacts)
    listed = catalog_intake.import_products(actor=actor, run_id=None, source=SOURCE, products=history.catalogue())
    products = _ids(listed.ids)
    for source, target, kind, cross in words.LINKS:
        catalog.link_products(
            actor=actor, source_id=products[source], target_id=products[target], kind=kind, cross=cross
        )
    return Sales(history, ordered, owners, products)


def _ids(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame.select("external_id", "id").iter_rows())


def _past(actor: Actor, sales: Sales) -> None:
    deals, lines = sales.deals()
    taken = deals_intake.import_deals(actor=actor, run_id=None, source=SOURCE, deals=deals, lines=lines)
    made, made_lines = sales.orders(_ids(taken.ids))
    orders.import_orders(actor=actor, run_id=None, source=SOURCE, orders=made, lines=made_lines)
    customers.mark_accounts_existing(actor=actor, run_id=None, source=SOURCE, account_ids=sales.accounts)
    leads.import_leads(actor=actor, run_id=None, source=SOURCE, leads=sales.leads())


def _work_in_hand(actor: Actor, history: History) -> None:
    """Next steps (some late, some missing) and calls of the open deals."""
    rows = deals_of.visible_deals(actor).filter(outcome="open").select_related("account", "owner").order_by("id")
    for deal in rows:
        account = deal.account.name if deal.account else ""
        if deal.owner_id and history.draw.random() < 0.85:
            day = history.today + timedelta(days=history.draw.choice((-6, -2, -1, 0, 0, 1, 1, 2, 4, 7, 9)))
            due = day.replace(hour=history.draw.randint(8, 16), minute=history.draw.choice((0, 30)), second=0)
            tasks.assign_task(
                actor=actor,
                owner_id=deal.owner_id,
                title=history.word(history.draw.choice(words.STEPS)),
                kind="call",
                due_at=due,
                subject_type="deal",
                subject_id=deal.pk,
                subject_label=f"{account} · {deal.title}",
                next_step=True,
                at=deal.opened_at,
                historical=True,
            )
        if deal.owner_id and history.draw.random() < 0.6:
            activities.log_call(
                actor=people.actor_of(deal.owner_id, "demo"),
                subject_type="deal",
                subject_id=deal.pk,
                account_id=deal.account_id,
                text=history.word(history.draw.choice(words.CALLS)),
                minutes=history.draw.randint(2, 25),
                at=min(history.today, deal.opened_at + timedelta(days=history.draw.randint(0, 6))),
                historical=True,
            )


def _learn(actor: Actor) -> None:
    """Rules of both kinds, now: the first page shall show them."""
    for basis in ("owned", "orders"):
        version = offers.begin_learning(actor=actor, basis=basis)
        run_now("offers.learn", ruleset_id=version.pk)


def _win_some(language: str) -> None:
    """Today's wins, not history: their cross-sales start as soon as the worker runs."""
    seller = people.users(the_system("demo", "today's wins")).get(email="seller@demo.local")
    actor = people.actor_of(seller.pk, "demo")
    worded = {"en": "Delivery before the season.", "ru": "Поставка до начала сезона."}
    rows = deals_of.visible_deals(actor).filter(outcome="open", owner_id=seller.pk).prefetch_related("lines")
    for deal in sorted(rows, key=lambda deal: (-_fitting(deal), deal.pk))[:WON_TODAY]:
        deals_actions.win_deal(actor=actor, deal_id=deal.pk, reason="product", note=worded[language])


def _fitting(deal: "Deal") -> int:
    """How many products would be proposed after this deal: today's wins shall have something to show."""
    anchors = [line.product_id for line in deal.lines.all()]
    return len(offers_of.candidates(account_id=deal.account_id, contact_id=deal.contact_id, anchors=anchors).offers)


def sign_ins(language: str) -> str:
    """What is printed at the end of a start: who may be tried, with the password."""
    shown = {"administrator", "head", "seller", "product_manager", "analyst"}
    lines = [
        f"{email:<22} {ru if language == 'ru' else en} ({role})"
        for email, en, ru, role, _team in words.PEOPLE
        if role in shown and not email.startswith(("max", "cecilia", "dora", "lena", "anna", "head.south"))
    ]
    return "\n".join([*lines, f"password of all: {PASSWORD}"]) + "\n"
