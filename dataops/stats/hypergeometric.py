"""Defective items in a sample drawn from a lot without putting any back.

References
----------
N. L. Johnson, A. W. Kemp, S. Kotz (2005), Univariate Discrete Distributions, 3rd ed., chapter 6;
C. Loader (2000), Fast and Accurate Computation of Binomial Probabilities (no logarithms of large factorials, which
cancel: in a lot of 10^12 they leave three digits).
"""

from math import exp, lgamma, log, log1p, pi

from dataops.stats.arguments import whole_number

MOST_ITEMS = 10**15  # in a lot: as many as a float can count

_NEGLIGIBLE = 1e-18
_SMALL, _NEAR = 16, 0.1


def hypergeometric_cdf(found: int, lot: int, defective: int, size: int) -> float:
    """P(X <= found) when `size` of `lot` items are drawn and `defective` of the lot are defective.

    Summed from `found` away from the bulk of the distribution, where the terms only fall.
    """
    whole_number("lot", lot, 0, MOST_ITEMS)
    whole_number("defective", defective, 0, lot)
    whole_number("size", size, 0, lot)
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
    term = _chance(start, lot, defective, size)
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


def _chance(found: int, lot: int, defective: int, size: int) -> float:
    """P(X = found), as three binomial chances at the share drawn."""
    if size == lot:
        return 1.0
    share = size / lot
    return exp(
        _log_binomial(found, defective, share)
        + _log_binomial(size - found, lot - defective, share)
        - _log_binomial(size, lot, share)
    )


def _log_binomial(x: int, n: int, p: float) -> float:
    """Loader's saddle-point form: small corrections and two deviances, none of them large when x is near n p."""
    if x == 0:
        return n * log1p(-p)
    if x == n:
        return n * log(p)
    correction = _stirling_error(n) - _stirling_error(x) - _stirling_error(n - x)
    apart = _deviance(x, n * p) + _deviance(n - x, n * (1.0 - p))
    return correction - apart + 0.5 * log(n / x / (2.0 * pi * (n - x)))


def _stirling_error(n: int) -> float:
    """ln n! less Stirling's formula."""
    if n < _SMALL:
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2.0 * pi)
    square = float(n) * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n


def _deviance(x: float, mean: float) -> float:
    """x ln(x / mean) + mean - x, without the cancellation where they are near."""
    gap = x - mean
    if abs(gap) >= _NEAR * (x + mean):
        return x * log(x / mean) - gap
    v = gap / (x + mean)
    total, power, order, term = gap * v, 2.0 * x * v, 1, gap
    while abs(term) > abs(total) * _NEGLIGIBLE:
        power *= v * v
        order += 2
        term = power / order
        total += term
    return total
