"""Two roads to one alpha, and the jackknife beside the bootstrap."""

import numpy as np
import pytest

from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.measured import interval_alpha
from dataops.stats.measurement import measure
from dataops.stats.resampling import bootstrap
from dataops.stats.tables import Labels
from dataops.stats.tally import Tally


def ratings(seed: int = 4, items: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    item, annotator = np.repeat(np.arange(items), 4), np.tile(np.arange(4), items)
    label = np.clip(rng.integers(0, 5, items)[item] + rng.integers(-1, 2, items * 4), 0, 4)
    kept = rng.random(items * 4) < 0.8
    return item[kept], annotator[kept], label[kept]


def test_sums_of_squares_give_the_alpha_of_the_coincidence_table() -> None:
    item, annotator, label = ratings()
    values = [10.0, 20.0, 35.0, 50.0, 90.0]
    tally = Tally.from_codes(item, annotator, label, 5)

    by_table = krippendorff_alpha(tally, "interval", values)
    by_sums = interval_alpha(item, np.array(values)[label])

    assert by_sums.estimate == pytest.approx(by_table.estimate, abs=1e-12)
    assert by_sums.se == pytest.approx(by_table.se, rel=0.03)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_standard_errors_agree_with_the_bootstrap(level: str) -> None:
    tally, values = Tally.from_codes(*ratings(), 5), [1.0, 2.0, 3.0, 4.0, 5.0]

    closed = krippendorff_alpha(tally, level, values)
    drawn = bootstrap(tally, rng=np.random.default_rng(2), resamples=4000, level=level, values=values).alpha

    assert drawn.estimate == closed.estimate
    assert drawn.se == pytest.approx(closed.se, rel=0.06)
    assert (drawn.ci_low, drawn.ci_high) == pytest.approx((closed.ci_low, closed.ci_high), abs=0.01)


def test_measurements_without_overlap_spread_or_rows_say_so() -> None:
    assert interval_alpha([], []).reason == "empty"
    assert interval_alpha([1, 2], [0.5, 0.7]).reason == "no_overlap"
    assert interval_alpha([1, 1, 2, 2], [0.5] * 4).reason == "one_category"
    assert interval_alpha([1, 1], [0.5, 0.7]).reason == "too_few"


def test_a_table_of_measurements_keeps_its_alpha_though_it_has_no_categories() -> None:
    rng = np.random.default_rng(9)
    item, annotator = np.repeat(np.arange(8000), 2), np.tile([0, 1], 8000)
    truth = rng.normal(size=8000)[item] + rng.normal(scale=0.5, size=16000)
    names = tuple(map(str, range(16000)))
    values, label = np.unique(truth, return_inverse=True)
    labels = Labels(item, annotator, label, names[:8000], ("a", "b"), names, tuple(values))

    found = measure(labels, "interval").agreement

    assert found.alpha.estimate == pytest.approx(0.8, abs=0.02)
    assert found.ac1.reason == "too_many_categories"


def test_a_bootstrap_that_is_often_undefined_gives_no_interval() -> None:
    """Of 49 items alike and one not, a third of the resamples hold one category alone."""
    found = bootstrap(Tally.from_counts([[2, 0]] * 49 + [[1, 1]]), rng=np.random.default_rng(1))

    assert (found.alpha.ci_low, found.alpha.reason) == (None, "too_few")
    assert found.percent_agreement.ci_low is not None
