import datetime as dt

import pytest

from labeling.reports.measures import program_measures
from tests.conftest import NOON
from tests.factories import labeling

pytestmark = pytest.mark.django_db


def test_the_pace_is_that_of_the_days_up_to_the_one_asked_for():
    task = labeling.task()
    program = task.project.program
    for days in (0, 6, 7, -1):
        other = labeling.task(task.batch)
        labeling.annotation(other, labeled_at=NOON - dt.timedelta(days=days))

    _, pace = program_measures([program.pk], on=NOON.date())[program.pk]

    assert (pace.metric, pace.numerator, pace.denominator) == ("throughput", 2, 7)
