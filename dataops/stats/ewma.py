"""EWMA of error rates per period: the second line behind a CUSUM, for small and lasting changes.

References
----------
S. W. Roberts (1959), Technometrics 1, 239-250; J. M. Lucas, M. S. Saccucci (1990), Technometrics 32, 1-12.
S. V. Crowder (1987), Technometrics 29, 401-407: run lengths from an integral equation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt

import numpy as np

from dataops.stats.arguments import real_number
from dataops.stats.codes import as_codes
from dataops.stats.results import Reason

_NORMAL_FROM = 5.0  # expected errors and right answers below which a standardised rate is far from normal
_NODES = 61
_WIDEST, _FARTHEST = 10.0, 1e3  # standard deviations


@dataclass(frozen=True, slots=True)
class Level:
    """The average after a period, in standard deviations of one, and how far from 0 it may be."""

    value: float
    reach: float

    @property
    def is_signal(self) -> bool:
        return abs(self.value) > self.reach


@dataclass(frozen=True, slots=True)
class EwmaChart:
    """Levels per period; a period without checks leaves the level as it was. `reason` says what is doubtful."""

    levels: tuple[Level, ...]
    reason: str | None

    @property
    def signals(self) -> tuple[int, ...]:
        """Positions of the periods outside their limits, counted from 0."""
        return tuple(place for place, level in enumerate(self.levels) if level.is_signal)


def ewma_chart(
    errors: Sequence[int],
    checks: Sequence[int],
    accepted: float,
    *,
    weight: float = 0.1,
    width: float = 2.814,
) -> EwmaChart:
    """Averages of standardised error rates in which each older period counts `1 - weight` times the next.

    Parameters
    ----------
    errors, checks : (periods,) integers
        Wrong answers and all answers checked in each period.
    accepted : rate
        The error rate that is fine.
    width : float
        Limits in standard deviations of the average; see `ewma_width`. 2.814 is 500 periods between false
        alarms at weight 0.1.

    The reason is `too_few` where a period expects under five errors: run lengths then are not as promised.
    """
    _check(weight, width)
    if not 0.0 < real_number("accepted", accepted) < 1.0:
        raise ValueError(f"Expected an accepted rate between 0 and 1, got {accepted}.")
    wrong, checked = as_codes("errors", errors).tolist(), as_codes("checks", checks).tolist()
    if len(wrong) != len(checked) or any(not 0 <= x <= n for x, n in zip(wrong, checked, strict=True)):
        raise ValueError("Expected for each period 0 <= errors <= checks.")
    if not any(checked):
        return EwmaChart((), Reason.EMPTY.value)
    levels, value, variance = [], 0.0, 0.0
    for x, n in zip(wrong, checked, strict=True):
        if n:
            value += weight * ((x - n * accepted) / sqrt(n * accepted * (1.0 - accepted)) - value)
            variance = weight**2 + (1.0 - weight) ** 2 * variance
        levels.append(Level(value, width * sqrt(variance)))
    few = any(n and n * min(accepted, 1.0 - accepted) < _NORMAL_FROM for n in checked)
    return EwmaChart(tuple(levels), Reason.TOO_FEW.value if few else None)


def ewma_run_length(weight: float, width: float, *, shift: float = 0.0) -> float:
    """The average number of periods until a signal when rates lie `shift` standard deviations off.

    Solved by Gauss-Legendre quadrature for normal observations and the limits' final value.
    """
    _check(weight, width)
    if abs(real_number("shift", shift)) > _FARTHEST:
        raise ValueError(f"Expected a shift of at most {_FARTHEST:g} standard deviations, got {shift}.")
    edge = width * sqrt(weight / (2.0 - weight))
    nodes, masses = np.polynomial.legendre.leggauss(_NODES)
    nodes, masses = nodes * edge, masses * edge
    start = np.append(nodes, 0.0)
    z = (nodes[None, :] - (1.0 - weight) * start[:, None]) / weight - shift
    kernel = np.exp(-z * z / 2.0) / sqrt(2.0 * pi) * masses / weight
    lengths = np.linalg.solve(np.eye(_NODES) - kernel[:-1], np.ones(_NODES))
    return float(1.0 + kernel[-1] @ lengths)


@lru_cache(maxsize=256)
def ewma_width(weight: float = 0.1, *, between_alarms: float = 500.0) -> float:
    """The width with which a false alarm comes every `between_alarms` periods on average."""
    if not 1.0 < real_number("between_alarms", between_alarms) <= 1e6:
        raise ValueError(f"Expected more than 1 and at most a million periods, got {between_alarms}.")
    low, high = 0.01, 6.0
    while high - low > 1e-6:
        middle = (low + high) / 2.0
        enough = ewma_run_length(weight, middle) >= between_alarms
        low, high = (low, middle) if enough else (middle, high)
    return high


def _check(weight: float, width: float) -> None:
    if not (0.05 <= real_number("weight", weight) <= 1.0 and 0.0 < real_number("width", width) <= _WIDEST):
        raise ValueError(
            f"Expected a weight from 0.05 to 1 and a width above 0 and up to {_WIDEST:g}, got {weight} and {width}."
        )
