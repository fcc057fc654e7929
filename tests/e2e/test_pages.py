"""Every main page in every dress: no complaint of the browser, nothing wider than the screen, links that lead on."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.e2e.visitor import Visitor

Visit = Callable[..., Visitor]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DRESSES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark, on a phone": {"color_scheme": "dark", **PHONE},
}
FURTHER = (
    "/inbox",
    "/profile",
    "/contacts",
    "/deals?view=table",
    "/deals?view=funnel",
    "/deals/new",
    "/customers/new",
    "/catalogue/new",
    "/offers?basis=owned",
    "/imports",
    "/settings/people",
    "/settings/rights",
    "/settings/audit",
    "/processes/cross_sale",
)
LISTS = ("/leads", "/customers", "/contacts", "/catalogue", "/processes", "/deals?view=table", "/settings/people")
# Names and codes that stay as they are in any language.
SAME = {"crosslift", "bant", "ctrl", "csv", "xlsx", "api", "esc", "celia", "rouche", "cr", "fdr", "lift"}
LATIN = re.compile(r"[A-Za-z]{2,}")
WORDED = ".cl-nav-label, .cl-bar h1, .cl-seg a, .cl-sub .cl-chip, thead th, .cl-sec h2, .cl-kpi span, main button"


def all_pages(visitor: Visitor) -> list[str]:
    """What the navigation leads to, what stands beside it, and the first record of every list."""
    page = visitor.go("/")
    places = page.locator(".cl-nav-item").evaluate_all("found => found.map(one => one.getAttribute('href'))")
    records = [found for path in LISTS if (found := first_record(visitor, path))]
    return list(dict.fromkeys([*places, *FURTHER, *records]))


def first_record(visitor: Visitor, path: str) -> str:
    """Where the first row of a list leads."""
    rows = visitor.go(path).locator("[data-row][data-href]")
    return rows.first.get_attribute("data-href") or "" if rows.count() else ""


def too_wide(page: Page) -> list[str]:
    """What reaches over the right edge of the screen, where the page itself scrolls sideways."""
    return page.evaluate(
        """() => {
          const edge = window.innerWidth + 1;
          if (document.documentElement.scrollWidth <= edge) return [];
          const over = (one) => one.checkVisibility() && one.getBoundingClientRect().right > edge;
          const found = [...document.querySelectorAll("body *")].filter(over);
          return found.slice(0, 4).map((one) => one.outerHTML.slice(0, 120));
        }"""
    )


@pytest.mark.parametrize("dress", DRESSES)
def test_every_page_in_every_dress(demo: Server, visit: Visit, dress: str) -> None:
    visitor = visit(demo, "admin@demo.local", **DRESSES[dress])
    wide = {}
    for path in all_pages(visitor):
        page = visitor.go(path)
        expect(page.locator("main")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        if found := too_wide(page):
            wide[path] = found
    assert wide == {}


def test_on_a_phone_a_filter_opens_where_it_can_be_touched(demo: Server, visit: Visit) -> None:
    page = visit(demo, "admin@demo.local", **PHONE).go("/customers")
    page.locator(".cl-sub summary").first.tap()
    choice = page.locator(".cl-sub details[open] .cl-menu-row").first
    words = choice.inner_text()
    choice.tap()
    expect(page.locator(".cl-sub .cl-chip.is-on").first).to_contain_text(words)


@pytest.fixture
def russian(demo: Server, visit: Visit) -> Iterator[Visitor]:
    """The administrator, who chooses Russian in the profile and goes back to English at the end."""
    visitor = visit(demo, "admin@demo.local")
    choose(visitor, "ru")
    yield visitor
    choose(visitor, "en")


def choose(visitor: Visitor, language: str) -> None:
    """Switch the language in the profile."""
    page = visitor.go("/profile")
    page.locator("[name=language]").select_option(language)
    page.locator("form:has([name=language]) button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_in_russian_no_page_keeps_an_english_word(russian: Visitor) -> None:
    left = {}
    for path in all_pages(russian):
        page = russian.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        said = page.locator(WORDED).evaluate_all("found => found.map(one => one.innerText).join('\\n')")
        names = page.locator("main tbody, .cl-mx thead, [lang=en]").all_inner_texts()
        known = {word.lower() for text in names for word in LATIN.findall(text)}
        words = {word.lower() for word in LATIN.findall(said)} - SAME - known
        if words:
            left[path] = sorted(words)
    assert left == {}


@pytest.mark.parametrize("email", ["admin@demo.local", "seller@demo.local"])
def test_every_link_and_dialog_that_is_shown_leads_on(demo: Server, visit: Visit, email: str) -> None:
    visitor = visit(demo, email)
    asked: dict[str, tuple[str, str, str]] = {}
    for path in reachable(visitor):
        visitor.go(path)
        for kind, address in shown_addresses(visitor.page):
            asked.setdefault(f"{kind} {re.sub(r'[0-9]+', 'N', address)}", (kind, address, path))
    broken = [
        f"{address} on {path}: {status}"
        for kind, address, path in asked.values()
        if (status := status_of(visitor, kind, address)) >= 400
    ]
    assert len(asked) > 40
    assert broken == []


def reachable(visitor: Visitor) -> list[str]:
    """The pages that this person's navigation leads to, and the first record of each list there."""
    page = visitor.go("/")
    places = page.locator(".cl-nav-item").evaluate_all("found => found.map(one => one.getAttribute('href'))")
    records = [found for path in places if (found := first_record(visitor, path))]
    return list(dict.fromkeys([*places, "/deals?view=table", "/deals?view=funnel", "/inbox", *records]))


def shown_addresses(page: Page) -> list[tuple[str, str]]:
    """Every address inside the product that a link or an htmx part of the page would ask for."""
    return [
        (kind, address)
        for kind, address in page.evaluate(
            """() => [...document.querySelectorAll("a[href], [hx-get]")].flatMap(one =>
            [["link", one.getAttribute("href")], ["part", one.getAttribute("hx-get")]])"""
        )
        if address and address.startswith(("/", "?"))
    ]


def status_of(visitor: Visitor, kind: str, address: str) -> int:
    """What the server answers."""
    path = address if address.startswith("/") else visitor.page.url.split("?")[0] + address
    headers = {"HX-Request": "true"} if kind == "part" else {}
    return visitor.page.request.get(path, headers=headers).status
