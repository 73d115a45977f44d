"""What only a browser can tell: the policy holds, nothing is out of reach, keys work, charts draw."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import engines
from django.template.loader import render_to_string

from dataops.web.gallery import gallery
from dataops.work.search import Hit
from tests.web import browser as browsers

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAV = [
    {"title": "", "items": [{"label": "Home", "url": "/", "icon": "home", "current": "page", "key": "h"}]},
    {
        "title": "Deliver",
        "items": [{"label": "Programs", "url": "/programs/", "icon": "programs", "count": 4}],
    },
]
FRAME = {"nav": NAV, "organisation": "Meridian", "role_name": "Program manager", "sample_mode": True}
FRAME |= {"jobs": 2, "crumbs": [{"label": "Home", "url": "/"}, {"label": "Components"}]}
WORKSPACE = """{% extends "layouts/focus.html" %}{% load ui %}{% block title %}Item{% endblock %}
{% block heading %}Support intent{% endblock %}{% block content %}
<section class="item" aria-labelledby="item-h"><h2 id="item-h">Ticket</h2><div class="doc"><p>Charged twice.</p></div></section>
<aside class="tools" aria-label="Answer"><form class="answer"><fieldset><legend class="answer__q">Intent</legend>
<div class="labels"><label class="lab"><input type="radio" name="l">{% kbd "1" %}<span class="lab__t">Refund</span></label></div>
</fieldset></form></aside><div class="actionbar" role="group" aria-label="Item actions"><button class="btn">Skip</button></div>
{% endblock %}"""


class Person:
    name = "Ines Carvalho"
    is_authenticated = True


@pytest.fixture(scope="module")
def browser():
    path = browsers.chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine")
    with browsers.launched(path) as browser:
        yield browser


def gallery_html(rf) -> str:
    context = {**FRAME, **gallery(), "user": Person()}
    return render_to_string("web/components.html", context, request=rf.get("/"))


def gallery_without_charts(rf) -> str:
    """Plotly takes a second to start; what is not about charts does without."""
    return gallery_html(rf).replace("/static/vendor/plotly.min.js", "/static/js/theme.js")


def pages(rf) -> dict[str, str]:
    portal = '{% extends "layouts/portal.html" %}{% block title %}T{% endblock %}{% block heading %}Today{% endblock %}'
    return {
        "not found": render_to_string("404.html", request=rf.get("/")),
        "broken": render_to_string("500.html"),
        "workspace": engines["django"].from_string(WORKSPACE).render(FRAME, rf.get("/")),
        "portal": engines["django"].from_string(portal).render({**FRAME, "user": Person()}, rf.get("/")),
    }


def barriers(page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_component_is_accessible_and_within_the_policy(browser, rf, width, scheme):
    policy = browsers.CHART_POLICY
    seen = browsers.visit(browser, {"/": gallery_html(rf)}, policy=policy, width=width, scheme=scheme)
    seen.page.wait_for_selector("html[data-charts=ready]")

    assert barriers(seen.page) == []
    assert seen.violations() == []
    assert seen.errors == []
    assert seen.page.locator(".js-plotly-plot .main-svg").count() > 0


@pytest.mark.parametrize("name", ["not found", "broken", "workspace", "portal"])
def test_every_layout_is_accessible_and_within_the_policy(browser, rf, name):
    seen = browsers.visit(browser, {"/": pages(rf)[name]}, policy=browsers.POLICY, width=390, scheme="light")

    assert barriers(seen.page) == []
    assert seen.violations() == []
    assert len(seen.asked) <= 12
    assert "/static/vendor/plotly.min.js" not in seen.asked


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_scrolls_sideways(browser, rf, width):
    html = gallery_without_charts(rf)
    seen = browsers.visit(browser, {"/": html}, policy=browsers.CHART_POLICY, width=width, scheme="light")

    assert seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_chart_follows_the_theme(browser, rf):
    html = gallery_html(rf)
    page = browsers.visit(browser, {"/": html}, policy=browsers.CHART_POLICY, width=1440, scheme="light").page
    tick = page.locator(".chart__plot .ytick text").first
    before = tick.evaluate("element => element.style.fill")

    page.locator(".userbtn").click()
    page.locator("[data-theme-picker] label", has_text="Dark").click()
    page.wait_for_function(
        "before => document.querySelector('.chart__plot .ytick text').style.fill !== before", arg=before
    )

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_keys_move_through_a_list_but_not_while_typing(browser, rf):
    html = gallery_without_charts(rf)
    page = browsers.visit(browser, {"/": html}, policy=browsers.CHART_POLICY, width=1440, scheme="light").page
    focused = "document.activeElement.textContent"
    page.locator("h1").click()

    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.evaluate(focused)
    page.keyboard.press("k")
    first = page.evaluate(focused)
    page.keyboard.press("/")
    page.keyboard.type("jk?")

    assert first.startswith("Approve or decline CR-112")
    assert second.startswith("Lot 31")
    assert page.evaluate("document.activeElement.value") == "jk?"
    assert not page.evaluate("document.getElementById('shortcuts').open")


def test_the_palette_finds_and_goes(browser, rf):
    found = {
        "places": [{"label": "Notes", "url": "/a/"}],
        "query": "pairs",
        "hits": [Hit("Program", "Pairs", "Kestrel", "/b/")],
    }
    answers = {
        "/": gallery_without_charts(rf),
        "/search/results/": render_to_string("web/_search_results.html", found),
        "/b/": "<p>Pairs",
    }
    page = browsers.visit(browser, answers, policy=browsers.CHART_POLICY, width=1440, scheme="light").page

    page.keyboard.press("Control+k")
    page.locator("#palette-list [data-href]").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/")

    assert page.url.endswith("/b/")
