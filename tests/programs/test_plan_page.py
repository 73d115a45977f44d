"""The plan on one page: from the records, without money for who does not see it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.stats.forecast import Forecast
from programs.models import MilestoneForecast
from programs.operations.admission import admit
from programs.operations.forecast import forecast_program
from programs.reports.futures import Future
from programs.reports.plan import deadline_of
from programs.reports.roadmap import stop_of
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    program = programs.program(code="PRG-700", scope_in="Support mail.", scope_out="Anything of children.")
    admit(program, program.manager, actor=program.manager)
    return program


def shown(client, program, person):
    client.force_login(person)
    return client.get(reverse("programs:program-plan", args=[program.code])).content.decode()


def test_everything_that_is_written_down_is_on_it(client, program):
    pilot = programs.milestone(program, name="Pilot", gate="α of .70 or more")
    dropped = programs.milestone(program, name="Not any more", state="dropped")
    programs.target(program)
    programs.budget_line(program, note="Pairs")
    programs.raid_item(program, statement="A risk of ours", next_step="Ask them")
    activity = programs.activity(program, name="Write the guideline")

    page = shown(client, program, program.manager)

    words = [
        "Better answers.",
        "Support mail.",
        "Anything of children.",
        pilot.name,
        "Gate: α of .70 or more",
    ]
    words += [
        "Agreement (α)",
        "$100",
        "A risk of ours. Ask them",
        f"Write the guideline: {activity.accountable} (A)",
    ]
    assert [word for word in words if word not in page] == []
    assert dropped.name not in page


def test_an_empty_plan_says_what_is_missing(client, program):
    page = shown(client, program, program.manager)

    for sentence in (
        "No milestone is planned",
        "No target is set",
        "No money is set aside",
        "No risk is open",
    ):
        assert sentence in page


def test_a_requester_reads_it_without_money(client, program):
    programs.budget_line(program)
    asker = accounts.user(Role.REQUESTER)
    admit(program, asker, actor=program.manager)

    assert "Budget" not in shown(client, program, asker)


def test_what_does_not_fit_is_counted(client, program):
    for place in range(14):
        programs.milestone(program, due_on=program.due_on - dt.timedelta(days=place))
    for _ in range(6):
        programs.raid_item(program)

    page = shown(client, program, program.manager)

    assert "7 more milestones stand" in page
    assert "3 more risks are open" in page


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_number_of_questions(client, program, count, django_assert_num_queries):
    for _ in range(count):
        programs.milestone(program)
        programs.activity(program)
        programs.raid_item(program)
        programs.budget_line(program)
    client.force_login(program.manager)
    address = reverse("programs:program-plan", args=[program.code])
    client.get(address)

    with django_assert_num_queries(36):
        assert client.get(address).status_code == 200


def test_the_row_of_all_units_stands_as_its_dates_do(client, program, delivered):
    """A risk does not put a day at risk."""
    delivered(program, [40] * 12, at=timezone.now())
    programs.raid_item(program, likelihood=5, impact=5)
    programs.milestone(program, state="done", done_on=timezone.now().date())
    today = timezone.now().date()
    program.starts_on, program.due_on = today - dt.timedelta(days=12), today + dt.timedelta(days=200)
    program.save()
    forecast_program(program, at=timezone.now())

    page = shown(client, program, program.manager)

    row = page.split("All units accepted", 1)[1].split("</tr>", 1)[0]
    assert "Off track" in page
    assert "On track" in row, row


@pytest.mark.parametrize(
    ("p50", "p85", "word"),
    [(5, 9, "On track"), (5, 20, "At risk"), (5, None, "At risk"), (15, 20, "Off track")],
)
def test_a_milestone_stands_as_the_forecast_holds_its_day(today, p50, p85, word):
    """A P85 beyond every horizon is the worst P85 there is, on the plan as on the roadmap."""
    milestone = programs.milestone(
        due_on=today + dt.timedelta(days=10), baseline_on=today + dt.timedelta(days=10)
    )
    future = Future(100, Forecast(p50, p85, None, None, 20), today)

    planned = deadline_of(milestone, today, future)
    days = {name: future.day(value) for name, value in (("p50_on", p50), ("p85_on", p85))}
    on_the_road = stop_of(milestone, MilestoneForecast(**days), on=today)

    assert (planned.word, planned.kind) == (word, on_the_road.kind)
