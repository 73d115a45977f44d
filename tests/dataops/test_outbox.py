import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from dataops.audit.models import Event
from dataops.jobs.models import Job, JobState, Outbox
from dataops.jobs.outbox import AT_WORK, RESEND_AFTER, STRIKES, NotParked, enqueue, keeping, relay, try_again
from dataops.jobs.progress import start_job
from dataops.work.needs import needs_of
from tests.factories import accounts

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def hand_out(times):
    """The relay's rounds, each late enough to send again."""
    for n in range(times):
        relay(at=NOON + n * (RESEND_AFTER + dt.timedelta(seconds=1)))


@pytest.fixture
def promise():
    person = accounts.user(role="program_manager")
    enqueue("labeling.run_import", job=start_job("import", "A file", actor=person), run_id=0)
    return Outbox.objects.get()


def test_a_promise_is_handed_out_again_only_when_it_is_overdue(promise):
    relay(at=NOON)
    relay(at=NOON + RESEND_AFTER / 2)

    promise.refresh_from_db()
    assert (promise.attempts, promise.sent_at) == (1, NOON)


def test_a_task_that_never_ends_is_given_up_and_its_job_with_it(promise):
    hand_out(STRIKES + 2)

    promise.refresh_from_db()
    assert promise.attempts == STRIKES + 1
    assert "5 times" in promise.parked_reason
    assert Job.objects.get().state == JobState.FAILED
    assert Event.objects.filter(verb="task.parked").count() == 1


def test_an_administrator_is_told_and_nobody_else(promise):
    hand_out(STRIKES + 1)

    told = {role: [need.title for need in needs_of(accounts.user(role=role), at=timezone.now())]
            for role in ("administrator", "program_manager")}  # fmt: skip

    assert told == {"administrator": ["A task was given up"], "program_manager": []}


def test_trying_again_starts_over(promise, client):
    client.force_login(accounts.user(role="administrator"))
    hand_out(STRIKES + 1)
    assert "labeling.run_import" in client.get("/jobs/parked/").content.decode()

    client.post(f"/jobs/parked/{promise.pk}/retry/")

    promise.refresh_from_db()
    assert (promise.attempts, promise.parked_reason, promise.sent_at) == (0, "", None)
    assert Job.objects.get().state == JobState.WAITING
    assert "Nothing was given up" in client.get("/jobs/parked/").content.decode()
    with pytest.raises(NotParked):
        try_again(promise, actor=None)


@pytest.mark.django_db(transaction=True)
def test_a_promise_that_somebody_is_keeping_is_no_strike():
    enqueue("quality.aggregate_project", project_id=0)
    promise = Outbox.objects.get()
    relay(at=NOON)

    with elsewhere(promise.pk):
        hand_out(STRIKES + 5)
        with keeping(promise.pk) as is_ours:
            assert not is_ours

    promise.refresh_from_db()
    assert (promise.attempts, promise.parked_reason) == (1, "")


class elsewhere:
    """Another worker's session, at work on the promise."""

    def __init__(self, promise):
        self.promise = promise

    def __enter__(self):
        self.session = connection.copy()
        with self.session.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [AT_WORK, self.promise])

    def __exit__(self, *exc):
        self.session.close()
