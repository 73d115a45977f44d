"""Which answers are taken for which, where nothing is gold."""

import pytest

from quality.operations.tally import measure_batch
from quality.reports.confusion import confusion
from tests.conftest import NOON
from tests.factories import labeling, vendors

pytestmark = pytest.mark.django_db


def test_shares_are_those_of_the_halves_that_three_judgements_meet_in():
    batch = labeling.batch()
    task = labeling.task(batch)
    for code in (0, 0, 1):
        labeling.annotation(task, vendors.worker(), code=code)
    measure_batch(batch.pk, at=NOON)

    found = confusion(batch.project)

    # Each no meets a no in half of its two meetings: [1, 1] and [1, 0] of three judgements.
    [(_, noes, (same, other)), (_, yeses, _)] = found.rows
    assert (noes, yeses) == (2, 1)
    assert (same.share, other.share) == (0.5, 0.5)


def test_halves_are_rounded_up_in_the_count_and_not_in_the_share():
    batch = labeling.batch()
    tasks = [labeling.task(batch) for _ in range(2)]
    for task, codes in zip(tasks, ((0, 0, 0, 1), (0, 1, 1, 1)), strict=True):
        for code in codes:
            labeling.annotation(task, vendors.worker(), code=code)
    task = labeling.task(batch)
    for code in (0, 0, 1, 1, 1):
        labeling.annotation(task, vendors.worker(), code=code)
    measure_batch(batch.pk, at=NOON)

    [(_, noes, (same, other)), _] = confusion(batch.project).rows

    # Same: 6/3 + 0 + 2/4 = 2.5; other: 3/3 + 3/3 + 6/4 = 3.5; of 6 in all.
    assert (same.count, other.count, noes) == (3, 4, 6)
    assert (same.share, other.share) == (pytest.approx(2.5 / 6), pytest.approx(3.5 / 6))
