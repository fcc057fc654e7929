"""The real files come in with exact counts, once, and go out again."""

import csv
from collections import Counter

import pytest
from django.apps import apps

from crosslift.core.models import Audit, Outbox
from crosslift.customers.models import Account, Member
from crosslift.deals.models import Deal, DealLine
from crosslift.orders.models import Holding, Order, OrderLine
from tests.company import Company
from tests.integrations import bringing


def counts() -> dict[str, int]:
    """How many rows every table of a room holds, but for audit, events, jobs and the imports themselves."""
    told = {}
    for model in apps.get_models():
        if model._meta.app_label not in ("core", "integrations", "procrastinate", "contenttypes", "auth", "sessions"):
            told[model._meta.label] = model._default_manager.count()
    return told


@pytest.fixture
def celia(company: Company):
    return company.act(company.celia, "import")


def test_maven_comes_in_whole(celia) -> None:
    before = counts()
    prepared = bringing.ready(celia, "maven")
    report = bringing.dry(celia, prepared)
    assert counts() == before
    done = bringing.run(celia, prepared)
    assert done.state == "done" and done.done == done.total
    brought = {name: number - before[name] for name, number in counts().items() if number != before[name]}
    assert brought["customers.Account"] == 85
    assert brought["catalog.Product"] == 7
    assert brought["deals.Deal"] == 8_800
    assert brought["deals.DealLine"] == 8_800
    assert brought["orders.Order"] == 4_238
    assert brought["orders.OrderLine"] == 4_238
    for kind, rows in {"accounts": 85, "products": 7, "deals": 8_800, "orders": 4_238}.items():
        assert report["kinds"][kind]["new"] == rows == done.report["in"][kind]["new"]
    assert report["refused"] == 0 and done.refused.count() == 0
    lone = Deal.objects.filter(account=None, contact=None)
    assert lone.count() == 1_425 == report["no_customer"]["rows"]
    assert report["no_customer"]["stages"] == {"proposal": 1_088, "qualification": 337}
    assert dict(Counter(Deal.objects.values_list("outcome", flat=True))) == {"won": 4238, "lost": 2473, "open": 2089}


def test_maven_is_corrected_and_says_so(celia) -> None:
    report = bringing.dry(celia, bringing.ready(celia, "maven"))
    told = {(one["from"], one["to"]): one["rows"] for one in report["corrections"]}
    assert told[("technolgy", "technology")] == 12
    assert told[("Philipines", "Philippines")] == 1
    with (bringing.real("maven") / "sales_pipeline.csv").open() as file:
        expected = sum(1 for row in csv.DictReader(file) if row["product"] == "GTXPro")
    assert told[("GTXPro", "GTX Pro")] == expected
    bringing.run(celia, bringing.ready(celia, "maven"))
    assert not DealLine.objects.filter(name="GTXPro").exists()
    assert Account.objects.filter(sector="technology").count() == 12


def test_maven_sellers_own_and_accounts_have_members(celia, company: Company) -> None:
    bringing.run(celia, bringing.ready(celia, "maven"))
    with (bringing.real("maven") / "sales_pipeline.csv").open() as file:
        pairs = {(row["sales_agent"], row["account"]) for row in csv.DictReader(file) if row["account"]}
    assert Member.objects.count() == len(pairs)
    assert len(set(Deal.objects.values_list("owner", flat=True))) == 30
    assert Deal.objects.filter(owner=company.versie).exists()
    assert not Account.objects.filter(owner=None).exists()


def test_history_starts_nothing(celia) -> None:
    before = Outbox.objects.filter(delivered_at=None, historical=False).count()
    jobs = apps.get_model("procrastinate", "ProcrastinateJob").objects
    told = {"integrations.prepare_import", "integrations.start_import"}
    bringing.run(celia, bringing.ready(celia, "maven"))
    loud = Audit.objects.filter(historical=False, action__in=["deals.import_deals", "orders.import_orders"])
    assert not loud.exists()
    waiting = Outbox.objects.filter(delivered_at=None, historical=False).count() - before
    assert waiting == len(told)
    assert not jobs.filter(task_name="integrations.run").exists()
    for label in ("tasks.Task", "alerts.Alert", "flows.Instance", "offers.Suggestion"):
        model = next((one for one in apps.get_models() if one._meta.label == label), None)
        assert model is None or not model._default_manager.exists()


@pytest.mark.parametrize("name", ["maven", "northwind", "groceries"])
def test_twice_makes_no_duplicates(celia, name: str) -> None:
    bringing.run(celia, bringing.ready(celia, name))
    once = counts()
    second = bringing.ready(celia, name)
    report = bringing.dry(celia, second)
    assert all(told["new"] == 0 for told in report["kinds"].values())
    done = bringing.run(celia, second)
    assert counts() == once
    assert sum(told["new"] for told in done.report["in"].values()) == 0


@pytest.mark.parametrize("name", ["maven", "northwind", "groceries"])
def test_undo_leaves_nothing(celia, name: str) -> None:
    before = counts()
    done = bringing.run(celia, bringing.ready(celia, name))
    assert counts() != before
    undone = bringing.undo(celia, done.pk)
    assert undone.state == "undone"
    assert counts() == before


def test_northwind_comes_in_with_lines_and_discounts(celia) -> None:
    bringing.run(celia, bringing.ready(celia, "northwind"))
    assert Order.objects.count() == 830
    assert OrderLine.objects.count() == 2_155
    assert OrderLine.objects.exclude(discount=0).count() == 838
    assert Order.objects.get(number="10248").owner.name == "Steven Buchanan"
    assert Account.objects.count() == 93
    with (bringing.real("northwind") / "orders.csv").open() as file:
        buyers = {row["OrderID"]: row["CustomerID"] for row in csv.DictReader(file)}
    with (bringing.real("northwind") / "order_details.csv").open() as file:
        owned = {(buyers[row["OrderID"]], row["ProductID"]) for row in csv.DictReader(file)}
    assert Holding.objects.count() == len(owned)


def test_groceries_are_orders_without_customer(celia) -> None:
    bringing.run(celia, bringing.ready(celia, "groceries"))
    assert Order.objects.count() == 9_835
    assert OrderLine.objects.count() == 43_367
    assert not Order.objects.exclude(account=None).exists()
    assert not Holding.objects.exists()
