"""A seller's day by keys alone: today, the board, find or do, and the answers to an offer."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server
from tests.e2e.visitor import Visitor


@pytest.fixture
def seller(demo: Server, visit: Callable[..., Visitor]) -> Visitor:
    """Vera, who sells in the demo company."""
    return visit(demo, "seller@demo.local")


def test_a_task_is_closed_with_its_result(seller: Visitor) -> None:
    page = seller.go("/")
    closable = page.locator('[data-row]:has([data-key="D"])').first
    title = closable.locator(".cl-todo-what b").inner_text()
    deed = closable.locator('[data-key="D"]').get_attribute("hx-get")
    walk_to(seller, closable)
    seller.keys("d")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text(title)
    seller.keys("1")
    dialog.locator("textarea, input:not([type=radio]):not([type=hidden])").first.focus()
    page.keyboard.type("They want a sample first")
    seller.keys("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Done")
    expect(page.locator(f'[hx-get="{deed}"]')).to_have_count(0)


def walk_to(visitor: Visitor, wanted: Locator) -> None:
    """Press J until the row has the cursor; K goes back up and J down again on the way."""
    page = visitor.page
    visitor.keys("j", "k")
    for _ in range(page.locator("[data-row]").count()):
        if wanted.evaluate("row => row === document.activeElement || row.contains(document.activeElement)"):
            return
        visitor.keys("j")
    raise AssertionError("J did not come there")


def test_a_card_is_carried_to_the_next_stage_and_back(seller: Visitor) -> None:
    page = seller.go("/deals")
    lanes = page.locator("[data-board] [data-lane]")
    card = lanes.nth(0).locator("[data-deal]").first
    number = card.get_attribute("data-deal")
    card.focus()
    seller.keys("Space", "ArrowRight", "Space")
    expect(page.locator("#toasts [data-key=Z]")).to_be_visible()
    moved = page.locator(f'[data-deal="{number}"]')
    expect(lanes.nth(1).locator(f'[data-deal="{number}"]')).to_have_count(1)
    seller.keys("z")
    expect(lanes.nth(0).locator(f'[data-deal="{number}"]')).to_have_count(1)
    moved.focus()
    seller.keys("Space", "ArrowRight", "Escape")
    expect(lanes.nth(0).locator(f'[data-deal="{number}"]')).to_have_count(1)


def test_find_or_do_leads_to_a_record_and_letters_to_pages(seller: Visitor) -> None:
    page = seller.go("/customers")
    name = page.locator("[data-row] .cl-list-first").first.inner_text()
    seller.keys("Control+k")
    page.keyboard.type(name)
    expect(page.locator("mark").first).to_be_visible()
    seller.keys("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    seller.keys("g", "d")
    page.wait_for_url(re.compile(r"/deals$"))
    seller.keys("?")
    expect(page.locator("#dialog")).to_be_visible()
    seller.keys("Escape")
    expect(page.locator("#dialog")).to_be_hidden()


def test_offers_are_answered_by_their_numbers(seller: Visitor) -> None:
    page = seller.go("/processes?state=waiting&tab=mine")
    addresses = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.href)")
    assert addresses, "the demo company has offers to answer"
    answers = [("2", "nurtured"), ("1", "in the deal"), ("3", "rests until")]
    for address in addresses:
        seller.go(address)
        page.locator(".cl-facts a").first.click()
        page.wait_for_url(re.compile(r"/deals/\d+$"))
        while answers and page.locator("[data-offer].is-focus").count():
            number, words = answers.pop()
            press_answer(page, seller, number)
            expect(page.locator("#toasts")).to_contain_text(words)
            page.reload()
    assert ("1", "in the deal") not in answers, "at least a refusal and an interest were pressed"


def press_answer(page: Page, seller: Visitor, number: str) -> None:
    """The number answers the offer in focus; a refusal says why, too."""
    offer = page.locator("[data-offer].is-focus")
    product = offer.locator("h3").inner_text()
    seller.keys(number)
    if number == "3":
        offer.locator(".cl-pick").first.click()
        seller.keys("Control+Enter")
    expect(page.locator("[data-offer].is-answered", has_text=product)).to_be_visible()
