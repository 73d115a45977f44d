"""E01: a file for a spreadsheet holds nothing that a spreadsheet would run."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client

from dataops.accounts.choices import Role
from dataops.web.exports import cell, csv_response
from tests.architecture.probe import let_go, values_for
from tests.architecture.routes import our_routes
from tests.architecture.world import build
from tests.security.payloads import poison

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\n=1", " =1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_e01_text_that_would_run_is_only_text(text):
    assert str(cell(text)).startswith("'")


@pytest.mark.parametrize("value", [-5, -1.5, Decimal("-2.50"), 0])
def test_e01_numbers_stay_numbers(value):
    assert cell(value) == value


def test_e01_a_file_reads_back_as_it_was(noon):
    rows = [["a,b", 'c"d', "e\nf", -3, None, dt.date(2026, 3, 4)]]
    text = csv_response("x", ["=head"], rows, at=noon).content.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text))) == [["'=head"], ["a,b", 'c"d', "e\nf", "-3", "", "2026-03-04"]]


@pytest.mark.django_db
def test_e01_every_export_of_poisoned_rows_is_harmless():
    world = build()
    poison("=1+1+cmd")
    client = Client(raise_request_exception=False)
    client.force_login(world.people[Role.ADMINISTRATOR])
    seen, running = set(), []

    for route in our_routes():
        url = route.url(values_for(route, world, Role.ADMINISTRATOR, "own"))
        for query in ("", "?format=csv"):
            answer = client.get(url + query)
            if not answer.headers.get("Content-Type", "").startswith("text/csv"):
                let_go(answer)
                continue
            seen.add(route.name)
            assert answer["Content-Disposition"].startswith("attachment; ")
            cells = [
                each for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for each in row
            ]
            running += [
                f"{route.name}: {each}" for each in cells if each.startswith(("=", "+", "@", "\t", "\r"))
            ]

    assert seen
    assert running == []
