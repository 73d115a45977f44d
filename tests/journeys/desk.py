"""One person at a browser of their own. What goes wrong behind the page is written down."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.journeys.cast import PASSWORD, email
from tests.web.browser import TELL_VIOLATIONS

PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)
TELL_IN_THE_CONSOLE = (
    "document.addEventListener('securitypolicyviolation', (event) => "
    "console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
)


class Desk:
    def __init__(self, browser: Browser, home: str) -> None:
        self.context = browser.new_context(base_url=home, viewport={"width": 1440, "height": 900})
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(f"{TELL_VIOLATIONS};{TELL_IN_THE_CONSOLE}")
        self.page, self.faults = self.context.new_page(), []
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)
        self.page.on("response", self._look)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _look(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{self.page.url}: {response.status} {response.url}")

    def sign_in(self, who: str) -> "Desk":
        self.open("/accounts/login/")
        self.fill({"E-mail": email(who), "Password": PASSWORD})
        self.press("Sign in")
        expect(self.page).to_have_url(re.compile(r"^http://[^/]+/$"))
        return self

    def open(self, path: str) -> "Desk":
        self.page.goto(path, wait_until="load")
        return self

    def follow(self, name: str) -> "Desk":
        """A link by its whole name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def press(self, name: str, inside: str = "body") -> "Desk":
        """A button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(inside).get_by_role("button", name=name, exact=True).click()
        return self

    def fill(self, answers: dict[str, object], inside: str = "body") -> "Desk":
        for label, value in answers.items():
            _put(self._field(label, inside), value)
        return self

    def choose(self, *names: str) -> "Desk":
        for name in names:
            self.page.get_by_role("radio", name=name, exact=True).check(force=True)
        return self

    def sees(self, *texts: str) -> "Desk":
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def row(self, caption: str, name: str) -> Locator:
        """The row of a table, by the table's caption and what its head begins with."""
        table = self.page.get_by_role("table", name=caption)
        return table.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name))

    def _field(self, label: str, inside: str) -> Locator:
        pattern = re.compile(rf"^\s*{re.escape(label)}( \([\w ]+\))?\s*$")
        return self.page.locator(inside).get_by_label(pattern)


def _put(field: Locator, value: object) -> None:
    kind = field.evaluate("(e) => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind == "select":
        field.select_option(field.locator("option").filter(has_text=str(value)).first.get_attribute("value"))
    elif kind == "file":
        name, content = value  # type: ignore[misc]
        field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    else:
        field.fill(str(value))


def picture(desk: Desk, path: Path) -> None:
    """What the person has before their eyes, for whoever looks into a failure."""
    desk.page.screenshot(path=str(path), full_page=True)
