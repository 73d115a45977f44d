import datetime as dt

import pytest
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
