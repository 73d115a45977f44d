"""What an attack found: each of these was a broken page once."""

from base64 import b64encode

import pytest
from django.test import Client
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.recording import record
from tests.factories import accounts, programs, vendors
from tests.security.doors import as_web_login, bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client():
    client = Client(raise_request_exception=False)
    client.force_login(accounts.user(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("text", ["0000-00-00", "2026-02-30", "9" * 400 + ".1"])
def test_no_word_of_the_trail_breaks_its_page(admin_client, text):
    record("rows.exported", None, actor=None, x=text)

    assert admin_client.get(reverse("compliance:trail")).status_code == 200


def test_a_form_without_its_boundary_is_a_bad_request_for_people_we_know_too(admin_client):
    with as_web_login():
        answer = admin_client.generic("POST", "/search/", b"x", "multipart/form-data")

    assert answer.status_code == 400


def test_a_key_works_by_session_as_it_does_by_token(admin_client):
    body = {"title": "Twice"}
    headers = {"Idempotency-Key": "one"}

    first, again = (
        admin_client.post("/api/v1/requests/", body, "application/json", headers=headers) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")


@pytest.mark.parametrize(("address", "name"), [("annotations", "cursor"), ("trail", "page")])
@pytest.mark.parametrize("place", [b"p=abc", b"p=%00", b"p=-1", b"p=1.5", b"p=%D9%A3", b"r=1&p="])
def test_a_cursor_that_somebody_made_up_is_no_page(admin_client, address, name, place):
    record("rows.exported", None, actor=None)

    answer = admin_client.get(f"/api/v1/{address}/", {name: b64encode(place).decode()})

    assert answer.status_code == 404


@pytest.mark.parametrize("place", [b"p=5", b"p=" + b"9" * 40, b"o=3&r=1&p=2", b"x"])
def test_a_cursor_of_any_size_is_a_page(admin_client, place):
    answer = admin_client.get("/api/v1/annotations/", {"cursor": b64encode(place).decode()})

    assert answer.status_code == 200


def test_a_slot_that_is_no_number_is_missing():
    vendor = vendors.vendor()
    person = accounts.user(Role.VENDOR_LABELER, organisation=vendor.organisation)
    vendors.worker(vendor, user=person)
    client = Client(headers=bearer(person))

    assert client.post("/api/v1/labeling/slots/abc/submit/", {}, "application/json").status_code == 404


def test_a_measure_that_does_not_exist_is_a_form_with_an_error(admin_client):
    program = programs.program()

    answer = admin_client.post(f"/programs/{program.code}/targets/", {"metric": "a\x00b", "value": "1"})

    assert answer.status_code == 422
