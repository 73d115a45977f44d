"""A real browser that is handed pages of ours without a server: markup, policy and static files by route."""

import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from dataops.web.charts import PLOTLY_STYLE_ATTR, PLOTLY_STYLE_HASHES

HOST = "http://dataops.test"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
POLICY = (
    "default-src 'none'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; style-src 'self'"
)
CHART_POLICY = f"{POLICY} {' '.join(PLOTLY_STYLE_HASHES)}; style-src-attr {PLOTLY_STYLE_ATTR}"
TELL_VIOLATIONS = (
    "window.violations = []; document.addEventListener('securitypolicyviolation', "
    "(event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI))"
)


def chromium_path() -> str | None:
    """Where the browser is, or None: then these tests say they were skipped."""
    named = os.environ.get("DATAOPS_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page being looked at, and every address it asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        return self.page.evaluate("window.violations")


def visit(
    browser: Browser, html: dict[str, str], *, policy: str | dict[str, str], width: int, scheme: str
) -> Visit:
    """Open `/`. `html` maps addresses to what they answer, `policy` may too; the rest is static files."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    seen = Visit(page)

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
        seen.asked.append(address)
        if address in html:
            headers = {"content-security-policy": policy if isinstance(policy, str) else policy[address]}
            route.fulfill(body=html[address], content_type="text/html; charset=utf-8", headers=headers)
        elif address.startswith("/static/") and (path := finders.find(address.removeprefix("/static/"))):
            kind = mimetypes.guess_type(str(path))[0] or "application/octet-stream"
            route.fulfill(body=Path(str(path)).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.add_init_script(TELL_VIOLATIONS)
    page.route("**/*", answer)
    page.goto(f"{HOST}/")
    return seen
