"""A person at the browser: signs in, presses keys, waits for words; remembers what the browser complained of."""

import re

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

REFUSED = re.compile(r"status of (4|5)\d\d")


class Visitor:
    """A page with its complaints: console errors (policy violations are among them), exceptions, broken answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        # Bad input is answered by 422: that is talk, not a fault.
        if response.status >= 400 and response.status != 422:
            self.complaints.append(f"{self.page.url}: {response.request.method} {response.url} {response.status}")

    def sign_in(self, email: str, password: str) -> None:
        """Through the page, as anybody."""
        self.page.goto("/sign-in")
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        expect(self.page.locator(".cl-nav-foot")).to_be_attached()

    def go(self, path: str) -> Page:
        """Open a page and wait until its scripts have begun."""
        self.page.goto(path)
        self.page.wait_for_load_state("load")
        return self.page

    def keys(self, *names: str) -> None:
        """Press keys one after another."""
        for name in names:
            self.page.keyboard.press(name)

    def until_there(self, wanted: Locator, tries: int = 40) -> None:
        """Look again until the worker has done its part and it is shown."""
        for _ in range(tries):
            if wanted.count():
                break
            self.page.wait_for_timeout(250)
            self.page.reload()
        expect(wanted.first).to_be_visible()
