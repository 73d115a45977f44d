"""Charts per period signal what chance does not make, as often as the literature says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.control import p_chart, p_chart_run_length
from dataops.stats.distributions import binomial_cdf
from dataops.stats.ewma import ewma_chart, ewma_run_length, ewma_width
from dataops.stats.g_chart import g_chart, reached

# D. C. Montgomery (2013), table 7.6: the chance to miss a rate on a chart around 0.20 with 50 checks.
MISSED = {
    0.01: 0.0894,
    0.02: 0.2642,
    0.03: 0.4447,
    0.05: 0.7206,
    0.10: 0.9662,
    0.15: 0.9970,
    0.20: 0.9973,
    0.25: 0.9713,
    0.30: 0.8594,
    0.35: 0.6216,
    0.40: 0.3356,
    0.45: 0.1273,
    0.50: 0.0325,
    0.55: 0.0053,
}

# Lucas and Saccucci (1990), as in Montgomery (2013), table 9.11: weight, width, run lengths per shift.
SHIFTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
EWMA = {
    (0.40, 3.054): (500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4),
    (0.25, 2.998): (500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7),
    (0.20, 2.962): (500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9),
    (0.10, 2.814): (500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2),
    (0.05, 2.615): (500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7),
}


def test_exact_limits_where_few_errors_are_expected() -> None:
    found = p_chart([0, 1, 0, 4], [20, 20, 20, 20], centre=0.02)

    limit = round(found.points[0].high * 20)
    assert 1 - binomial_cdf(limit, 20, 0.02) <= 0.00135 < 1 - binomial_cdf(limit - 1, 20, 0.02)
    assert found.signals == (3,)


def test_each_period_has_the_limits_of_its_own_size() -> None:
    found = p_chart([20, 200], [100, 1000])

    small, large = found.points
    assert small.low < large.low < 0.2 < large.high < small.high
    assert found.signals == ()


def test_a_period_without_checks_signals_nothing_and_no_checks_are_no_data() -> None:
    assert p_chart([0, 5], [0, 50]).points[0].rate is None
    assert p_chart([0, 5], [0, 50]).signals == ()
    assert (p_chart([], []).centre, p_chart([0], [0]).reason) == (None, "empty")


def test_one_period_cannot_be_held_to_itself() -> None:
    assert p_chart([2], [50]).reason == "too_few"


@pytest.mark.parametrize(("rate", "missed"), MISSED.items())
def test_p_chart_misses_as_often_as_published(rate: float, missed: float) -> None:
    assert 1 - 1 / p_chart_run_length(0.20, 50, rate) == pytest.approx(missed, abs=1.5e-4)


def test_a_chart_without_a_way_out_runs_for_ever() -> None:
    assert p_chart_run_length(0.5, 1, 0.5) == float("inf")


@given(st.floats(0.01, 0.3), st.integers(5, 300))
def test_an_exact_chart_rarely_cries_wolf(centre: float, checks: int) -> None:
    if checks * centre < 5:
        assert p_chart_run_length(centre, checks, centre) >= 1 / (2 * 0.00135) - 1e-6


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


def test_g_chart_limits_are_exact() -> None:
    found = g_chart([300, 20, 100, 90, 3, 2], accepted=0.01, every=3)

    assert found.counts == (420, 95)
    assert reached(found.low - 1, 3, 0.01) <= 0.00135 < reached(found.low, 3, 0.01)
    assert reached(found.high - 1, 3, 0.01) <= 1 - 0.00135 < reached(found.high, 3, 0.01)
    assert reached(4, 1, 0.1) == pytest.approx(1 - 0.9**5)


def test_g_chart_tells_worse_from_better() -> None:
    found = g_chart([1, 0, 2, 900, 800, 700], accepted=0.01, every=3)

    assert (found.worse, found.better) == ((0,), (1,))


def test_single_gaps_cannot_show_a_rise() -> None:
    assert g_chart([0] * 20, accepted=0.01).low is None
    assert g_chart([0] * 20, accepted=0.01).worse == ()


def test_g_chart_without_errors_or_without_right_answers_sets_no_limits() -> None:
    assert g_chart([]).reason == "empty"
    assert g_chart([0, 0, 0]).reason == "one_category"
    assert g_chart([10]).reason == "too_few"


def test_what_no_chart_can_mean_is_refused() -> None:
    for refused in (
        lambda: ewma_chart([3], [2], 0.1),
        lambda: ewma_chart([1], [20], 0.0),
        lambda: ewma_run_length(0.01, 2.7),
        lambda: ewma_width(0.1, between_alarms=1),
        lambda: g_chart([-1]),
        lambda: g_chart([5], every=0),
        lambda: p_chart_run_length(0.1, 0, 0.1),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
