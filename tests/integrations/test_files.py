"""Any file: Russian headers and numbers, columns chosen by hand, mappings kept, customers and products made."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from crosslift.catalog.models import Product
from crosslift.core import clock
from crosslift.core.errors import NotAllowed
from crosslift.customers.models import Account
from crosslift.deals.models import Deal
from crosslift.integrations import actions
from crosslift.integrations.columns import with_columns
from crosslift.integrations.errors import BadMapping, FileChanged, RightsMissing, WrongState
from crosslift.integrations.models import ImportRun
from crosslift.integrations.plan import guessed, plan_of
from crosslift.leads.models import Lead
from crosslift.orders.models import Holding, Order, OrderLine
from tests.company import Company
from tests.integrations import bringing

RUSSIAN = (
    "Номер заказа;Дата;Контрагент;Товар;Количество;Цена\n"
    "З-1;25.03.2025;ООО «Ромашка»;Сыр;1,5;1 234,50\n"
    "З-1;25.03.2025;ООО «Ромашка»;Хлеб;2;45,00\n"
    "З-2;01.04.2025;Ёлка;сыр;1;1 200,00\n"
)


@pytest.fixture
def celia(company: Company):
    return company.act(company.celia, "import")


def test_a_russian_export_comes_in(celia, tmp_path: Path) -> None:
    path = tmp_path / "заказы.csv"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    prepared = bringing.ready_file(celia, path, "orders")
    report = bringing.dry(celia, prepared)
    facts = report["facts"]["заказы.csv"]
    assert (facts["encoding"], facts["delimiter"]) == ("cp1251", ";")
    bringing.run(celia, prepared)
    first = OrderLine.objects.order_by("order__number", "pk").first()
    assert (first.quantity, first.price, first.sum) == (Decimal("1.500"), Decimal("1234.50"), Decimal("1851.75"))
    assert Order.objects.get(number="З-1").at.date().isoformat() == "2025-03-25"
    assert set(Account.objects.values_list("name", "kind")) == {("ООО «Ромашка»", "existing"), ("Ёлка", "existing")}
    assert Product.objects.count() == 2
    assert Holding.objects.count() == 3


def test_dates_may_be_moved_so_that_history_ends_today(celia, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(RUSSIAN.encode("utf-8"))
    bringing.run(celia, bringing.ready_file(celia, path, "orders", shift_dates=True))
    days = sorted(order.at.date() for order in Order.objects.all())
    assert days[-1] == clock.now().date()
    assert days[-1] - days[0] == timedelta(days=7)


def test_deals_of_another_system(celia, company: Company, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal - Title,Deal - Value,Deal - Stage,Organization - Name,Product - Name,Deal owner,Create Date\n"
        "Big one,100.00,Closed Won,Acme,Tea,Versie Hillebrand,2025-01-31\n"
        "Small one,5.00,Proposal,,Tea,Nobody Known,2025-02-01\n"
        "Odd one,5.00,Dancing,Acme,Tea,,2025-02-01\n",
        "utf-8",
    )
    done = bringing.run(celia, bringing.ready_file(celia, path, "deals"))
    big = Deal.objects.get()
    assert (big.title, big.outcome, big.amount, big.owner) == ("Big one", "won", Decimal("100.00"), company.versie)
    assert big.historical and big.account.name == "Acme"
    told = {row.line: row.reason for row in done.refused.all()}
    assert told == {3: "unknown_owner:Nobody Known", 4: "unknown_stage:Dancing"}


def test_leads_with_their_words_for_nothing(celia, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Need,Company,Lead Source\nCheese,Acme,Select\nBread,#N/A,Web\n", "utf-8")
    bringing.run(celia, bringing.ready_file(celia, path, "leads"))
    assert set(Lead.objects.values_list("need", "account__name", "channel")) == {
        ("Cheese", "Acme", ""),
        ("Bread", None, "Web"),
    }


def test_an_account_made_by_hand_is_not_doubled(celia, company: Company, tmp_path: Path) -> None:
    from crosslift.customers.actions import make_account

    with transaction.atomic():
        hand = make_account(actor=celia, name="ACME  Corp")
    path = tmp_path / "accounts.csv"
    path.write_text("id,name\n17,Acme Corp\n18,Other\n", "utf-8")
    prepared = bringing.ready_file(celia, path, "accounts")
    assert bringing.dry(celia, prepared)["kinds"]["accounts"] == {"rows": 2, "new": 1, "here": 1, "lines": 0}
    bringing.run(celia, prepared)
    assert Account.objects.count() == 2
    orders = tmp_path / "orders.csv"
    orders.write_text("order,date,customer,product,quantity,price\n1,2025-01-01,Acme Corp,Tea,1,2\n", "utf-8")
    bringing.run(celia, bringing.ready_file(celia, orders, "orders"))
    assert Order.objects.get().account_id == hand.pk


def test_columns_chosen_by_hand_and_kept(celia, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text("k1,k2,k3\nAcme,Oslo,12\n", "utf-8")
    plan = guessed("accounts", "strange.csv", ["k1", "k2", "k3"], "strange")
    with pytest.raises(BadMapping):
        bringing.dry(celia, bringing.ready_file(celia, path, "accounts", plan))
    chosen = with_columns(plan, 0, {"k1": "name", "k2": "city", "k3": ""})
    bringing.run(celia, bringing.ready_file(celia, path, "accounts", chosen))
    assert list(Account.objects.values_list("name", "city", "employees")) == [("Acme", "Oslo", None)]
    with transaction.atomic():
        saved = actions.save_mapping(actor=celia, name="Strange", mapping=chosen.model_dump(exclude_defaults=True))
    assert plan_of(saved.mapping) == chosen


def test_who_may_not_import_is_refused(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name\nAcme\n", "utf-8")
    with pytest.raises(NotAllowed):
        bringing.ready_file(company.act(company.versie, "import"), path, "accounts")
    assert not ImportRun.objects.exists()


def test_what_the_role_may_not_add_is_refused_before_anything_is_written(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("name,price\nTea,2\n", "utf-8")
    dustin = company.act(company.dustin, "import")
    prepared = bringing.ready_file(dustin, path, "products")
    assert bringing.dry(dustin, prepared)["missing_rights"] == ["products"]
    with pytest.raises(RightsMissing):
        bringing.run(dustin, prepared)
    assert not Product.objects.exists()


def test_a_file_that_changed_is_not_gone_on_with(celia, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name\nAcme\n", "utf-8")
    prepared = bringing.ready_file(celia, path, "accounts")
    path.write_text("name\nOther\n", "utf-8")
    with pytest.raises(FileChanged):
        bringing.run(celia, prepared)
    assert not Account.objects.exists()


def test_done_is_not_begun_again(celia, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name\nAcme\n", "utf-8")
    done = bringing.run(celia, bringing.ready_file(celia, path, "accounts"))
    with pytest.raises(WrongState), transaction.atomic():
        actions.start_import(actor=celia, run_id=done.pk)
    assert ImportRun.objects.get(pk=done.pk).state == "done"


def test_undo_leaves_what_something_newer_hangs_on(celia, company: Company, tmp_path: Path) -> None:
    from crosslift.deals.actions import LineInput, open_deal

    path = tmp_path / "orders.csv"
    path.write_bytes(RUSSIAN.encode("utf-8"))
    done = bringing.run(celia, bringing.ready_file(celia, path, "orders"))
    kept = Account.objects.get(name="Ёлка")
    cheese = Product.objects.get(name="Сыр")
    with transaction.atomic():
        open_deal(actor=celia, account_id=kept.pk, lines=[LineInput(product_id=cheese.pk)])
    undone = bringing.undo(celia, done.pk)
    assert set(Account.objects.values_list("name", flat=True)) == {"Ёлка"}
    assert set(Product.objects.values_list("name", flat=True)) == {"Сыр"}
    assert not Order.objects.exists() and not Holding.objects.exists()
    assert undone.report["removed"]["accounts"] == {"gone": 1, "kept": 1, "labels": ["Ёлка"]}


def test_won_deals_tell_the_processes_only_when_asked(celia, tmp_path: Path) -> None:
    from crosslift.core.models import Outbox

    path = tmp_path / "deals.csv"
    path.write_text("Deal Name,Amount,Deal Stage,Company,Product\nOne,10,Won,Acme,Tea\n", "utf-8")
    bringing.run(celia, bringing.ready_file(celia, path, "deals", start_processes=True))
    told = Outbox.objects.filter(name="DealWon", historical=False)
    assert [row.key for row in told] == [f"deal:{Deal.objects.get().pk}"]
