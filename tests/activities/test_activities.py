"""The timeline: written, put right, taken back; who may read it; and that deleting never loses it."""

from datetime import timedelta

import pytest

from crosslift.activities import actions, queries
from crosslift.activities.models import Activity
from crosslift.core import clock
from crosslift.core.errors import BadInput, Conflict, NotAllowed, NotFound
from crosslift.core.models import Audit, Outbox
from crosslift.customers import actions as customers
from crosslift.customers.errors import StillUsed
from crosslift.customers.models import Account
from tests.company import Company


@pytest.fixture
def account(company: Company) -> Account:
    """An account of Versie's."""
    return customers.make_account(actor=company.act(company.versie), name="QUICK-Stop")


def test_a_call_stands_on_the_timeline(company: Company, account: Account) -> None:
    actor = company.act(company.versie)
    actions.note(actor=actor, subject_type="account", subject_id=account.pk, text=" Lawyer reads it. ")
    call = actions.log_call(actor=actor, subject_type="account", subject_id=account.pk, minutes=6)
    rows = list(queries.account_timeline(actor, account.pk))
    assert [(row.kind, row.text, row.minutes) for row in rows] == [
        ("call", "", 6),
        ("note", "Lawyer reads it.", None),
    ]
    assert queries.last_touches([account.pk]) == {account.pk: call.at}
    assert Outbox.objects.get(name="ActivityLogged", payload__kind="call").payload["about"] == f"account:{account.pk}"


def test_back_dated_talk_is_history(company: Company, account: Account) -> None:
    actor, at = company.act(company.versie), clock.now() - timedelta(days=2)
    actions.log_meeting(actor=actor, subject_type="account", subject_id=account.pk, at=at)
    assert Outbox.objects.get(name="ActivityLogged").historical is True


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text": " "}, "text"), ({"text": "x", "minutes": -1}, "minutes"), ({"text": "x" * 20_001}, "text")],
)
def test_bad_input_writes_nothing(company: Company, account: Account, values: dict, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.note(actor=company.act(company.versie), subject_type="account", subject_id=account.pk, **values)
    assert set(refusal.value.fields) == {field}
    assert not Activity.objects.exists()


def test_what_lies_ahead_is_a_task(company: Company, account: Account) -> None:
    at = clock.now() + timedelta(hours=1)
    with pytest.raises(BadInput):
        actions.log_meeting(actor=company.act(company.versie), subject_type="account", subject_id=account.pk, at=at)
    assert not Activity.objects.exists()


def test_strangers_neither_write_nor_read(company: Company, account: Account) -> None:
    actions.note(actor=company.act(company.versie), subject_type="account", subject_id=account.pk, text="secret")
    anna = company.act(company.anna)
    with pytest.raises(NotFound):
        actions.note(actor=anna, subject_type="account", subject_id=account.pk, text="mine")
    assert list(queries.account_timeline(anna, account.pk)) == []
    assert Activity.objects.count() == 1


def test_a_colleague_reads_the_account_but_not_the_notes_of_anothers_sale(company: Company, account: Account) -> None:
    versie, moses = company.act(company.versie), company.act(company.moses)
    actions.note(actor=versie, subject_type="account", subject_id=account.pk, text="open")
    actions.note(actor=versie, subject_type="deal", subject_id=77, text="of the sale", account_id=account.pk)
    customers.join_account(actor=versie, account_id=account.pk, user_id=company.moses.pk)
    assert [row.text for row in queries.account_timeline(moses, account.pk)] == ["open"]
    assert {row.text for row in queries.account_timeline(versie, account.pk)} == {"open", "of the sale"}
    assert queries.account_timeline(company.act(company.dustin), account.pk).count() == 2


def test_only_the_author_puts_it_right_or_takes_it_back(company: Company, account: Account) -> None:
    versie, moses = company.act(company.versie), company.act(company.moses)
    row = actions.note(actor=versie, subject_type="account", subject_id=account.pk, text="wrong")
    customers.join_account(actor=versie, account_id=account.pk, user_id=company.moses.pk)
    with pytest.raises(NotAllowed):
        actions.change_activity(actor=moses, activity_id=row.pk, text="mine")
    with pytest.raises(NotAllowed):
        actions.delete_activity(actor=moses, activity_id=row.pk)
    assert queries.changeable_ids(moses, [row]) == set()
    assert actions.change_activity(actor=versie, activity_id=row.pk, version=1, text="right").version == 2
    with pytest.raises(Conflict):
        actions.change_activity(actor=versie, activity_id=row.pk, version=1, text="again")
    row.refresh_from_db()
    assert row.text == "right"
    actions.delete_activity(actor=versie, activity_id=row.pk)
    assert not Activity.objects.exists()
    assert Audit.objects.get(action="activities.delete_activity").changes["text"] == ["right", ""]


def test_a_customer_who_was_spoken_with_stays(company: Company) -> None:
    celia = company.act(company.celia)
    account = customers.make_account(actor=celia, name="A")
    actions.log_call(actor=celia, subject_type="account", subject_id=account.pk, minutes=1)
    with pytest.raises(StillUsed):
        customers.delete_account(actor=celia, account_id=account.pk)
    assert Account.objects.filter(pk=account.pk).exists()
