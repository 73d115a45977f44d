import datetime as dt

import pytest

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from programs import tasks
from programs.models import ProgramForecast
from programs.operations.forecast import forecast_program, forecast_running
from tests.factories import programs, vendors
from vendors.operations.delivery import decide_delivery
from vendors.operations.ledger import reverse_entry

pytestmark = pytest.mark.django_db
PACE = [20, 0, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20]


def running(now, **fields):
    day = now.date()
    return programs.program(
        **{"starts_on": day - dt.timedelta(days=13), "due_on": day + dt.timedelta(days=60)} | fields
    )


def test_dates_come_from_the_pace_so_far(now, delivered):
    program = running(now, units_planned=500)
    delivered(program, PACE, at=now)

    forecast = forecast_program(program, at=now)

    days = [(on - now.date()).days for on in (forecast.p50_on, forecast.p85_on, forecast.p95_on)]
    assert days == sorted(days)
    assert 14 <= days[0] <= 17  # 270 units at 17.7 a day
    assert (forecast.remaining, forecast.history_days, forecast.reason) == (270, 13, "")


def test_the_same_day_again_replaces_the_answer(now, delivered):
    program = running(now, units_planned=500)
    delivered(program, PACE, at=now)

    first, second = (forecast_program(program, at=now) for _ in range(2))

    assert (first.pk, first.p85_on) == (second.pk, second.p85_on)
    assert ProgramForecast.objects.count() == 1


def test_too_little_history_gives_no_date_but_a_reason(now, delivered):
    program = running(now)
    delivered(program, [50], at=now)

    forecast = forecast_program(program, at=now)

    assert forecast.p50_on is None
    assert forecast.why


def test_a_date_that_moved_is_said_in_the_feed(now, delivered):
    program = running(now, units_planned=500)
    delivered(program, PACE, at=now)
    ProgramForecast.objects.create(
        program=program,
        computed_on=now.date() - dt.timedelta(days=1),
        computed_at=now - dt.timedelta(days=1),
        remaining=400,
        history_days=12,
        p50_on=now.date() + dt.timedelta(days=90),
        p85_on=now.date() + dt.timedelta(days=99),
    )

    forecast = forecast_program(program, at=now)

    details = Event.objects.get(verb="forecast.moved").details
    assert details["now"] == forecast.p85_on.isoformat()


def test_the_clock_promises_a_forecast_of_each_running_program(now):
    program = running(now)
    running(now, state="delivered")

    assert forecast_running(at=now) == 1
    assert Outbox.objects.get().kwargs == {"program_id": program.pk}


def test_the_task_runs_twice_and_forecasts_once(now):
    program = running(now)

    for _ in range(2):
        tasks.forecast_program(program_id=program.pk, vendor_id=None)

    assert ProgramForecast.objects.count() == 1


def promises():
    return Outbox.objects.filter(name="programs.forecast_program", done_at=None)


def test_acceptances_in_a_row_promise_one_forecast_and_a_later_one_another(now):
    program = running(now)
    order = vendors.work_order(program_=program)
    first, second, third = (vendors.delivery(order, delivered_at=now) for _ in range(3))

    for delivery in (first, first, second):
        decide_delivery(delivery, is_accepted=True, reason="", actor=None, at=now)
    assert [row.kwargs for row in promises()] == [{"program_id": program.pk}]

    promises().update(done_at=now)
    decide_delivery(third, is_accepted=True, reason="", actor=None, at=now)
    assert promises().count() == 1


def test_a_rejection_forecasts_nothing_and_a_reversal_does(now):
    order = vendors.work_order(program_=running(now))
    rejected, accepted = (vendors.delivery(order, delivered_at=now) for _ in range(2))

    decide_delivery(rejected, is_accepted=False, reason="Guessed.", actor=None, at=now)
    assert not promises().exists()

    decide_delivery(accepted, is_accepted=True, reason="", actor=None, at=now)
    promises().update(done_at=now)
    reverse_entry(order.ledger.get(), reason="Wrong guideline.", actor=None, at=now)
    assert promises().count() == 1
