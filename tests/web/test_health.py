"""`/healthz` says whether web, worker and database are well."""

from django.db import connection
from django.test import Client


def test_without_a_worker_it_says_which_part_is_missing(db: None) -> None:
    response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"web": True, "database": True, "worker": False}


def test_all_well(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    response = Client().get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (200, True)


def test_a_worker_that_fell_silent_is_not_well(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    assert Client().get("/healthz").status_code == 503
