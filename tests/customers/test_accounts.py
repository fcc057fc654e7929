"""Accounts: own, team and all; refusals that change nothing; search in Russian; the tax number's check digits."""

from decimal import Decimal

import pytest

from crosslift.core.errors import BadInput, Conflict, NotAllowed, NotFound
from crosslift.core.models import Audit, Outbox
from crosslift.customers import actions, queries
from crosslift.customers.actions import checks
from crosslift.customers.errors import AlreadyKnown, StillUsed
from crosslift.customers.models import Account, Member
from tests.company import Company


def test_an_account_is_its_makers_with_audit_and_event(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="  ООО «Ёлка» ", sector="retail")
    assert (account.name, account.name_key, account.owner_id, account.kind) == (
        "ООО «Ёлка»", "ооо «елка»", company.versie.pk, "potential",
    )  # fmt: skip
    assert Audit.objects.get(action="customers.make_account").changes["sector"] == ["", "retail"]
    assert Outbox.objects.filter(name="AccountMade", key=f"account:{account.pk}").count() == 1


def test_own_team_and_all(company: Company) -> None:
    for owner in (company.versie, company.moses, company.anna):
        actions.make_account(actor=company.act(owner), name=f"of {owner.name}")
    actions.make_account(actor=company.act(company.celia), name="nobody's", owner_id=None)
    seen = {
        person.name.split()[0]: {row.name for row in queries.visible_accounts(company.act(person))}
        for person in (company.versie, company.dustin, company.anna, company.celia, company.nadia)
    }
    assert seen["Versie"] == {"of Versie Hillebrand"}
    assert seen["Dustin"] == {"of Versie Hillebrand", "of Moses Frase", "nobody's"}
    assert seen["Anna"] == {"of Anna Snelling"}
    assert len(seen["Celia"]) == len(seen["Natalya"]) == 4


def test_who_works_with_an_account_sees_it_once(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="Shared")
    for user in (company.moses, company.anna):
        actions.join_account(actor=company.act(company.versie), account_id=account.pk, user_id=user.pk)
    assert list(queries.visible_accounts(company.act(company.anna))) == [account]
    assert list(queries.visible_accounts(company.act(company.dustin))) == [account]
    actions.join_account(actor=company.act(company.versie), account_id=account.pk, user_id=company.anna.pk)
    assert Member.objects.count() == 2
    actions.leave_account(actor=company.act(company.versie), account_id=account.pk, user_id=company.anna.pk)
    assert list(queries.visible_accounts(company.act(company.anna))) == []


def test_a_strangers_account_is_not_there(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="Secret")
    anna = company.act(company.anna)
    for refused in (
        lambda: queries.account_card(anna, account.pk),
        lambda: actions.change_account(actor=anna, account_id=account.pk, name="Mine"),
        lambda: actions.set_account_owner(actor=anna, account_id=account.pk, owner_id=company.anna.pk),
        lambda: actions.join_account(actor=anna, account_id=account.pk, user_id=company.anna.pk),
        lambda: actions.delete_account(actor=anna, account_id=account.pk),
    ):
        with pytest.raises(NotFound):
            refused()
    assert list(Account.objects.values_list("name", "owner_id")) == [("Secret", company.versie.pk)]
    assert not Member.objects.exists()


def test_an_analyst_sees_and_changes_nothing(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="Seen")
    nadia = company.act(company.nadia)
    with pytest.raises(NotAllowed):
        actions.change_account(actor=nadia, account_id=account.pk, name="Mine")
    with pytest.raises(NotAllowed):
        actions.make_account(actor=nadia, name="Mine")
    assert list(Account.objects.values_list("name", flat=True)) == ["Seen"]


def test_a_seller_gives_nothing_away_and_a_head_within_the_team(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="Kept")
    with pytest.raises(NotAllowed):
        actions.set_account_owner(actor=company.act(company.versie), account_id=account.pk, owner_id=company.moses.pk)
    with pytest.raises(NotAllowed):
        actions.set_account_owner(actor=company.act(company.dustin), account_id=account.pk, owner_id=company.anna.pk)
    account.refresh_from_db()
    assert account.owner_id == company.versie.pk
    actions.set_account_owner(actor=company.act(company.dustin), account_id=account.pk, owner_id=company.moses.pk)
    account.refresh_from_db()
    assert (account.owner_id, account.version) == (company.moses.pk, 2)


def test_a_stale_version_is_refused(company: Company) -> None:
    actor = company.act(company.versie)
    account = actions.make_account(actor=actor, name="Old")
    actions.change_account(actor=actor, account_id=account.pk, version=1, city="Омск")
    with pytest.raises(Conflict):
        actions.change_account(actor=actor, account_id=account.pk, version=1, city="Томск")
    account.refresh_from_db()
    assert (account.city, account.version) == ("Омск", 2)


