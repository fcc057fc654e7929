"""What every test stands on: a migrated database used as the application's role, and a company of people."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.company import Company, build_company


def pytest_configure(config: pytest.Config) -> None:
    """Slow hashing of passwords is wanted everywhere but in a thousand tests' set-up."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _speak_as(role: dict[str, Any]) -> None:
    connection.close()
    connection.settings_dict.update({key: role[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, request: Any) -> Iterator[None]:
    """Create and migrate the test database as the owner, then go on as the application, which owns nothing."""
    from crosslift.site.settings import APP_URL, OWNER_URL, database

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_crosslift_{os.environ.get('CROSSLIFT_TEST_DB', '')}_{worker}"
    keep = request.config.getvalue("reuse_db")
    with django_db_blocker.unblock():
        _speak_as(database(OWNER_URL))
        connection.settings_dict.setdefault("TEST", {})["NAME"] = name
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
        with connection.cursor() as cursor:
            cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO crosslift_app")
        _speak_as(database(APP_URL))
    yield
    with django_db_blocker.unblock():
        _speak_as(database(OWNER_URL))
        teardown_databases(made, verbosity=0, keepdb=keep)


@pytest.fixture
def company(db: None) -> Company:
    """A small company: administrator, head and two sellers of one team, a seller of another, all roles installed."""
    return build_company()
