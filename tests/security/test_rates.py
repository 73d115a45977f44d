"""How often a token may ask, counted where every process of the web counts."""

import pytest
from django.core.cache import caches

from dataops.web.api.throttles import PerKey
from tests.factories import accounts
from tests.security.doors import bearer

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


@pytest.fixture(autouse=True)
def two_a_minute(monkeypatch):
    """A low limit, at a moment in the middle of its window."""
    caches["forgiving"].clear()
    monkeypatch.setattr(PerKey, "rate", "2/min", raising=False)
    monkeypatch.setattr(PerKey, "timer", lambda self: 90.0)


def statuses(client, headers, times):
    return [client.get(ME, headers=headers).status_code for _ in range(times)]


def test_a_token_over_its_rate_is_told_when_to_come_back(client):
    headers = bearer(accounts.user())

    assert statuses(client, headers, 2) == [200, 200]
    refused = client.get(ME, headers=headers)

    assert (refused.status_code, refused["Retry-After"]) == (429, "30")


def test_the_next_window_starts_over(client, monkeypatch):
    headers = bearer(accounts.user())
    statuses(client, headers, 3)

    monkeypatch.setattr(PerKey, "timer", lambda self: 120.0)

    assert statuses(client, headers, 1) == [200]


def test_another_token_of_the_same_person_has_its_own_rate(client):
    person = accounts.user()
    statuses(client, bearer(person), 3)

    assert statuses(client, bearer(person), 1) == [200]
