"""K11: however many schedulers there are, a period has one run."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from dataops.jobs.models import Outbox, PeriodicRun
from dataops.jobs.tasks import periodic
from programs import tasks
from programs.models import StatusReport
from programs.operations.drafting import draft_program
from tests.factories import programs

BEATS = 4


def at_once(work):
    """What the beats get when all of them strike at the same time."""
    together = Barrier(BEATS)

    def beat(_):
        together.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(BEATS) as pool:
        return list(pool.map(beat, range(BEATS)))


@pytest.mark.django_db(transaction=True)
def test_k11_beats_at_the_same_moment_make_one_report_a_week():
    today = timezone.now().date()
    program = programs.program(starts_on=today - dt.timedelta(days=60), due_on=today + dt.timedelta(days=60))

    at_once(tasks.draft_weekly_reports)
    at_once(tasks.draft_weekly_reports)

    assert Outbox.objects.filter(name="programs.draft_program").count() == 1
    at_once(partial(draft_program, program, at=timezone.now()))
    at_once(partial(draft_program, program, at=timezone.now()))
    assert StatusReport.objects.count() == 1
    assert PeriodicRun.objects.get().finished_at is not None


@pytest.mark.django_db
def test_k11_a_clock_that_jumps_back_runs_no_period_again():
    clock, ran = {}, []
    task = periodic("jobs.probe_the_clock", key=lambda now: clock["day"])(
        lambda *, at: ran.append(clock["day"])
    )

    for clock["day"] in ("2026-03-02", "2026-03-03", "2026-03-02", "2026-03-03"):
        task()

    assert ran == ["2026-03-02", "2026-03-03"]
    assert PeriodicRun.objects.exclude(finished_at=None).count() == 2
