"""A real browser on a real server: each module has a company of its own in a copy of the test database."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from crosslift.core.actor import the_system
from crosslift.demo.build import PASSWORD, build
from crosslift.site.company import install
from crosslift.staff.actions import invite_user
from tests.e2e.server import Server, serving
from tests.e2e.visitor import Visitor

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PATIENCE = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    path = os.environ.get("CROSSLIFT_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip(os.environ.get("CROSSLIFT_TEST_CHROMIUM_REASON") or "no Chromium was found")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module, so that no event loop of its driver is left running between them."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def fresh(
    request: Any, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A company that has an administrator and nothing else."""

    def fill() -> None:
        install()
        invite_user(
            actor=the_system("cli", "tests"),
            email="celia@example.com",
            name="Celia Rouche",
            roles=["administrator"],
            password="correct horse",
        )

    with serving(request, django_db_blocker, tmp_path_factory.mktemp("fresh"), fill) as server:
        yield server


@pytest.fixture(scope="module")
def demo(
    request: Any, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The demo company."""

    def fill() -> None:
        install()
        build("en")

    with serving(request, django_db_blocker, tmp_path_factory.mktemp("demo"), fill) as server:
        yield server


@pytest.fixture
def visit(browser: Browser, request: Any) -> Iterator[Callable[..., Visitor]]:
    """Open the product as a person: `visit(server, "anna@…", password)`; what the browser complains of fails."""
    contexts: list[tuple[BrowserContext, Visitor]] = []

    def open_as(server: Server, email: str = "", password: str = PASSWORD, **options: Any) -> Visitor:
        wanted = {"viewport": {"width": 1440, "height": 900}, "locale": "en", "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=server.url, **wanted)
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(2 * PATIENCE)
        visitor = Visitor(context.new_page())
        contexts.append((context, visitor))
        if email:
            visitor.sign_in(email, password)
        return visitor

    yield open_as
    complaints = [words for _context, visitor in contexts for words in visitor.complaints]
    for context, _visitor in contexts:
        context.close()
    assert complaints == []
