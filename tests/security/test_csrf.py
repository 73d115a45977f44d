"""C01, C02: nothing changes by another site's wish, and nothing changes by being looked at."""

import pytest
from django.test import Client
from rest_framework.views import APIView

from dataops.accounts.choices import Role
from tests.factories import accounts
from tests.security.addresses import OURS, ROUTES, somewhere
from tests.security.doors import bearer, trail_length

pytestmark = pytest.mark.django_db
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# Nothing of a session is used there: the provider calls back with its own proof.
WITHOUT_SESSION = "accounts/oidc/"


@pytest.fixture
def boss():
    return accounts.user(role=Role.ADMINISTRATOR)


@pytest.fixture
def careful(boss):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(boss)
    return client


def token_of(client) -> str:
    client.get("/accounts/profile/")
    return client.cookies["csrftoken"].value


def headers_of_an_attack(client) -> dict[str, dict[str, str]]:
    good = token_of(client)
    return {
        "no token": {},
        "wrong token": {"X-CSRFToken": "x" * 64},
        "foreign origin": {"X-CSRFToken": good, "Origin": "https://evil.example"},
        "opaque origin": {"X-CSRFToken": good, "Origin": "null"},
    }


def test_c01_every_address_refuses_a_form_that_another_site_sends(careful):
    let_in = []
    before = trail_length()

    for route in ROUTES:
        answer = careful.post(somewhere(route), b"{}", "application/json")
        if answer.status_code not in {403, 415} and not route.pattern.startswith(WITHOUT_SESSION):
            let_in.append(f"{route.name}: {answer.status_code}")

    assert let_in == []
    assert trail_length() == before


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize(
    "address", ["/accounts/tokens/new/", "/requests/new/", "/api/v1/me/", "/api/v1/requests/"]
)
def test_c01_no_disguise_gets_another_sites_request_in(careful, method, address):
    for name, headers in headers_of_an_attack(careful).items():
        answer = careful.generic(method, address, b"{}", "application/json", headers=headers)
        assert answer.status_code == 403, name


def test_c01_only_views_that_check_it_themselves_are_exempt():
    exempt = {route.view_class for route in ROUTES if getattr(route.view, "csrf_exempt", False)}
    unguarded = [
        view
        for view in exempt
        if not (issubclass(view, APIView) and view.authentication_classes == APIView.authentication_classes)
    ]
    assert exempt
    assert unguarded == []


def test_c01_the_same_request_with_its_token_is_not_refused_for_that(careful):
    answer = careful.post("/accounts/tokens/new/", {}, headers={"X-CSRFToken": token_of(careful)})

    assert answer.status_code == 422


def test_c01_a_cookie_beside_a_token_does_not_lend_it_rights(careful, boss):
    labeler = accounts.user(role=Role.REQUESTER)

    mine = careful.get("/api/v1/me/", headers=bearer(labeler, "read")).json()

    assert mine["email"] == labeler.email


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_c02_looking_changes_nothing(boss, method):
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    client.get("/")
    changed = []

    for route in (route for route in OURS if method == "GET" or not route.arguments):
        before = trail_length()
        answer = client.generic(method, somewhere(route))
        if trail_length() != before or answer.status_code >= 500:
            changed.append(f"{route.name}: {answer.status_code}")

    assert changed == []
