"""Every page asks who is there and what waits for them: two reads, whatever the person's roles and team."""

from typing import Any

from crosslift.alerts.actions import tell
from crosslift.core.actor import the_system
from crosslift.staff import queries
from crosslift.staff.access import actor_for
from crosslift.tasks.actions import assign_task
from crosslift.tasks.queries import open_counts
from tests.company import Company


def test_a_person_comes_with_rights_and_team_in_one_read(company: Company, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        user = queries.session_user(company.dustin.pk)
        assert user is not None and (user.team is None or user.team.name)
        actor = actor_for(user, "web")
    assert actor == queries.actor_of(company.dustin.pk, "web") == actor_for(company.dustin, "web")
    assert actor.roles and actor.may("deal", "view")
    assert company.versie.pk in actor.team and company.dustin.pk in actor.team


def test_what_waits_is_counted_in_one_read(company: Company, django_assert_num_queries: Any) -> None:
    versie = company.act(company.versie)
    assign_task(actor=versie, owner_id=company.versie.pk, title="Call")
    tell(actor=the_system("job", "a test"), user_id=company.versie.pk, kind="t", text="Look", once="1")
    tell(actor=the_system("job", "a test"), user_id=company.dustin.pk, kind="t", text="Look", once="1")
    with django_assert_num_queries(1):
        counts = open_counts(versie)
    assert (counts.open, counts.late, counts.unread) == (1, 0, 1)