def test_a_change_of_nothing_leaves_the_version(company: Company) -> None:
    actor = company.act(company.versie)
    account = actions.make_account(actor=actor, name="Same", revenue=Decimal("10.00"))
    actions.change_account(actor=actor, account_id=account.pk, name="Same", revenue=Decimal(10))
    account.refresh_from_db()
    assert account.version == 1


def test_every_bad_field_is_named_at_once(company: Company) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.make_account(
            actor=company.act(company.versie),
            name="",
            kind="friend",
            employees=-1,
            founded=12,
            revenue=Decimal("1e30"),
            email="nobody",
            phone="call me",
            city="x" * 121,
            parent_id=404,
            influencer_id=404,
        )
    assert set(refusal.value.fields) == {
        "name", "kind", "employees", "founded", "revenue", "email", "phone", "city", "parent", "influencer",
    }  # fmt: skip
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("7707083893", True),
        ("500100732259", True),
        ("7707083894", False),
        ("500100732258", False),
        ("500100732249", False),
        ("77070838", False),
        ("77070838९3", False),
        ("", False),
    ],
)
def test_inn_check_digits(number: str, good: bool) -> None:
    assert checks.is_inn(number) is good


def test_the_tax_number_is_checked_in_russia_alone(company: Company) -> None:
    actor = company.act(company.versie)
    with pytest.raises(BadInput) as refusal:
        actions.make_account(actor=actor, name="A", country="Россия", tax_number="7707083894")
    assert set(refusal.value.fields) == {"tax_number"}
    account = actions.make_account(actor=actor, name="B", country="Germany", tax_number="DE 1")
    with pytest.raises(BadInput):
        actions.change_account(actor=actor, account_id=account.pk, country="RU")
    account.refresh_from_db()
    assert account.country == "Germany"
    assert actions.make_account(actor=actor, name="C", country="Russia", tax_number="7707083893").pk


def test_an_account_never_belongs_to_itself(company: Company) -> None:
    actor = company.act(company.versie)
    top = actions.make_account(actor=actor, name="Top")
    low = actions.make_account(actor=actor, name="Low", parent_id=top.pk)
    for parent in (low.pk, top.pk):
        with pytest.raises(BadInput):
            actions.change_account(actor=actor, account_id=top.pk, parent_id=parent)
    top.refresh_from_db()
    assert top.parent_id is None


def test_an_outer_number_names_one_account(company: Company) -> None:
    actor = company.act(company.versie)
    actions.make_account(actor=actor, name="A", external_source="crm", external_id="7")
    with pytest.raises(AlreadyKnown):
        actions.make_account(actor=actor, name="B", external_source="crm", external_id="7")
    assert Account.objects.count() == 1


def test_deleted_while_nothing_hangs_on_it(company: Company) -> None:
    celia = company.act(company.celia)
    account = actions.make_account(actor=celia, name="Gone")
    contact = actions.make_contact(actor=celia, name="Jo", account_id=account.pk)
    with pytest.raises(StillUsed):
        actions.delete_account(actor=celia, account_id=account.pk)
    assert Account.objects.filter(pk=account.pk).exists()
    actions.delete_contact(actor=celia, contact_id=contact.pk)
    actions.delete_account(actor=celia, account_id=account.pk)
    assert not Account.objects.exists()


def test_an_order_makes_a_customer(company: Company) -> None:
    account = actions.make_account(actor=company.act(company.versie), name="A")
    for _time in range(2):
        assert actions.mark_existing(actor=company.act(company.versie), account_id=account.pk).kind == "existing"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("елка", "ООО «Ёлка»"),
        ("ЁЛКА ооо", "ООО «Ёлка»"),
        ("рамашка", "Ромашка плюс"),
        ("7707083893", "ООО «Ёлка»"),
        ("info@romashka", "Ромашка плюс"),
        ("Königlich", "Königlich Essen"),
    ],
)
def test_search_forgives_case_yo_and_a_slip(company: Company, asked: str, found: str) -> None:
    actor = company.act(company.versie)
    actions.make_account(actor=actor, name="ООО «Ёлка»", country="Россия", tax_number="7707083893")
    actions.make_account(actor=actor, name="Ромашка плюс", email="info@romashka.example")
    actions.make_account(actor=actor, name="Königlich Essen")
    assert [row.name for row in queries.search_accounts(actor, asked)] == [found]


def test_search_never_shows_a_strangers_account(company: Company) -> None:
    actions.make_account(actor=company.act(company.versie), name="Ромашка")
    assert list(queries.search_accounts(company.act(company.anna), "ромашка")) == []
    assert queries.search_customers(company.act(company.anna), "ромашка") == []
