"""`manage.py forecast` answers from files alone; these tests have no database either."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FIRST = date(2026, 1, 5)  # a Monday


def asked(*arguments: object) -> str:
    out = StringIO()
    call_command("forecast", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def weeks(tmp_path: Path) -> Path:
    """Eight weeks of ten items on each working day; weekends are not in the file but for the last Sunday."""
    days = [FIRST + timedelta(days=day) for day in range(56)]
    rows = [f"{day},{10 if day.weekday() < 5 else 0}" for day in days if day.weekday() < 5 or day == days[-1]]
    return written(tmp_path / "throughput.csv", "date,done", *rows)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def test_missing_days_are_idle_days(weeks: Path) -> None:
    found = json.loads(asked(weeks, "--remaining", 100, "--json"))

    assert (found["first"], found["last"], found["days"]) == ("2026-01-05", "2026-03-01", 56)
    assert (found["done"], found["reason"]) == (400, None)
    assert date(2026, 3, 13) <= date.fromisoformat(found["done_on"]["p50"]) <= date(2026, 3, 16)


def test_a_page_says_when_and_how_many(weeks: Path) -> None:
    page = asked(weeks, "--remaining", 100, "--by", "2026-03-15", "--rework", "5%")

    assert "400 items done from 2026-01-05 to 2026-03-01." in page
    assert "Drawn from 56 days; 5 % of what is finished comes back." in page
    assert "100 more items are done by" in page
    assert "By 2026-03-15 there are done" in page
    assert page.count("in 85 % of futures") == 2


def test_holidays_are_free_ahead_and_say_nothing_of_the_past(weeks: Path, tmp_path: Path) -> None:
    free = written(
        tmp_path / "free.csv", "date,name", "2026-01-06,past", "2026-03-03,Tuesday", "2026-03-07,Saturday"
    )

    plain, found = (
        json.loads(asked(weeks, "--remaining", 100, "--json", *more)) for more in ((), ("--holidays", free))
    )

    assert (found["days"], found["holidays_ahead"]) == (55, 1)
    assert found["done_on"]["p95"] >= plain["done_on"]["p95"]


def test_too_little_history_is_said_and_not_dated(tmp_path: Path) -> None:
    short = written(tmp_path / "short.csv", "date,done", "2026-01-05,3", "2026-01-06,4")
    none = written(tmp_path / "none.csv", "date,done")

    assert "Too little data to say." in asked(short, "--remaining", 5, "--by", "2026-02-01")
    assert "No data yet." in asked(none, "--remaining", 5)
    assert json.loads(asked(short, "--remaining", 5, "--json"))["reason"] == "too_few"


def test_nothing_left_is_said_once(weeks: Path) -> None:
    page = asked(weeks, "--remaining", 0)

    assert "Nothing remains: all is done." in page
    assert "% of futures" not in page
    assert "1 more item is done by" in asked(weeks, "--remaining", 1)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["date,count", "2026-01-05,3"], "row 1: the column done is missing"),
        (["date,done", "5.1.2026,3"], "row 2, column date: '5.1.2026' is not a date like 2026-03-31"),
        (["date,done", "2026-01-05,-3"], "row 2, column done: '-3' is not a whole number"),
        (["date,done", "2026-01-05,3", "2026-01-05,4"], "row 3, column date: 2026-01-05 has a row above"),
        (["date,done", "0026-01-05,3", "2026-01-05,4"], "is a year mistyped"),
    ],
)
def test_a_bad_file_is_refused_by_row_and_column(tmp_path: Path, lines: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        asked(written(tmp_path / "bad.csv", *lines), "--remaining", 5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--remaining", -1], "whole numbers of 0 or more"),
        (["--remaining", 5, "--rework", "100%"], "0 or more and below 1"),
        (["--remaining", 5, "--rework", "some"], "expected a share"),
        (["--remaining", 10**21], "whole numbers of 0 or more, and at most"),
        (["--remaining", 5, "--by", "soon"], "'soon' is not a date"),
        (["--remaining", 5, "--by", "2026-02-01"], "not in the ten years after 2026-03-01"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(weeks: Path, arguments: list, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        asked(weeks, *arguments)
