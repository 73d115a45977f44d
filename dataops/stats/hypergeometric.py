"""Defective items in a sample drawn from a lot without putting any back.

References
----------
N. L. Johnson, A. W. Kemp, S. Kotz (2005), Univariate Discrete Distributions, 3rd ed., chapter 6.
"""

from math import exp, lgamma

_NEGLIGIBLE = 1e-18


def hypergeometric_cdf(found: int, lot: int, defective: int, size: int) -> float:
    """P(X <= found) when `size` of `lot` items are drawn and `defective` of the lot are defective.

    Summed from `found` away from the bulk of the distribution, where the terms only fall.
    """
    if not (0 <= defective <= lot and 0 <= size <= lot):
        raise ValueError(f"Expected 0 <= defective, size <= lot, got {defective}, {size} and {lot}.")
    low, high = max(0, size - (lot - defective)), min(size, defective)
    if found < low:
        return 0.0
    if found >= high:
        return 1.0
    if found * lot <= size * defective:
        return min(1.0, _tail(found, low, -1, lot, defective, size))
    return 1.0 - min(1.0, _tail(found + 1, high, 1, lot, defective, size))


def _tail(start: int, end: int, step: int, lot: int, defective: int, size: int) -> float:
    """The probabilities from `start` to `end`, each from the one before it."""
    term = exp(
        _log_choose(defective, start) + _log_choose(lot - defective, size - start) - _log_choose(lot, size)
    )
    total = term
    for x in range(start, end, step):
        term *= _rise(x, lot, defective, size) if step > 0 else 1.0 / _rise(x - 1, lot, defective, size)
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return total


def _rise(x: int, lot: int, defective: int, size: int) -> float:
    """P(X = x + 1) / P(X = x)."""
    return (defective - x) * (size - x) / ((x + 1.0) * (lot - defective - size + x + 1.0))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)
