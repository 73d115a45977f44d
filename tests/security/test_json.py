"""I01-I10: bodies and addresses that are not what they seem."""

import pytest
from django.test import Client

from dataops.accounts.choices import Role
from dataops.web.api.parsers import strict_loads
from tests.factories import accounts
from tests.security.addresses import ROUTES, somewhere
from tests.security.doors import bearer

pytestmark = pytest.mark.django_db
API = [route for route in ROUTES if route.pattern.startswith("api/v1/")]
BODIES = {
    "i01 nul": rb'{"name": "a\u0000b"}',
    "i01 raw nul": b'{"name": "a\x00b"}',
    "i01 half a pair": rb'{"name": "\ud800"}',
    "i01 nul in a key": rb'{"a\u0000": 1}',
    "i02 deep lists": b"[" * 1000 + b"]" * 1000,
    "i02 deep objects": b'{"a":' * 1000 + b"1" + b"}" * 1000,
    "i06 endless number": b'{"n": ' + b"9" * 5000 + b"}",
    "i06 infinity": b'{"n": 1e999}',
    "i06 not a number": b'{"n": NaN}',
    "i07 twice the same key": b'{"id": 1, "id": 2}',
    "i09 not utf-8": b'{"n": "\xff"}',
    "i09 half": b'{"n": ',
}


@pytest.fixture
def api():
    return Client(raise_request_exception=False, headers=bearer(accounts.user(role=Role.ADMINISTRATOR)))


@pytest.mark.parametrize("name", BODIES)
def test_i01_i02_i07_a_body_that_is_not_plain_json_is_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match=r"\.$|Exceeds"):
        strict_loads(BODIES[name])


def test_i01_i02_no_address_of_the_api_breaks_on_any_of_them(api):
    broken = []
    for route in API:
        for name in ("i01 nul", "i01 half a pair", "i02 deep lists", "i06 infinity"):
            status = api.post(somewhere(route), BODIES[name], "application/json").status_code
            if status not in {400, 403, 404, 405, 415}:
                broken.append(f"{route.name} {name}: {status}")
    assert broken == []


def test_i09_other_bodies_than_json_are_not_read(api):
    loose = []
    for route in API:
        for kind in (
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ):
            status = api.generic("POST", somewhere(route), b"name=a", kind).status_code
            if status not in {400, 403, 404, 405, 415}:
                loose.append(f"{route.name} {kind}: {status}")
    assert loose == []


def test_i01_a_nul_in_any_address_is_a_400():
    client = Client(raise_request_exception=False)
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))
    broken = []
    for route in ROUTES:
        addresses = [f"{somewhere(route)}?q=%00&page=%00&sort=%00"]
        if route.arguments:
            addresses.append(route.url(dict.fromkeys(route.arguments, "a%00b")))
        broken += [address for address in addresses if client.get(address).status_code != 400]
    assert broken == []


def test_i06_parameters_of_the_wrong_shape_are_never_a_500():
    client = Client(raise_request_exception=False)
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))
    values = ["-1", "9" * 40, "%FF%ED%A0%80&{0}=2", "2026-99-99' or 1=1 --" + "x" * 5000]
    names = [
        "page",
        "page_size",
        "sort",
        "q",
        "search",
        "state",
        "program",
        "vendor",
        "month",
        "week",
        "from",
        "to",
        "group",
    ]
    broken = []
    for route in (route for route in ROUTES if not route.arguments):
        for value in values:
            query = "&".join(f"{name}={value.format(name)}" for name in names)
            status = client.get(f"{somewhere(route)}?{query}").status_code
            if status >= 500:
                broken.append(f"{route.name} {value[:20]}: {status}")
    assert broken == []
