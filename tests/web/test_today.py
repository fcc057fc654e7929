"""Today: what waits, in its order; closing with a result, moving, the inbox; and what a stranger's task answers."""

from datetime import timedelta

from crosslift.alerts import actions as alerts
from crosslift.core import clock
from crosslift.core.actor import the_system
from crosslift.customers import actions as customers
from crosslift.tasks import actions as tasks
from crosslift.tasks.models import Task
from tests.company import Company
from tests.web.browsing import signed_in


def give(company: Company, title: str, days: int) -> Task:
    """A task of Versie's, due so many days from now."""
    return tasks.assign_task(
        actor=company.act(company.versie),
        owner_id=company.versie.pk,
        title=title,
        due_at=clock.now() + timedelta(days=days, minutes=-1),
    )


def test_late_comes_first_then_tomorrow(company: Company) -> None:
    give(company, "Send samples", 1)
    give(company, "Ask for the decision", -3)
    page = signed_in(company.versie).get("/").content.decode()
    assert page.index("Ask for the decision") < page.index("Send samples")
    assert "3 days late" in page


def test_an_empty_day_teaches(company: Company) -> None:
    assert "Nothing waits for you" in signed_in(company.versie).get("/").content.decode()


def test_a_task_closes_with_its_result_and_plans_the_next(company: Company) -> None:
    task = give(company, "Call them", 0)
    browser = signed_in(company.versie)
    assert browser.post(f"/tasks/{task.pk}/done", {"positive": "no", "result": ""}).status_code == 422
    task.refresh_from_db()
    assert task.state == "open"
    given = {"positive": "yes", "result": "They agree", "next_title": "Send the contract"}
    assert browser.post(f"/tasks/{task.pk}/done", given).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.positive, task.result) == ("done", True, "They agree")
    assert Task.objects.filter(title="Send the contract", state="open").exists()
    assert "They agree" not in browser.get("/").content.decode()
    browser.post(f"/tasks/{task.pk}/reopen")
    task.refresh_from_db()
    assert task.state == "open"


def test_a_task_is_moved(company: Company) -> None:
    task = give(company, "Call them", 0)
    assert signed_in(company.versie).post(f"/tasks/{task.pk}/move", {"due_at": "2030-01-02T10:00"}).status_code == 302
    task.refresh_from_db()
    assert task.due_at is not None
    assert task.due_at.year == 2030


def test_another_sellers_task_is_not_there(company: Company) -> None:
    task = give(company, "Call them", 0)
    response = signed_in(company.anna).post(f"/tasks/{task.pk}/done", {"positive": "yes"})
    assert response.status_code == 404
    task.refresh_from_db()
    assert task.state == "open"


def test_a_new_task_about_a_record_that_is_not_theirs_is_refused(company: Company) -> None:
    response = signed_in(company.versie).post(
        "/tasks/new?about=deal:999999", {"title": "Call", "kind": "call", "owner": company.versie.pk}
    )
    assert response.status_code == 404
    assert not Task.objects.exists()


def test_the_inbox_is_read(company: Company) -> None:
    alert = alerts.tell(
        actor=the_system("job", "tests"), user_id=company.versie.pk, kind="test", text="Products fit", once="1"
    )
    browser = signed_in(company.versie)
    assert "Products fit" in browser.get("/inbox").content.decode()
    browser.get(f"/inbox/{alert.pk}")
    alert.refresh_from_db()
    assert alert.read_at is not None
    assert signed_in(company.anna).get(f"/inbox/{alert.pk}").status_code == 404


def test_the_palette_finds_and_does(company: Company) -> None:
    customers.make_account(actor=company.act(company.versie), name="Swan Café")
    found = signed_in(company.versie).get("/find?q=swan").content.decode()
    assert "<mark>Swan</mark> Café" in found
    assert "<mark>" not in signed_in(company.anna).get("/find?q=swan").content.decode()
    assert "/deals/new" in signed_in(company.versie).get("/find?q=new").content.decode()
