import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings

# Properties are judged by what they find, not by how busy the machine is.
settings.register_profile(
    "patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def today():
    return NOON.date()


@pytest.fixture(autouse=True, scope="session")
def what_migrations_sow():
    """Request types and metrics are there again after a test that empties all tables."""
    post_migrate.connect(sow, dispatch_uid="what migrations sow")


def sow(sender, **kwargs):
    if sender.label == "programs":
        import_module("programs.migrations.0016_fill_request_types").seed(apps, None)
        import_module("programs.migrations.0021_first_metrics").begin(apps, None)
