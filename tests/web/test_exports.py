import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from dataops.web.exports import HELD, Sheet, cell, csv_response

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


def test_a_long_file_is_not_held_in_memory_and_leaves_in_pieces():
    asked = []

    def rows():
        for number in range(30_000):
            asked.append(number)
            yield [number, "a row of some length, as rows of people are"]

    answer = csv_response("list", ["Number", "Words"], rows(), at=NOON)
    pieces = list(answer.streaming_content)

    assert answer.streaming
    answer.file_to_stream.close()
    assert len(pieces) > 1
    assert max(map(len, pieces)) < HELD
    assert len(b"".join(pieces).splitlines()) == 30_001 == len(asked) + 1
    assert int(answer["Content-Length"]) == sum(map(len, pieces))
    assert answer["Content-Disposition"] == 'attachment; filename="list-30000-rows-2026-03-04-1000-UTC.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_rows_are_asked_for_one_by_one():
    """What is written last was not yet read when the first row was."""
    sheet, written = Sheet(["Number"]), []

    def rows():
        for number in range(3):
            written.append(sheet.count)
            yield [number]

    assert sheet.write(rows()).count == 3
    assert written == [0, 1, 2]
    assert sheet.answer("list", at=NOON).content.endswith(b"2\r\n")
