"""A milestone that is forecast after its due date is told by its program, wherever the program stands."""

import datetime as dt

import pytest
from django.urls import reverse

from programs.models import MilestoneForecast, Program, ProgramForecast
from programs.operations.admission import admit
from programs.operations.report import draft_report
from programs.reports.line import lines_of
from programs.rules.status import Cause, Status
from tests.factories import programs

pytestmark = pytest.mark.django_db


def planned(now, *, p50: int, p85: int, due: int = 10, **fields):
    """A program in time as a whole, with one milestone that is forecast so many days from today."""
    day = now.date()
    program = programs.program(
        starts_on=day - dt.timedelta(days=30), due_on=day + dt.timedelta(days=90), state="active", **fields
    )
    milestone = programs.milestone(
        program, name="Half of the units", units=5, due_on=day + dt.timedelta(days=due)
    )
    dates = {"computed_on": day, "computed_at": now, "remaining": 10, "history_days": 30}
    ProgramForecast.objects.create(
        program=program, p50_on=day + dt.timedelta(days=40), p85_on=day + dt.timedelta(days=50), **dates
    )
    MilestoneForecast.objects.create(
        milestone=milestone, p50_on=day + dt.timedelta(days=p50), p85_on=day + dt.timedelta(days=p85), **dates
    )
    return program


def schedule(program, now):
    (line,) = lines_of(Program.objects.filter(pk=program.pk), on=now.date())
    return line.status.standings[0]


@pytest.mark.parametrize(
    ("p50", "p85", "tolerated", "key", "words"),
    [
        (30, 40, 0, "off_track", "its P50 is"),
        (8, 12, 0, "at_risk", "its P85 is"),
        (12, 13, 3, "on_track", "40 days before due"),
        (8, 10, 0, "on_track", "40 days before due"),
    ],
)
def test_a_milestone_forecast_after_its_due_date_decides_the_schedule(now, p50, p85, tolerated, key, words):
    found = schedule(planned(now, p50=p50, p85=p85, tolerance_days=tolerated), now)

    assert found.key == key
    assert words in found.causes[0].text


def test_the_slip_is_the_reason_on_portfolio_and_program(client, now):
    program = planned(now, p50=30, p85=40)
    client.force_login(program.manager)

    for address in (
        reverse("programs:program-list"),
        reverse("programs:program-detail", args=[program.code]),
    ):
        page = client.get(address).content.decode()
        assert "Off track" in page
        assert "Half of the units is due" in page
        assert "20 days late" in page


def test_a_row_of_the_portfolio_names_the_first_cause_in_short():
    schedule = Cause("P50 is 4 Jan, 26 days late: the last four weeks brought 27 a week.", "/")
    risk = Cause("“Pace: gone; for good” scores 16; up to 9 is tolerated.", "/")

    assert Status("off_track", "", (schedule,)).in_short == "P50 is 4 Jan, 26 days late"
    assert Status("at_risk", "", (risk, schedule)).in_short == "“Pace: gone; for good” scores 16, and 1 more"
    assert Status("on_track", "", (schedule,)).in_short == ""


def test_the_slip_is_the_reason_on_the_report_and_at_home(client, now):
    program = planned(now, p50=30, p85=40)
    admit(program, program.manager, actor=program.manager)
    client.force_login(program.manager)
    monday = now.date() - dt.timedelta(days=now.weekday())
    report = draft_report(program, monday, actor=program.manager, at=now)

    for address in (reverse("programs:report-detail", args=[report.pk]), "/"):
        assert "Half of the units is due" in client.get(address).content.decode()
