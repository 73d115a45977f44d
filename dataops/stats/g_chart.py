"""g-chart: right answers between errors, where errors are too rare for a rate per period.

References
----------
J. C. Benneyan (2001), Health Care Management Science 4, 305-318; M. Xie, T. N. Goh, V. Kuralmani (2002),
Statistical Models and Control Charts for High-Quality Processes, chapter 5: several errors per point.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dataops.stats.arguments import share, whole_number
from dataops.stats.codes import as_codes
from dataops.stats.distributions import binomial_cdf
from dataops.stats.results import Reason

_TAIL = 0.00135  # beyond three standard deviations on one side of a normal distribution


@dataclass(frozen=True, slots=True)
class GChart:
    """Right answers per point with the fewest and the most that chance allows; None when it sets no bound."""

    accepted: float | None
    counts: tuple[int, ...]
    low: int | None
    high: int | None
    reason: str | None

    @property
    def worse(self) -> tuple[int, ...]:
        """Positions of the points with too few right answers, counted from 0."""
        return tuple(i for i, n in enumerate(self.counts) if self.low is not None and n < self.low)

    @property
    def better(self) -> tuple[int, ...]:
        """Positions of the points with more right answers than chance allows."""
        return tuple(i for i, n in enumerate(self.counts) if self.high is not None and n > self.high)


def g_chart(gaps: Sequence[int], *, accepted: float | None = None, every: int = 1) -> GChart:
    """How many right answers came before each error, with exact limits (a tail of 0.00135 on each side).

    Parameters
    ----------
    gaps : (errors,) integers
        Right answers before each error, counted from the error before it. The run that has not ended yet
        is no gap.
    accepted : rate
        The accepted error rate; that of these gaps when not given.
    every : int
        Errors per point. With one the chart cannot see a rise unless errors are rarer than 0.00135: take
        three or more where a rise is what matters. Gaps that fill no point at the end are left out.
    """
    whole_number("every", every, 1)
    gaps = as_codes("gaps", gaps).tolist()
    if any(gap < 0 for gap in gaps):
        raise ValueError("Expected gaps of 0 or more.")
    if accepted is not None:
        share("accepted", accepted, ends=False)
    whole = len(gaps) - len(gaps) % every
    counts = tuple(sum(gaps[start : start + every]) for start in range(0, whole, every))
    if not counts:
        return GChart(accepted, (), None, None, Reason.EMPTY.value)
    rate = len(gaps) / (len(gaps) + sum(gaps)) if accepted is None else accepted
    if rate == 1.0:
        return GChart(rate, counts, None, None, Reason.ONE_CATEGORY.value)
    low, high = _first(every, rate, _TAIL), _first(every, rate, 1.0 - _TAIL)
    reason = Reason.TOO_FEW.value if len(counts) < 2 and accepted is None else None
    return GChart(rate, counts, low or None, high, reason)


def reached(count: int, every: int, rate: float) -> float:
    """The probability that `every` errors come with at most this many right answers between them."""
    return 1.0 - binomial_cdf(every - 1, count + every, rate)


def _first(every: int, rate: float, share: float) -> int:
    """The smallest count up to which more than this share of the distribution lies."""
    high = 1
    while reached(high, every, rate) <= share:
        high *= 2
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle, every, rate) > share else (middle, high)
    return high
