"""A chart that knows how hard the items are accuses nobody of hard items."""

from math import log

import numpy as np
import pytest

from dataops.stats.cusum import bernoulli_cusum
from dataops.stats.risk_adjusted import POINTS_PER_NAT, risk_adjusted_cusum


def test_hard_items_do_not_make_a_bad_annotator() -> None:
    """Fifty annotators, all accepted, get 200 easy items and then 300 hard ones."""
    rng = np.random.default_rng(22)
    items = np.concatenate([np.full(200, 0.02), np.full(300, 0.15)])
    blind, fair = bernoulli_cusum(0.02, 0.05), risk_adjusted_cusum(items, between_alarms=20_000)
    errors = [rng.random(items.size) < items for _ in range(50)]

    accused = [
        sum(bool(chart.alarms) for chart in charts)
        for charts in (
            [blind.run(wrong) for wrong in errors],
            [fair.run(wrong, items) for wrong in errors],
        )
    ]

    assert accused[0] == 50
    assert accused[1] <= 3


def test_risk_adjusted_weights_are_those_of_steiner() -> None:
    """Steiner et al. (2000), equation 2.2, with an odds ratio of 2."""
    chart = risk_adjusted_cusum([0.3], between_alarms=5000)

    points = chart.run([1, 0], [0.3, 0.1]).points

    assert points[0] / POINTS_PER_NAT == pytest.approx(log(2 / 1.3), abs=0.5 / POINTS_PER_NAT)
    assert (points[1] - points[0]) / POINTS_PER_NAT == pytest.approx(-log(1.1), abs=0.5 / POINTS_PER_NAT)


@pytest.mark.parametrize("odds", [1.0, 2.0])
def test_risk_adjusted_runs_are_as_long_as_the_chain_says(odds: float) -> None:
    rng = np.random.default_rng(23)
    sample = rng.beta(2, 18, 500)
    chart = risk_adjusted_cusum(sample, between_alarms=500)
    items = rng.choice(sample, 400_000)
    errs = odds * items / (1 - items + odds * items)

    alarms = len(chart.run(rng.random(items.size) < errs, items).alarms)

    assert items.size / alarms == pytest.approx(chart.run_length(sample, odds=odds), rel=0.10)
    assert chart.run_length(sample) >= 500


def test_what_no_risk_can_mean_is_refused() -> None:
    for refused in (
        lambda: risk_adjusted_cusum([]),
        lambda: risk_adjusted_cusum([0.0, 0.5]),
        lambda: risk_adjusted_cusum([0.1], odds_ratio=1.0),
        lambda: risk_adjusted_cusum([0.1]).run([1], [0.1, 0.2]),
        lambda: risk_adjusted_cusum([0.1]).run_length([0.1], odds=0.0),
    ):
        with pytest.raises(ValueError, match="Expected"):
            refused()
