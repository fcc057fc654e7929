"""Rules from real histories, brought in by the importer: what is there is found, what is not is said."""

import pytest
from django.db import transaction

from crosslift.core.actor import the_system
from crosslift.core.jobs import run_now
from crosslift.offers import actions, queries
from crosslift.offers.models import RuleSet
from tests.company import Company
from tests.integrations.bringing import ready, run

SYSTEM = the_system("job", "tests")


def learned(company: Company, preset: str, basis: str) -> RuleSet:
    """The current version of a basis, learned from a real data set."""
    run(company.act(company.celia), ready(company.act(company.celia), preset, shift_dates=True))
    with transaction.atomic():
        version = actions.begin_learning(actor=SYSTEM, basis=basis)
    run_now("offers.learn", ruleset_id=version.pk)
    version.refresh_from_db()
    assert version.state == "current", version.said
    return version


@pytest.mark.slow
def test_groceries_keep_about_150_pairs_and_noise_none(company: Company) -> None:
    version = learned(company, "groceries", "orders")
    assert (version.baskets, version.possible, version.kept) == (9835, 14196, 148)
    assert version.rules.filter(label="worthy").count() >= 2 * 100
    check = actions.begin_shuffle(actor=company.act(company.nadia), basis="orders", tables=10)
    run_now("offers.shuffle", check_id=check.pk)
    check.refresh_from_db()
    assert (check.state, list(check.kept)) == ("done", [0] * 10)
    assert check.naive_noise > 5_000


def test_maven_has_nothing_to_associate_and_says_so(company: Company) -> None:
    version = learned(company, "maven", "owned")
    assert (version.kept, version.why_nothing) == (0, "all_own_all")
    assert queries.current("owned") == version
    assert not version.rules.exists()
