"""The forecast of a program on its page: dates, queues, how many by, and what lies ahead."""

import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.models import CrewChange, DayOff, MilestoneForecast
from programs.operations.ahead import CannotAssume, add_crew_change, add_days_off, remove_day_off
from programs.operations.forecast import forecast_program
from programs.reports.ahead import assumed_of, pace_of
from programs.reports.outlook import outlook_of
from tests.factories import accounts, programs
from tests.programs.test_forecast import PACE, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(now, delivered):
    program = running(now, units_planned=500)
    delivered(program, PACE, at=now)
    return program


@pytest.fixture
def manager():
    return accounts.user(role="administrator")


def page(client, program, **query):
    return client.get(reverse("programs:forecast", args=[program.code]), query)


def test_program_milestones_and_the_kept_forecast_say_the_same_day(program, now):
    half = programs.milestone(program, units=300, due_on=now.date() + dt.timedelta(days=9))
    whole = programs.milestone(program, units=500, due_on=now.date() + dt.timedelta(days=40))

    kept, outlook = forecast_program(program, at=now), outlook_of(program, on=now.date())

    first, last = outlook.milestones
    assert last.p85_on == outlook.whole.p85_on == kept.p85_on
    assert first.p50_on < last.p50_on
    kept_too = MilestoneForecast.objects.order_by("milestone__units")
    assert [(row.milestone, row.p85_on) for row in kept_too] == [(half, first.p85_on), (whole, last.p85_on)]


def test_what_the_program_tolerates_counts_on_the_forecast_page_as_in_the_portfolio(program, now):
    kept = forecast_program(program, at=now)
    program.due_on = kept.p85_on - dt.timedelta(days=1)
    program.tolerance_days = 3
    program.save()

    outlook = outlook_of(program, on=now.date())

    schedule = outlook.line.status.standings[0]
    assert (outlook.whole.kind, outlook.whole.word) == (schedule.kind, schedule.word) == ("ok", "On track")


def test_a_queue_has_a_date_of_its_own_pace(program, now):
    (queue,) = outlook_of(program, on=now.date()).queues

    assert queue.remaining == 1000 - 230
    assert queue.p50_on > now.date() + dt.timedelta(days=30)


def test_the_picture_holds_all_futures_and_the_cone_widens(program, now):
    outlook = outlook_of(program, on=now.date())

    assert 0.99 <= outlook.sums[-1] <= 1
    assert all(sum_.low <= sum_.mid <= sum_.high for sum_ in outlook.cone)
    assert outlook.cone[-1].on == outlook.whole.p95_on


def test_85_of_100_have_so_many_or_more(program, now):
    asked = outlook_of(program, on=now.date(), by=now.date() + dt.timedelta(days=14)).how_many

    assert 230 < asked.p95 < asked.p85 < asked.p50 < 600


def test_too_little_history_gives_a_reason_and_no_date(client, now, delivered, manager):
    program = running(now)
    delivered(program, [50], at=now)
    client.force_login(manager)

    text = page(client, program).content.decode()

    assert "No date:" in text
    assert "It needs 10 days of history" in text


def test_a_milestone_without_units_and_one_overdue_are_said(client, program, manager, now):
    programs.milestone(program, name="Guideline", due_on=now.date() - dt.timedelta(days=3))
    client.force_login(manager)

    assert "It names no units, so nothing is counted towards it." in page(client, program).content.decode()


@pytest.mark.parametrize(
    ("by", "words"), [("2001-01-01", "Choose a day after today"), ("soon", "Enter a day")]
)
def test_a_day_that_cannot_be_asked_about_is_explained(client, program, manager, by, words):
    client.force_login(manager)

    answer = page(client, program, by=by)

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_days_off_move_every_date_and_are_added_once(program, manager, now):
    before = outlook_of(program, on=now.date()).whole.p85_on
    first = now.date() + dt.timedelta(days=1)

    for _ in range(2):
        add_days_off(
            program, first=first, last=first + dt.timedelta(days=9), name="Closed", actor=manager, at=now
        )

    after = outlook_of(program, on=now.date()).whole.p85_on
    assert (after - before).days >= 9
    assert program.forecasts.get().p85_on == after
    assert Event.objects.filter(verb="days_off.added").count() == 1
    remove_day_off(DayOff.objects.first(), actor=manager, at=now)
    assert DayOff.objects.count() == 9


