import pytest

from dataops.runtime import checks

PEPPER = "p" * 40


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"TOKEN_PEPPER": ""}, ["runtime.E001"]),
        ({"SECRET_KEY": PEPPER}, ["runtime.E002"]),
        ({"ALLOWED_HOSTS": ["dataops.example", "*"]}, ["runtime.E003"]),
        ({"SAMPLE_MODE": True}, ["runtime.E004"]),
    ],
)
def test_an_unsafe_setting_stops_the_start(settings, values, expected):
    safe = {
        "TOKEN_PEPPER": PEPPER,
        "SECRET_KEY": "s" * 60,
        "ALLOWED_HOSTS": ["dataops.example"],
        "SAMPLE_MODE": False,
    }
    for name, value in {**safe, **values}.items():
        setattr(settings, name, value)

    found = [
        message.id
        for check in (checks.check_keys, checks.check_hosts, checks.check_sample)
        for message in check()
    ]

    assert found == expected
