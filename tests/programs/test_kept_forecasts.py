"""Past forecasts beside what happened: late things are not left out for being late."""

import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from programs.models import MilestoneForecast, Program, ProgramForecast
from programs.reports.kept import calibration_of
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def said(milestone, now, *, ago: int, p50: int, p85: int | None, remaining: int = 10):
    """A forecast made so many days ago, of days from then."""
    day = now.date() - dt.timedelta(days=ago)
    ahead = [None if days is None else day + dt.timedelta(days=days) for days in (p50, p85)]
    return MilestoneForecast.objects.create(
        milestone=milestone, computed_on=day, computed_at=now, remaining=remaining, history_days=30,
        p50_on=ahead[0], p85_on=ahead[1],
    )  # fmt: skip


@pytest.fixture
def scored(now):
    """Twelve said to be done on day 10 by half: six were on day 8, six are still open on day 20."""
    program = programs.program()
    for place in range(12):
        is_done = place < 6
        done_on = now.date() - dt.timedelta(days=12) if is_done else None
        milestone = programs.milestone(
            program, state="done" if is_done else "planned", done_on=done_on, units=5
        )
        said(milestone, now, ago=20, p50=10, p85=15)
    return program


def found(now):
    return calibration_of(Program.objects.all(), on=now.date())


def test_half_of_the_halves_held_and_85_were_not_there(scored, now):
    p50, p85, p95 = found(now).shares

    assert (p50.kept.share.estimate, p50.kept.share.n, p50.verdict[0]) == (0.5, 12, "ok")
    assert (p85.kept.share.estimate, p85.verdict) == (0.5, ("bad", "Too hopeful"))
    assert (p95.kept.share.estimate, p95.verdict[1]) == (None, "No data")
    assert p50.kept.loss.estimate is not None


def test_of_each_thing_the_first_forecast_counts_and_nothing_counts_twice(now):
    program = programs.program()
    kept, dropped = (
        programs.milestone(program, units=5),
        programs.milestone(program, units=5, state="dropped"),
    )
    for ago in (20, 10, 5):
        said(kept, now, ago=ago, p50=3, p85=4)
    said(dropped, now, ago=9, p50=1, p85=2)

    whole = programs.milestone(program, units=program.units_planned)
    said(whole, now, ago=9, p50=1, p85=2)

    (row,) = found(now).rows

    assert row.said_on == now.date() - dt.timedelta(days=20)
    assert found(now).shares[0].why == "Too few to say: 1 of the 10 that are needed."


def test_a_program_is_done_when_its_last_unit_was_accepted(now, delivered):
    program = programs.program(
        units_planned=50, starts_on=now.date() - dt.timedelta(days=40), due_on=now.date()
    )
    delivered(program, [0, 0, 30, 30], at=now)
    day = now.date() - dt.timedelta(days=20)
    ProgramForecast.objects.create(
        program=program, computed_on=day, computed_at=now, remaining=50, history_days=20,
        p50_on=day + dt.timedelta(days=10), p85_on=day + dt.timedelta(days=18),
    )  # fmt: skip

    (row,) = found(now).rows

    assert row.done_on == now.date() - dt.timedelta(days=3)
    assert [fate for _, fate in found(now).cells[0][1]] == ["Missed", "Kept", "Too far"]


def test_the_page_its_file_and_the_api_say_the_same(client, scored, now):
    leader = accounts.user(role="leadership")
    client.force_login(leader)
    address = reverse("programs:calibration")
    api = APIClient()
    api.force_authenticate(leader)

    text = client.get(address).content.decode()
    lines = client.get(address, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    answer = api.get("/api/v1/forecast-calibration/").json()

    assert "Too hopeful" in text
    assert len(lines) == 13
    assert (answer["shares"][0]["held"], len(answer["rows"])) == (0.5, 12)


def test_nothing_forecast_yet_is_said(client, now):
    client.force_login(accounts.user(role="leadership"))

    assert "No forecast has named a day yet" in client.get(reverse("programs:calibration")).content.decode()
    assert found(now).shares[0].why == "The day that was named has come for none yet."


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, now, count, django_assert_num_queries):
    for _ in range(count):
        said(programs.milestone(units=5), now, ago=9, p50=3, p85=5)
    client.force_login(accounts.user(role="leadership"))

    with django_assert_num_queries(13):
        client.get(reverse("programs:calibration"))