def test_days_off_of_a_house_delay_only_its_queue(program, manager, now):
    before = outlook_of(program, on=now.date())
    house = program.work_orders.get().vendor_id
    first = now.date() + dt.timedelta(days=1)

    add_days_off(
        program,
        first=first,
        last=first + dt.timedelta(days=20),
        name="Eid",
        house=house,
        actor=manager,
        at=now,
    )

    after = outlook_of(program, on=now.date())
    assert after.whole.p85_on == before.whole.p85_on
    assert after.queues[0].p85_on > before.queues[0].p85_on


def test_days_off_backwards_or_of_a_stranger_are_refused(program, manager, now):
    day = now.date()
    with pytest.raises(CannotAssume, match="not before the first"):
        add_days_off(program, first=day, last=day - dt.timedelta(days=1), name="X", actor=manager, at=now)
    with pytest.raises(CannotAssume, match="no open order"):
        add_days_off(program, first=day, name="X", house=accounts.organisation().pk, actor=manager, at=now)

    assert not DayOff.objects.exists()


def test_people_who_join_make_it_sooner_once_they_have_learnt(program, manager, now):
    before = outlook_of(program, on=now.date()).whole.p50_on
    joins = {"from_on": now.date() + dt.timedelta(days=1), "people_before": 10, "people_added": 10}

    for _ in range(2):
        add_crew_change(program, **joins, ramp_weeks=1, actor=manager, at=now)

    assert outlook_of(program, on=now.date()).whole.p50_on < before
    assert CrewChange.objects.count() == 1
    with pytest.raises(CannotAssume, match="already"):
        add_crew_change(program, **joins | {"people_added": 3}, actor=manager, at=now)
    with pytest.raises(CannotAssume, match="at most all"):
        add_crew_change(program, **joins | {"people_added": -11}, actor=manager, at=now)


def test_who_joined_before_all_of_the_past_is_in_the_pace_already(program, now):
    CrewChange.objects.create(
        program=program, from_on=now.date() - dt.timedelta(days=90), people_before=10, people_added=10
    )

    pace = pace_of(
        program, {now.date() - dt.timedelta(days=3): 5}, on=now.date(), assumed=assumed_of(program)
    )

    assert set(pace.ahead.ramp) == {1.0}


def test_the_file_has_the_rows_of_the_screen(client, program, manager, now):
    programs.milestone(program, units=300, name="Half")
    client.force_login(manager)

    lines = page(client, program, format="csv").content.decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in lines[1:]] == [
        "Program", "Milestone", "Vendor queue", "Accepted units by a day"
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    client, program, manager, count, django_assert_num_queries
):
    for place in range(count):
        programs.milestone(program, units=100 * (place + 3))
        DayOff.objects.create(program=program, on=dt.date(2030, 1, place + 1), name="Feast")
        CrewChange.objects.create(
            program=program, from_on=dt.date(2030, 1, place + 1), people_before=5, people_added=1
        )
    client.force_login(manager)
    page(client, program)  # which looks up once what the trail calls a program

    with django_assert_num_queries(37):
        page(client, program)


def test_days_off_are_added_and_removed_in_the_browser(client, program, manager):
    client.force_login(manager)
    add = reverse("programs:day-off-add", args=[program.code])

    refused = client.post(add, {"name": "", "first": "2030-13-01"})
    assert refused.status_code == 422
    assert client.post(add, {"name": "Christmas", "first": "2030-12-25"}).status_code == 302
    row = DayOff.objects.get()
    client.post(reverse("programs:day-off-remove", args=[program.code, row.pk]))
    assert not DayOff.objects.exists()


def test_the_api_says_what_the_page_says(program, manager, now):
    client = APIClient()
    client.force_authenticate(manager)
    address = f"/api/v1/programs/{program.code}"

    made = client.post(
        f"{address}/days-off/", {"name": "Closed", "first": "2030-01-01", "last": "2030-01-02"}
    )
    crew = {"from_on": "2030-02-01", "people_before": 10, "people_added": -10}
    left = client.post(f"{address}/crew-changes/", crew)
    said = client.get(f"{address}/forecast/").json()

    assert (made.status_code, len(made.json()), left.status_code) == (201, 2, 201)
    assert said["rows"][0]["p85_on"] == outlook_of(program, on=now.date()).whole.p85_on.isoformat()
    assert client.get(f"{address}/forecast/", {"by": "2001-01-01"}).status_code == 400
    assert client.delete(f"{address}/crew-changes/{left.json()['id']}/").status_code == 204
    assert len(client.get(f"{address}/days-off/").json()["results"]) == 2
