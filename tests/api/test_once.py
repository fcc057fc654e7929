"""`Idempotency-Key`: a repeat gets the first answer and does nothing twice."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from crosslift.customers.models import Account
from crosslift.staff import actions
from tests.company import Company, build_company


def program(company: Company, key: str = "k1") -> Client:
    """A program of Versie's that sends the key with every request."""
    _token, secret = actions.make_token(actor=company.act(company.versie), name="tests")
    return Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key})


def post(client: Client, name: str) -> tuple[int, bytes]:
    """Make an account."""
    response = client.post("/api/v1/customers", {"name": name}, content_type="application/json")
    return response.status_code, response.content


def test_the_same_request_gets_the_same_answer_and_makes_one_row(company: Company) -> None:
    client = program(company)
    first, second = post(client, "Swan Café"), post(client, "Swan Café")
    assert first == second
    assert first[0] == 201
    assert Account.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(company: Company) -> None:
    client = program(company)
    post(client, "Swan Café")
    assert post(client, "Lantern Café")[0] == 422
    assert Account.objects.count() == 1


def test_a_refused_request_leaves_the_key_free(company: Company) -> None:
    client = program(company)
    assert post(client, "")[0] == 422
    assert post(client, "Swan Café")[0] == 201


def test_keys_of_two_people_are_two_keys(company: Company) -> None:
    _token, secret = actions.make_token(actor=company.act(company.anna), name="tests")
    anna = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k1"})
    post(program(company), "Swan Café")
    assert post(anna, "Lantern Café")[0] == 201
    assert Account.objects.count() == 2


def test_a_key_that_is_too_long_is_refused(company: Company) -> None:
    assert post(program(company, "k" * 256), "Swan Café")[0] == 422
    assert not Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_row() -> None:
    with transaction.atomic():
        client = program(build_company())
    answers: list[tuple[int, bytes]] = []

    def ask() -> None:
        answers.append(post(client, "Swan Café"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert Account.objects.count() == 1
