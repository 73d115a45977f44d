"""Charts per period signal what chance does not make, as often as the literature says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.control import p_chart, p_chart_run_length
from dataops.stats.distributions import binomial_cdf
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
        lambda: g_chart([-1]),
        lambda: g_chart([5], every=0),
        lambda: p_chart_run_length(0.1, 0, 0.1),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
