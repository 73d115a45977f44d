import datetime as dt

import pytest

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def today():
    return NOON.date()
