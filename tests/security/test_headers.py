"""C03, X09, I10: what every answer carries, and what no header can bring about."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from dataops.accounts.choices import Role
from dataops.web.charts import PLOTLY_STYLE_ATTR
from dataops.web.views.home import Home
from tests.factories import accounts
from tests.security.addresses import ROUTES, somewhere

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
OUR_FOLDERS = ["dataops", "programs", "vendors", "compliance", "labeling", "quality"]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Swagger UI and Plotly write styles of their own; scripts have no such exception anywhere.
STYLES_OF_ITS_OWN = {"style-src": "api-docs", "style-src-attr": "charts"}


def client_of(role=Role.ADMINISTRATOR) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(accounts.user(role=role))
    return client


def directives(answer) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";"))
    return {part[0]: part[1:] for part in parts if part}


def faults_of(answer, name: str = "") -> list[str]:
    found = [
        f"{header}: {answer.headers.get(header)}"
        for header, value in ALWAYS.items()
        if answer.headers.get(header) != value
    ]
    policy = directives(answer)
    if policy.get("default-src") != ["'none'"] or policy.get("script-src") != ["'self'"]:
        found.append(f"policy: {policy}")
    if policy.get("frame-ancestors") != ["'none'"] or policy.get("base-uri") != ["'none'"]:
        found.append(f"policy: {policy}")
    for directive, sources in policy.items():
        is_loose = any("unsafe" in source or "*" in source for source in sources)
        is_known = (directive == "style-src" and name == "api-docs") or sources == [PLOTLY_STYLE_ATTR]
        if is_loose and not (is_known and directive in STYLES_OF_ITS_OWN):
            found.append(f"{directive}: {sources}")
    return found


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR, Role.REQUESTER])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_c03_x09_every_address_answers_with_the_headers(role, method):
    client = client_of(role)
    faults = {}

    for route in ROUTES:
        answer = client.generic(method, somewhere(route))
        found = faults_of(answer, route.name)
        is_private = role and "sessionid" in client.cookies and client.cookies["sessionid"].value
        if is_private and "no-store" not in answer.headers.get("Cache-Control", ""):
            found.append(f"kept by caches: {answer.headers.get('Cache-Control')}")
        if found:
            faults[f"{route.name} {answer.status_code}"] = found
        if role and not is_private:
            client = client_of(role)

    assert faults == {}


def test_c03_x09_errors_redirects_and_static_files_carry_them_too(client, settings, monkeypatch):
    client.raise_request_exception = False
    answers = {
        "no such address": client.get("/nowhere/"),
        "no slash": client.get("/programs"),
        "bad host": client.get("/", headers={"Host": "evil.example"}),
        "nul": client.get("/search/?q=%00"),
        "static": client.get("/static/js/theme.js"),
        "no such static": client.get("/static/none.js"),
        "too many fields": client.post("/accounts/login/", {f"f{n}": "" for n in range(2_001)}),
    }
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    strict = Client(raise_request_exception=False)
    answers["to https"] = strict.get("/")
    answers["bad host to https"] = strict.get("/", headers={"Host": "evil.example"})

    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "no such address": 404, "no slash": 301, "bad host": 400, "nul": 400, "static": 200,
        "no such static": 404, "too many fields": 400, "to https": 301, "bad host to https": 400,
    }  # fmt: skip
    assert {name: faults_of(answer) for name, answer in answers.items() if faults_of(answer)} == {}
    answers["static"].close()
    assert "max-age=31536000" in strict.get("/", secure=True)["Strict-Transport-Security"]


def break_off(*args, **kwargs):
    raise RuntimeError("a secret of the inside")


def break_the_database(*args, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("select 1/0")


@pytest.mark.parametrize("fault", [break_off, break_the_database])
def test_c03_a_broken_page_has_its_headers_and_keeps_its_secret(monkeypatch, fault):
    client = client_of()
    monkeypatch.setattr(Home, "get_context_data", fault)

    answer = client.get("/")

    assert answer.status_code == 500
    assert faults_of(answer) == []
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_c03_cookies_are_bound_to_this_host_and_to_https():
    script = (
        "import json; from dataops import settings as s; print(json.dumps({name: getattr(s, name) for name in dir(s)"
        " if name.startswith(('SESSION_COOKIE', 'CSRF_COOKIE', 'SECURE_', 'REQUIRE_'))}))"
    )
    environment = {**os.environ, "DATAOPS_HTTPS": "1", "REQUIRE_MFA": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True, cwd=ROOT
    )
    found = json.loads(done.stdout)

    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == (
        "__Host-sessionid",
        "__Host-csrftoken",
    )
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_HTTPONLY"] is found["CSRF_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is found["SECURE_SSL_REDIRECT"] is True


def test_c03_a_foreign_site_is_given_no_access(client):
    answer = client.get("/api/v1/me/", headers={"Origin": "https://evil.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off|mark_safe\(|SafeString\(|__html__")
# Each of these puts together markup from what it escapes itself; whoever adds one shows how.
ESCAPES_ITSELF = {
    "dataops/web/marks/svg.py",  # figures of numbers; their words go through format_html
    "labeling/templatetags/labeling.py",  # Markdown, by a parser that lets no HTML through
    "templates/web/components/plan.html",  # a non-breaking space
}


def test_x09_nothing_is_marked_as_safe_elsewhere_than_where_it_is_made():
    """What stands inline is looked for in tests/web/test_templates.py."""
    files = [*(ROOT / "templates").rglob("*.html")]
    files += [path for app in OUR_FOLDERS for path in (ROOT / app).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in files if UNESCAPED.search(path.read_text())}

    assert found == ESCAPES_ITSELF


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-For": "6.6.6.6"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
    ],
)
def test_i10_forwarded_headers_change_no_link_and_no_address(headers):
    client = client_of()
    home = accounts.organisation()

    page = client.post(
        "/accounts/invite/",
        {"email": "n@example.com", "organisation": home.pk, "role": "vendor_labeler"},
        headers=headers,
    )

    link = re.search(r"(\w+://[^/\s\"]+)/accounts/join/", page.content.decode())[1]
    assert link == "http://testserver"
    assert "6.6.6.6" not in page.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", ""])
def test_i10_a_foreign_host_gets_nothing(client, mailoutbox, host):
    accounts.user(email="ada@example.com")

    answer = client.post("/accounts/password/reset/", {"email": "ada@example.com"}, headers={"Host": host})

    assert answer.status_code == 400
    assert mailoutbox == []
