"""A11: a copy with weak settings refuses to start."""

import hashlib

import pytest

from dataops.base import checks

STRONG = hashlib.sha512(b"strong").hexdigest()


@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-" + STRONG, "changeme" + STRONG])
@pytest.mark.parametrize("name", ["SECRET_KEY", "TOKEN_PEPPER"])
def test_a11_weak_secrets_are_errors(settings, name, weak):
    settings.SECRET_KEY = settings.TOKEN_PEPPER = STRONG
    assert checks.strong_secrets(None) == []

    setattr(settings, name, weak)

    assert len(checks.strong_secrets(None)) == 1


def test_a11_doors_that_must_be_shut(settings):
    settings.ALLOWED_HOSTS, settings.SAMPLE_MODE, settings.IS_SECURE = ["*"], True, False
    settings.REQUIRE_MFA = False

    assert [error.id for error in checks.closed_doors(None)] == [
        "dataops.E003",
        "dataops.E004",
        "dataops.E005",
        "dataops.E008",
    ]

    settings.ALLOWED_HOSTS, settings.SAMPLE_MODE, settings.IS_SECURE = ["data.example.com"], False, True
    settings.REQUIRE_MFA = True
    assert checks.closed_doors(None) == []


@pytest.mark.django_db
def test_a11_a_superuser_login_is_an_error():
    assert [error.id for error in checks.restricted_login(None)] == ["dataops.E007"]


@pytest.mark.django_db
def test_a11_vendors_behind_the_login_of_staff_are_an_error():
    assert [error.id for error in checks.vendors_login(None)] == ["dataops.E009"]
