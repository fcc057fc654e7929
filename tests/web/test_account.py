"""Signing in and out, the profile, and what stands round every page."""

import pytest
from django.test import Client

from crosslift.staff.models import User
from tests.company import Company
from tests.web.browsing import signed_in

RIGHT = {"email": "versie@example.com", "password": "correct horse"}


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/deals?view=table", "/deals?view=table"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_only_inside(company: Company, asked: str, led: str) -> None:
    response = Client().post("/sign-in", {**RIGHT, "next": asked})
    assert (response.status_code, response.headers["Location"]) == (302, led)


def test_a_wrong_password_keeps_what_was_typed_and_says_nothing_more(company: Company) -> None:
    known = Client().post("/sign-in", {**RIGHT, "password": "wrong"})
    unknown = Client().post("/sign-in", {"email": "nobody@example.com", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    assert "versie@example.com" in known.content.decode()
    sentence = "E-mail and password do not fit together."
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_a_new_session_id_at_sign_in(company: Company) -> None:
    client = Client()
    client.get("/sign-in")
    client.session.save()
    before = client.session.session_key
    client.post("/sign-in", RIGHT)
    assert client.session.session_key != before


def test_unsafe_requests_need_the_token_of_the_page(company: Company) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in", RIGHT).status_code == 403


def test_a_changed_password_ends_the_other_sessions(company: Company) -> None:
    here, there = signed_in(company.versie), signed_in(company.versie)
    assert there.get("/profile").status_code == 200
    here.post("/profile", {"what": "password", "old": "correct horse", "new": "a longer sentence"})
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").headers["Location"].startswith("/sign-in")


def test_who_left_is_out_on_the_next_request(company: Company) -> None:
    browser = signed_in(company.anna)
    User.objects.filter(pk=company.anna.pk).update(is_active=False)
    assert browser.get("/").headers["Location"].startswith("/sign-in")


def test_a_short_password_is_refused_and_nothing_changes(company: Company) -> None:
    before = User.objects.get(pk=company.versie.pk).password
    response = signed_in(company.versie).post("/profile", {"what": "password", "old": "correct horse", "new": "x"})
    assert response.status_code == 422
    assert User.objects.get(pk=company.versie.pk).password == before


def test_the_language_of_the_profile_is_the_language_of_the_page(company: Company) -> None:
    browser = signed_in(company.versie)
    User.objects.filter(pk=company.versie.pk).update(language="ru")
    page = browser.get("/profile").content.decode()
    assert '<html lang="ru"' in page
    assert "Профиль" in page


def test_a_token_is_shown_once(company: Company) -> None:
    browser = signed_in(company.versie)
    shown = browser.post("/profile/tokens", {"name": "mail"}).content.decode()
    secret = shown.split('value="cl_')[1].split('"')[0]
    assert f"cl_{secret}" not in browser.get("/profile").content.decode()
    program = Client(headers={"Authorization": f"Bearer cl_{secret}"})
    assert program.get("/api/v1/staff/me").json()["name"] == "Versie Hillebrand"


@pytest.mark.parametrize("path", ["/sign-in", "/", "/deals", "/nothing-here", "/healthz"])
def test_every_answer_carries_the_strict_policy(company: Company, path: str) -> None:
    policy = signed_in(company.versie).get(path).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_sellers_navigation_hides_what_the_role_may_not_open(company: Company) -> None:
    page = signed_in(company.versie).get("/settings").content.decode()
    assert "/settings/rights" not in page
    assert signed_in(company.versie).get("/settings/rights").status_code == 403
    assert signed_in(company.celia).get("/settings/rights").status_code == 200


def test_rights_are_set_from_the_page(company: Company) -> None:
    browser = signed_in(company.celia)
    given = {"view": "own", "add": "all", "change": "own", "delete": "own"}
    assert "R" in browser.get("/settings/rights").content.decode()
    assert browser.get("/settings/rights/seller/deal").status_code == 200
    assert browser.post("/settings/rights/seller/deal", given).status_code == 302
    assert company.act(company.versie).scope("deal", "delete") == "own"


def test_a_person_is_invited_from_the_page(company: Company) -> None:
    browser = signed_in(company.celia)
    form = {"name": "Nina Bek", "email": "nina@example.com", "roles": ["seller"], "language": "ru", "is_active": "on",
            "password": "a longer sentence"}  # fmt: skip
    assert browser.post("/settings/people/new", form).status_code == 302
    assert company.act(User.objects.get(email="nina@example.com")).scope("deal", "view") == "own"
    again = browser.post("/settings/people/new", form)
    assert again.status_code == 422
    assert "nina@example.com" in again.content.decode()
