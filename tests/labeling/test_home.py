"""The home of a labeler: its figures come from two weeks of answers, however many there are in all."""

import datetime as dt

import pytest
from django.db import connection

from labeling.choices import Source
from labeling.models import Annotation
from labeling.reports.home import labeler_tiles
from tests.factories import accounts, labeling, vendors

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)


@pytest.fixture
def worker():
    vendor = vendors.vendor()
    person = accounts.user(role="vendor_labeler", organisation=vendor.organisation)
    return vendors.worker(vendor, user=person)


def answered(worker, *moments, source=Source.WORKSPACE):
    batch = labeling.batch(labeling.project())
    for moment in moments:
        labeling.annotation(labeling.task(batch), worker, source=source, labeled_at=moment)


def test_days_begin_and_end_at_midnight_of_utc_and_files_are_no_work_at_the_desk(worker):
    midnight = AT.replace(hour=0)
    answered(worker, midnight, AT, midnight - dt.timedelta(seconds=1), midnight - dt.timedelta(days=13))
    answered(worker, midnight - dt.timedelta(days=13, seconds=1), AT - dt.timedelta(days=300))
    answered(worker, AT, source=Source.IMPORT)

    today, week, *_ = labeler_tiles(worker.user, at=AT)

    assert (today.value, week.value) == ("2", "3")
    assert (len(week.series), week.series[0], sum(week.series)) == (14, 1, 4)


def test_only_the_two_weeks_are_read(worker):
    answered(worker, AT)
    given = Annotation.objects.filter(
        worker=worker, source=Source.WORKSPACE, labeled_at__gte=AT - dt.timedelta(days=13)
    )

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    plan = given.values("project").explain()

    assert "answer_by_worker_and_day" in plan
    assert "Filter" not in plan
