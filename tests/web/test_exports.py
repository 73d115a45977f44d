import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from dataops.web.exports import cell, csv_response

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_text_that_would_run_is_only_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, -0.5, Decimal("-0.10"), 0])
def test_numbers_stay_numbers(value):
    assert cell(value) == value


def test_moments_are_utc_and_nothing_is_empty():
    assert cell(NOON) == "2026-03-04 10:00:00"
    assert cell(NOON.date()) == "2026-03-04"
    assert cell(None) == ""
    assert cell(True) == "yes"


def test_the_file_says_how_many_rows_and_which_time():
    answer = csv_response("list", ["Name", "Units"], [["Jürgen, “J”", -3], ["=x", 2]], at=NOON)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["Name", "Units"], ["Jürgen, “J”", "-3"], ["'=x", "2"]]
    assert answer["Content-Disposition"] == 'attachment; filename="list-2-rows-2026-03-04-1000-UTC.csv"'
    assert not answer.streaming
