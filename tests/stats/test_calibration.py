"""Forecasts are held to what they promised, late ones included."""

import numpy as np
import pytest

from dataops.stats.calibration import calibration
from dataops.stats.forecast import days_until_done
from dataops.stats.intervals import wilson


def test_honest_forecasts_are_found_honest() -> None:
    rng = np.random.default_rng(5)
    history = rng.poisson(20, 60)
    said = days_until_done(600, history, rng=rng)
    futures = rng.choice(history, (400, 60)).cumsum(axis=1)
    came = (futures < 600).sum(axis=1) + 1

    kept = calibration([[said.p50, said.p85, said.p95]] * 400, came)

    assert [each.promised for each in kept] == [0.50, 0.85, 0.95]
    assert kept[0].share == wilson(int((came <= said.p50).sum()), 400)
    assert all(each.share.estimate >= each.promised - 0.04 for each in kept)


def test_a_percentile_is_judged_when_its_day_has_come_done_or_not() -> None:
    """Twelve forecasts of 10, 20, 30 days, 20 days ago: half were done on day 8, half are not done yet."""
    came = [8.0] * 6 + [np.nan] * 6

    p50, p85, p95 = calibration([[10, 20, 30]] * 12, came, [20] * 12)

    assert (p50.share.estimate, p50.share.n, p50.is_kept) == (0.5, 12, True)
    assert (p85.share.estimate, p85.is_kept) == (0.5, False)
    assert (p95.share.reason, p95.share.n, p95.is_kept) == ("empty", 0, None)


def test_the_pinball_loss_is_what_the_definition_says() -> None:
    p50, p85, p95 = calibration([[10, 10, 10]] * 20, [8] * 10 + [14] * 10)

    assert p50.loss.estimate == pytest.approx((0.5 * 2 + 0.5 * 4) / 2)
    assert p85.loss.estimate == pytest.approx((0.15 * 2 + 0.85 * 4) / 2)
    assert p95.loss.estimate == pytest.approx((0.05 * 2 + 0.95 * 4) / 2)


def test_nine_forecasts_are_too_few_and_none_are_none() -> None:
    assert calibration([[1, 2, 3]] * 9, [1] * 9)[0].share.reason == "too_few"
    assert calibration(np.empty((0, 3)), [])[2].loss.reason == "empty"
    assert calibration([[np.nan] * 3] * 12, [1] * 12)[0].share.reason == "empty"


def test_forecasts_without_their_outcomes_are_refused() -> None:
    with pytest.raises(ValueError, match="3 days predicted"):
        calibration([[1, 2]], [1])
    with pytest.raises(ValueError, match="no outcome after today"):
        calibration([[1, 2, 3]], [5], [4])
