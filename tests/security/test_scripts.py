"""X01, X02, X04: what people write is shown as text, on every page, to every role, in a real browser."""

import re

import pytest
from django.test import Client

from dataops.accounts.choices import Role
from labeling.models import Guideline, Item, LabelSchema
from labeling.templatetags.labeling import markdown
from tests.architecture.probe import let_go, values_for
from tests.architecture.routes import our_routes
from tests.architecture.world import build
from tests.security.payloads import poison
from tests.web import browser as browsers

pytestmark = pytest.mark.django_db
ROLES = [
    Role.ADMINISTRATOR,
    Role.COMPLIANCE_OFFICER,
    Role.PROGRAM_MANAGER,
    Role.VENDOR_ADMIN,
    Role.VENDOR_LABELER,
]
ATTACK = "'\"><img src=x onerror=alert(1)><script>alert(1)</script>"
SHORT = '"><script>alert(1)</script>'
LIVE = ("<script>alert", "<img src=x", "<svg onload", 'href="javascript')
HARMFUL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))", "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](vbscript:x)", "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)", "[a]: javascript:alert(1)\n\n[a]", "<details open ontoggle=alert(1)>",
    "`<script>alert(1)</script>`", "[x](\x01javascript:alert(1))", '[a](/x "\" onmouseover=alert(1)")',
]  # fmt: skip


def poisoned_world():
    world = build()
    assert poison(ATTACK) > 30
    Guideline.objects.update(body="\n\n".join(HARMFUL))
    LabelSchema.objects.update(
        choices=[{"code": n, "name": SHORT, "hint": SHORT, "html": SHORT} for n in (0, 1)]
    )
    Item.objects.update(content={"text": ATTACK, "html": ATTACK, "image": "file:///etc/passwd", SHORT: SHORT})
    return world


def pages_of(world, role):
    """Name, body and policy of every HTML answer, also to nonsense in a filter and to an empty form."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role.value])
    for route in our_routes():
        url = route.url(values_for(route, world, role.value, "own"))
        answers = {
            "": client.get(url),
            " filtered": client.get(url, {"q": ATTACK, "search": ATTACK, "state": ATTACK, "sort": ATTACK}),
        }
        for name, answer in answers.items():
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                yield route.name + name, answer
            let_go(answer)


@pytest.mark.parametrize("role", ROLES)
def test_x01_what_was_written_is_text_on_every_page(role):
    world = poisoned_world()
    live, broken, seen = [], [], 0

    for name, answer in pages_of(world, role):
        body = answer.content.decode()
        live += [f"{name}: {sign}" for sign in LIVE if sign in body]
        broken += [f"{name}: {answer.status_code}"] if answer.status_code >= 500 else []
        seen += "&lt;script&gt;alert" in body

    assert (live, broken) == ([], [])
    assert seen


def test_x01_a_browser_runs_nothing_of_it():
    path = browsers.chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine")
    world = poisoned_world()
    bodies, policies = {}, {}
    for role in (Role.ADMINISTRATOR, Role.VENDOR_ADMIN, Role.VENDOR_LABELER):
        for name, answer in pages_of(world, role):
            if answer.status_code == 200 and "<html" in answer.content.decode() and " " not in name:
                bodies[f"/{role}/{name}"] = answer.content.decode()
                policies[f"/{role}/{name}"] = answer.headers["Content-Security-Policy"]
    addresses = list(bodies)
    bodies["/"], policies["/"] = bodies[addresses[0]], policies[addresses[0]]

    with browsers.launched(path) as browser:
        seen = browsers.visit(browser, bodies, policy=policies, width=1440, scheme="light")
        dialogs, violations = [], []
        seen.page.on("dialog", lambda dialog: (dialogs.append(seen.page.url), dialog.dismiss()))
        for address in addresses:
            seen.page.goto(browsers.HOST + address, wait_until="domcontentloaded")
            violations += [f"{address}: {each}" for each in seen.violations()]

    assert len(addresses) > 30
    assert (dialogs, violations) == ([], [])


@pytest.mark.parametrize("text", HARMFUL)
def test_x02_a_guideline_is_markdown_without_html(text):
    shown = markdown(text)

    assert (
        re.findall(
            r"<(?:script|img|svg|details|javascript)|<[^>]*\son\w+=|href=\"(?:javascript|vbscript|data):",
            shown,
        )
        == []
    )
