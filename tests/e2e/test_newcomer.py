"""A newcomer's ten minutes on a real company's files: import, find, win, answer, and see the next sale opened."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DATA
from tests.e2e.server import Server
from tests.e2e.visitor import Visitor

MAVEN = DATA / "maven_crm"
FILES = ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")
PATIENT = 60_000


class Chance(NamedTuple):
    """An account with a deal in work over `product`, which does not own `wanted`."""

    account: str
    product: str
    wanted: str


def find_chance(folder: Path) -> Chance:
    """The first such account of the files; fewest deals in work first, so that its page is short."""
    with (folder / "products.csv").open(encoding="utf-8") as file:
        products = [row["product"] for row in csv.DictReader(file)]
    owned: dict[str, set[str]] = defaultdict(set)
    in_work: dict[str, list[str]] = defaultdict(list)
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                owned[row["account"]].add(row["product"].replace(" ", ""))
            elif row["deal_stage"] in ("Engaging", "Prospecting") and row["account"]:
                in_work[row["account"]].append(row["product"])
    for account, deals in sorted(in_work.items(), key=lambda one: (len(one[1]), one[0])):
        for product in deals:
            # The pipeline leaves a space out of one product's name.
            wanted = [name for name in products if name.replace(" ", "") not in owned[account] | set(deals)]
            if wanted and product in products:
                return Chance(account, product, wanted[0])
    raise AssertionError("nobody in the files lacks anything")


@pytest.mark.skipif(not MAVEN.is_dir(), reason="the real files are not here: ../shared/data/maven_crm")
def test_a_newcomers_ten_minutes(fresh: Server, visit: Callable[..., Visitor]) -> None:
    visitor = visit(fresh, "celia@example.com", "correct horse")
    chance = find_chance(MAVEN)
    bring_in(visitor)
    propose(visitor, chance)
    deal = win(visitor, chance)
    answer(visitor, chance)
    see_what_followed(visitor, deal, chance)
    look_round(visitor, chance)


def bring_in(visitor: Visitor) -> None:
    """Import the files through the screen: look at them dry, then let them in."""
    page = visitor.go("/imports")
    page.locator("#files").set_input_files([MAVEN / name for name in FILES])
    page.get_by_role("button", name="Look at them").click()
    run = page.get_by_role("button", name=re.compile(r"Import [\d,]+ records"))
    run.click(timeout=PATIENT)
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=PATIENT)
    expect(page.locator("main")).to_contain_text("deals without a customer")


def palette(visitor: Visitor, words: str) -> Locator:
    """Ask Find or do, and give its rows."""
    visitor.page.keyboard.press("Control+k")
    visitor.page.keyboard.type(words)
    return visitor.page.locator("#palette a, [data-palette-list] a, dialog a").filter(has_text=words)


def propose(visitor: Visitor, chance: Chance) -> None:
    """Say in the catalogue that the product leads to the one that is missing."""
    page = visitor.go("/catalogue")
    page.get_by_role("link", name=chance.product, exact=True).click()
    page.get_by_label("Propose a product").fill(chance.wanted)
    page.get_by_role("button", name="Propose").click()
    expect(page.locator("#links").get_by_role("link", name=chance.wanted)).to_be_visible()


def win(visitor: Visitor, chance: Chance) -> str:
    """Find the account by Ctrl+K, open its deal and win it; gives the deal's address."""
    page = visitor.go("/")
    palette(visitor, chance.account).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(chance.account)
    page.get_by_role("link", name=re.compile(re.escape(chance.product))).first.click()
    page.wait_for_url(re.compile(r"/deals/\d+$"))
    address = page.url
    visitor.keys("w")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("How was it won?")
    visitor.keys("1")
    dialog.get_by_role("button", name="Close as won").click()
    expect(page.locator("main")).to_contain_text("Won.")
    return address


def answer(visitor: Visitor, chance: Chance) -> None:
    """The next sale is proposed with its evidence; the customer is interested."""
    page: Page = visitor.page
    card = page.locator("[data-offer]", has_text=chance.wanted)
    expect(card).to_be_visible(timeout=PATIENT)
    expect(card.locator(".cl-why").first).to_contain_text(chance.product)
    card.get_by_text("Budget").click()
    card.get_by_role("button", name="Interested").click()
    expect(page.locator("[data-offer].is-answered")).to_contain_text(chance.wanted)


def see_what_followed(visitor: Visitor, deal: str, chance: Chance) -> None:
    """The new deal is linked both ways, and the process has reached its end."""
    page = visitor.go(deal)
    page.locator("main").get_by_role("link", name="See the process").click()
    page.wait_for_url(re.compile(r"/processes/\d+$"))
    expect(page.locator("[data-drawn]")).to_be_visible()
    expect(page.locator(".cl-split-rail").first).to_contain_text("Done")
    page.go_back()
    page.locator("[data-offer].is-answered a").click()
    page.wait_for_url(lambda url: url != deal and "/deals/" in url)
    expect(page.locator("main")).to_contain_text("Follows")
    expect(page.locator(".cl-lines")).to_contain_text(chance.wanted)
    page.locator(".cl-facts").get_by_role("link", name=re.compile(re.escape(chance.account))).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(chance.account)


def look_round(visitor: Visitor, chance: Chance) -> None:
    """Whitespace knows of the new deal; the rules say honestly that there is nothing to associate."""
    page = visitor.go("/whitespace?q=" + chance.account)
    row = page.locator("table[data-grid] tbody tr", has_text=chance.account)
    expect(row.locator(".is-work").first).to_be_visible()
    expect(row.locator(".is-bought").first).to_be_visible()
    page = visitor.go("/offers?basis=owned")
    learn = page.get_by_role("button", name=re.compile("Learn"))
    learn.first.click()
    visitor.until_there(page.get_by_text("Nothing to associate here"), tries=120)
