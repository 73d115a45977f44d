import pytest

from dataops.stats.results import Estimate, Reason
from dataops.web.templatetags.estimates import estimate


def test_an_estimate_shows_value_interval_and_n():
    html = estimate(Estimate(0.712, 0.02, 0.68, 0.74, None, 412), target=0.7)

    assert "<strong>.71</strong>" in html
    assert ".68 to .74, n 412" in html
    assert "mark__whisker" in html
    assert "mark__tick" in html


def test_an_estimate_can_be_a_share():
    assert "92.7%" in estimate(Estimate(0.927, 0.01, 0.9, 0.95, None, 40), style="share", decimals=1)


@pytest.mark.parametrize("reason", list(Reason))
def test_no_estimate_is_a_reason_in_words(reason):
    html = estimate(Estimate.undefined(reason))

    assert reason.sentence in html
    assert "<svg" not in html


def test_an_estimate_without_an_interval_says_why():
    html = estimate(Estimate(1.0, None, None, None, Reason.TOO_FEW.value, 3))

    assert "<strong>1.00</strong>" in html
    assert "Too little data to say, n 3" in html
    assert "mark__whisker" not in html


def test_nothing_measured_yet():
    assert "No data yet." in estimate(None)
