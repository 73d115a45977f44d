"""Control charts: which period's error rate is more than chance.

References
----------
D. C. Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., chapter 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, sqrt

from dataops.stats.arguments import share, whole_number
from dataops.stats.codes import as_codes
from dataops.stats.distributions import binomial_cdf
from dataops.stats.results import Reason

_TAIL = 0.00135  # beyond three standard deviations on one side of a normal distribution
_HAIR = 1e-9
_NORMAL_FROM = 5.0  # expected errors below which the normal limits mislead


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its error rate and the limits it should keep to; None without a single check."""

    rate: float | None
    low: float
    high: float

    @property
    def is_signal(self) -> bool:
        return self.rate is not None and not self.low <= self.rate <= self.high


@dataclass(frozen=True, slots=True)
class PChart:
    centre: float | None
    points: tuple[Point, ...]
    reason: str | None

    @property
    def signals(self) -> tuple[int, ...]:
        """Positions of the periods outside their limits, counted from 0."""
        return tuple(place for place, point in enumerate(self.points) if point.is_signal)


def p_chart(errors: Sequence[int], checks: Sequence[int], *, centre: float | None = None) -> PChart:
    """Error rates per period with limits for each period's own number of checks.

    Parameters
    ----------
    errors, checks : (periods,) integers
        Wrong answers and all answers checked in each period.
    centre : float
        The accepted error rate; the pooled rate of these periods when not given.

    The limits are three standard deviations where five errors or more are expected, and exact binomial
    limits (a tail of 0.00135) where fewer are.
    """
    wrong, checked = as_codes("errors", errors).tolist(), as_codes("checks", checks).tolist()
    if len(wrong) != len(checked) or any(not 0 <= x <= n for x, n in zip(wrong, checked, strict=True)):
        raise ValueError("Expected for each period 0 <= errors <= checks.")
    if centre is not None:
        share("centre", centre)
    if not sum(checked):
        return PChart(None, (), Reason.EMPTY.value)
    rate = sum(wrong) / sum(checked) if centre is None else centre
    points = tuple(
        Point(x / n if n else None, *_limits(rate, n)) for x, n in zip(wrong, checked, strict=True)
    )
    return PChart(rate, points, Reason.TOO_FEW.value if len(points) < 2 and centre is None else None)


def p_chart_run_length(centre: float, checks: int, rate: float) -> float:
    """The average number of periods until a chart around `centre` signals, at this error rate.

    Infinite where no count of errors lies outside the limits.
    """
    share("centre", centre)
    share("rate", rate)
    whole_number("checks", checks, 1)
    low, high = _limits(centre, checks)
    inside = binomial_cdf(floor(high * checks + _HAIR), checks, rate)
    inside -= binomial_cdf(ceil(low * checks - _HAIR) - 1, checks, rate)
    return 1.0 / (1.0 - inside) if inside < 1.0 else inf


def _limits(rate: float, checks: int) -> tuple[float, float]:
    if not checks or rate in (0.0, 1.0):
        return (0.0, 1.0) if not checks else (rate, rate)
    if checks * min(rate, 1.0 - rate) >= _NORMAL_FROM:
        reach = 3.0 * sqrt(rate * (1.0 - rate) / checks)
        return max(0.0, rate - reach), min(1.0, rate + reach)
    return _first(checks, rate, _TAIL) / checks, _first(checks, rate, 1.0 - _TAIL) / checks


def _first(checks: int, rate: float, least: float) -> int:
    """The smallest number of errors up to which at least this share of the distribution lies."""
    low, high = 0, checks
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if binomial_cdf(middle, checks, rate) >= least else (middle + 1, high)
    return low
