"""Averages of error rates run as long as published and see what no single period shows."""

import pytest

from dataops.stats.control import p_chart
from dataops.stats.ewma import ewma_chart, ewma_run_length, ewma_width

# Lucas and Saccucci (1990), as in Montgomery (2013), table 9.11: weight, width, run lengths per shift.
SHIFTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
EWMA = {
    (0.40, 3.054): (500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4),
    (0.25, 2.998): (500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7),
    (0.20, 2.962): (500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9),
    (0.10, 2.814): (500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2),
    (0.05, 2.615): (500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7),
}


@pytest.mark.parametrize(("weight", "width"), EWMA)
def test_ewma_runs_as_long_as_published(weight: float, width: float) -> None:
    for shift, length in zip(SHIFTS, EWMA[weight, width], strict=True):
        assert ewma_run_length(weight, width, shift=shift) == pytest.approx(length, rel=0.004, abs=0.06)


def test_the_width_is_found_for_a_wanted_run_length() -> None:
    assert ewma_width(0.10) == pytest.approx(2.814, abs=1e-3)
    assert ewma_run_length(0.2, ewma_width(0.2, between_alarms=1000)) == pytest.approx(1000, rel=1e-4)


def test_ewma_sees_a_small_lasting_rise_that_no_single_period_shows() -> None:
    errors = [10] * 10 + [14] * 12

    assert p_chart(errors, [200] * 22, centre=0.05).signals == ()
    assert ewma_chart(errors, [200] * 22, 0.05).signals[0] > 10


def test_ewma_levels_by_hand_and_a_period_without_checks() -> None:
    found = ewma_chart([9, 0, 5], [50, 0, 50], 0.1, weight=0.2, width=3.0)

    first = 0.2 * 4 / 4.5**0.5
    assert [level.value for level in found.levels] == pytest.approx([first, first, 0.8 * first])
    assert [level.reach for level in found.levels] == pytest.approx(
        [0.6, 0.6, 3 * (0.04 + 0.64 * 0.04) ** 0.5]
    )
    assert found.reason is None


def test_ewma_doubts_itself_where_few_errors_are_expected() -> None:
    assert ewma_chart([1], [20], 0.02).reason == "too_few"
    assert ewma_chart([0], [0], 0.02).reason == "empty"


def test_what_no_average_can_mean_is_refused() -> None:
    for refused in (
        lambda: ewma_chart([3], [2], 0.1),
        lambda: ewma_chart([1], [20], 0.0),
        lambda: ewma_run_length(0.01, 2.7),
        lambda: ewma_width(0.1, between_alarms=1),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
