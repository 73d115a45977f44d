"""Words for coefficients."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.bands import BANDS, Band, band
from dataops.stats.results import Estimate


def found(value: float | None, se: float | None) -> Estimate:
    return Estimate(value, se, None, None, None, 12)


def test_the_point_alone_would_say_too_much() -> None:
    """AC1 of Gwet's four raters, 0.775 with error 0.143: substantial by the point, moderate with 95 %."""
    said = band(found(0.77544, 0.14295))

    assert said == Band("moderate", pytest.approx(0.9954, abs=5e-5))
    assert band(found(0.77544, 0.0143)).word == "substantial"
    assert band(found(0.77544, 0.14295), "fleiss").word == "intermediate to good"
    assert band(found(0.77544, 0.14295), "altman").word == "moderate"


@given(st.floats(-0.9, 0.99), st.floats(0.001, 0.5), st.sampled_from(sorted(BANDS)))
def test_less_certainty_never_makes_a_better_word(value: float, se: float, scale) -> None:
    words = [word for _, word in BANDS[scale]]
    unsure, surer = band(found(value, se), scale), band(found(value, se), scale, sure=0.5)

    assert unsure.probability >= 0.95
    assert words.index(surer.word) <= words.index(unsure.word)


def test_without_an_error_there_is_no_word() -> None:
    assert band(found(None, None)) is None
    assert band(found(0.9, None)) is None
    with pytest.raises(ValueError, match="Expected a scale"):
        band(found(0.5, 0.1), "cicchetti")
