"""Every template compiles, none holds what the content security policy forbids, none names what is not there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
MAILS = {"layouts/email.html"}
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style",
    "a script with a body": r"<script(?![^>]*\ssrc=)(?![^>]*application/json)",
    "a handler in an attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"hx-on",
    "a script address": r"javascript:",
    "hx-vals that is code": r"hx-vals=.js:",
    "a value written into a script": r"<script[^>]*>[^<]*\{\{",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    get_template(name)


def is_mail(name: str) -> bool:
    text = (ROOT / name).read_text(encoding="utf-8")
    return name in MAILS or '{% extends "layouts/email.html" %}' in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_holds_nothing_inline(name):
    text = re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text(encoding="utf-8"))
    forbidden = {what: rule for what, rule in FORBIDDEN.items() if not (is_mail(name) and "style" in what)}

    assert [what for what, rule in forbidden.items() if re.search(rule, text)] == []


def icons_drawn() -> set[str]:
    sprite = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([\w-]+)"', sprite))


@pytest.mark.parametrize("name", TEMPLATES)
def test_icons_named_are_drawn(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    named = set(re.findall(r'\{% icon "([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))

    assert named - icons_drawn() == set()


def test_icons_of_the_rail_are_drawn():
    source = (Path(settings.BASE_DIR) / "dataops" / "web" / "navigation.py").read_text(encoding="utf-8")

    named = set(re.findall(r'"[\w-]+:[\w-]+", "([\w-]+)",', source))

    assert named
    assert named - icons_drawn() == set()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_no_context(name):
    html = render_to_string(name)

    assert '<main class="plain__main" id="main" tabindex="-1">' in html
    assert "X-CSRFToken" not in html


def test_not_found_is_the_same_whatever_was_asked(rf):
    pages = [render_to_string("404.html", request=rf.get(path)) for path in ("/programs/1/", "/nowhere/")]

    without_token = {re.sub(r"hx-headers='[^']*'", "", page) for page in pages}
    assert len(without_token) == 1


def test_htmx_is_configured_as_safely_as_it_goes():
    html = render_to_string("layouts/base.html")

    for setting in (
        '"allowEval":false',
        '"allowScriptTags":false',
        '"includeIndicatorStyles":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
        '"code":"409|412|422","swap":true',
    ):
        assert setting in html


def test_no_form_is_cut_off_from_its_token():
    """An include with `only` sees nothing but what it is given: a form that posts must be given the token."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in TEMPLATES}
    posting = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    cut = [
        (name, included[1])
        for name, text in texts.items()
        for included in re.finditer(r'\{% include "([^"]+)"([^%]*?) only %\}', text)
        if included[1] in posting and "csrf_token=csrf_token" not in included[2]
    ]

    assert posting
    assert cut == []
