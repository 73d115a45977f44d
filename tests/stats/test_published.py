"""Examples small enough to stand here in full, with the paper that printed them."""

import numpy as np
import pytest

from dataops.stats.agreement import fleiss_kappa, gwet_ac1, percent_agreement
from dataops.stats.intervals import wilson
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.tally import Tally
from dataops.stats.two_raters import cohen_kappa


def example_c() -> Tally:
    """K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four observers, 12 units."""
    rows = [
        (unit, observer, int(value) - 1)
        for observer, line in enumerate(["1233214120.0", "123322412503", "033323422510", "123324412510"])
        for unit, value in enumerate(line)
        if value in "12345"
    ]
    return Tally.from_codes(*np.array(rows).T, 5)


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_s_example_at_every_level(level: str, printed: float) -> None:
    found = krippendorff_alpha(example_c(), level, [1.0, 2.0, 3.0, 4.0, 5.0])

    assert found.estimate == pytest.approx(printed, abs=0.0005)


def test_gwet_s_figures_for_the_same_ratings() -> None:
    """K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.: the data set of four raters."""
    assert gwet_ac1(example_c()).estimate == pytest.approx(0.77544, abs=1e-5)
    assert gwet_ac1(example_c()).se == pytest.approx(0.14295, abs=1e-5)
    assert fleiss_kappa(example_c()).estimate == pytest.approx(0.76117, abs=1e-5)
    assert percent_agreement(example_c()).estimate == pytest.approx(0.81818, abs=1e-5)


def test_newcombe_s_wilson_interval() -> None:
    """R. G. Newcombe (1998), Statistics in Medicine 17, 857-872: 81 of 263."""
    found = wilson(81, 263)

    assert (found.ci_low, found.ci_high) == pytest.approx((0.2553, 0.3662), abs=6e-5)


def test_cohen_s_kappa_of_two_readers_of_fifty_proposals() -> None:
    assert cohen_kappa([[20, 5], [10, 15]]).estimate == pytest.approx(0.4)
