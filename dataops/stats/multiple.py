"""Many questions at once: p-values of a whole list of annotators, adjusted for having asked so often.

References
----------
S. Holm (1979), Scandinavian Journal of Statistics 6, 65-70; Y. Benjamini, Y. Hochberg (1995), JRSS B 57, 289-300.
"""

from collections.abc import Sequence

import numpy as np

from dataops.stats.arguments import real_numbers
from dataops.stats.codes import Codes
from dataops.stats.spread import Floats


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values of many questions at once, adjusted so that one false alarm at all stays as rare as said."""
    order, p = _ascending(p_values)
    adjusted = np.minimum(np.maximum.accumulate(p * np.arange(p.size, 0, -1)), 1.0)
    return _back(order, adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """P-values of many questions, adjusted so that false alarms stay that small a share of all alarms."""
    order, p = _ascending(p_values)
    ranked = (p * p.size / np.arange(1, p.size + 1))[::-1]
    return _back(order, np.minimum(np.minimum.accumulate(ranked)[::-1], 1.0))


def _ascending(p_values: Sequence[float]) -> tuple[Codes, Floats]:
    p = real_numbers("p-values from 0 to 1,", p_values)
    if p.ndim != 1 or not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("Expected p-values from 0 to 1.")
    order = np.argsort(p, kind="stable")
    return order, p[order]


def _back(order: Codes, adjusted: Floats) -> list[float]:
    found = np.empty(adjusted.size)
    found[order] = adjusted
    return [float(each) for each in found]
