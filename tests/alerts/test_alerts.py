"""An inbox holds each thing once, and belongs to one person."""

import pytest
from django.db import transaction

from crosslift.alerts import queries
from crosslift.alerts.actions import read_alert, read_all, tell
from crosslift.alerts.models import Alert
from crosslift.core.actor import the_system
from crosslift.core.errors import NotFound
from tests.company import Company

SYSTEM = the_system("job", "tests")


def _tell(company: Company, once: str = "deal:1", text: str = "Late: %(task)s") -> Alert:
    return tell(actor=SYSTEM, user_id=company.versie.pk, kind="late", text=text, params={"task": "Call"}, once=once)


def test_a_thing_is_told_once(company: Company) -> None:
    assert _tell(company) == _tell(company, text="Something else")
    assert Alert.objects.get().words == "Late: Call"
    _tell(company, once="deal:2")
    assert queries.unread_count(company.act(company.versie)) == 2


def test_reading_is_for_the_owner_of_the_inbox_alone(company: Company) -> None:
    alert = _tell(company)
    for stranger in (company.dustin, company.celia):
        assert not queries.inbox(company.act(stranger)).exists()
        with pytest.raises(NotFound), transaction.atomic():
            read_alert(actor=company.act(stranger), alert_id=alert.pk)
    actor = company.act(company.versie)
    assert queries.unread_count(actor) == 1
    read_alert(actor=actor, alert_id=alert.pk)
    assert queries.unread_count(actor) == 0
    assert queries.inbox(actor).get().read_at is not None


def test_the_whole_inbox_is_read_at_once_and_no_other(company: Company) -> None:
    for number in range(3):
        _tell(company, once=f"deal:{number}")
    tell(actor=SYSTEM, user_id=company.moses.pk, kind="late", text="Late", once="x")
    assert read_all(actor=company.act(company.versie)) == 3
    assert queries.unread_count(company.act(company.moses)) == 1


def test_a_sentence_whose_parameters_do_not_fit_is_shown_as_it_is(company: Company) -> None:
    alert = tell(actor=SYSTEM, user_id=company.versie.pk, kind="x", text="%(gone)s", params={"n": 1}, once="y")
    assert alert.words == "%(gone)s"
