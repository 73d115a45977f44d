"""Quantiles of the normal, Student, F and beta distributions in plain Python: no web process loads scipy.

References
----------
W. J. Lentz (1976), Applied Optics 15, 668-671: the continued fraction of the incomplete beta function.
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-15


def normal_quantile(p: float) -> float:
    """The z below which a standard normal falls with probability `p`."""
    return NormalDist().inv_cdf(p)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (modified Lentz)."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _away_from_zero(1.0 + numerator * d)
            c = _away_from_zero(1.0 + numerator / c)
            value *= c * d
        if abs(c * d - 1.0) < _CLOSE:
            break
    return value


def _away_from_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def binomial_cdf(successes: int, trials: int, p: float) -> float:
    """P(X <= successes) of `trials` independent tries that succeed with probability `p`."""
    if successes < 0:
        return 0.0
    if successes >= trials:
        return 1.0
    return beta_cdf(1.0 - p, trials - successes, successes + 1.0)


@lru_cache(maxsize=4096)
def beta_quantile(p: float, a: float, b: float) -> float:
    """The x below which a Beta(a, b) falls with probability `p`."""

    def density(x: float) -> float:
        return exp((a - 1.0) * log(x) + (b - 1.0) * log1p(-x) - _log_beta(a, b))

    return _root(lambda x: beta_cdf(x, a, b) - p, density, 0.0, 1.0, a / (a + b))


def f_quantile(p: float, above: float, below: float) -> float:
    """The ratio of variances below which Fisher's F falls, with `above` and `below` degrees of freedom."""
    rest = beta_quantile(1.0 - p, below / 2.0, above / 2.0)
    return below * (1.0 - rest) / (above * rest) if rest > 0.0 else inf


@lru_cache(maxsize=4096)
def student_quantile(p: float, df: float) -> float:
    """The t below which Student's distribution with `df` degrees of freedom falls with probability `p`."""
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -student_quantile(1.0 - p, df)
    log_peak = lgamma((df + 1.0) / 2.0) - lgamma(df / 2.0) - 0.5 * log(df * pi)

    def density(t: float) -> float:
        return exp(log_peak - (df + 1.0) / 2.0 * log1p(t * t / df))

    def excess(t: float) -> float:
        return 0.5 + 0.5 * beta_cdf(t * t / (df + t * t), 0.5, df / 2.0) - p

    z = normal_quantile(p)
    start = z + (z**3 + z) / (4.0 * df)
    high = max(2.0 * start, 1.0)
    while excess(high) < 0.0:
        high *= 2.0
    return _root(excess, density, 0.0, high, start)


def _root(
    excess: Callable[[float], float], slope: Callable[[float], float], low: float, high: float, start: float
) -> float:
    """Newton's steps, held inside a bracket that halves whenever a step would leave it."""
    x = start
    for _ in range(200):
        error = excess(x)
        low, high = (low, x) if error > 0.0 else (x, high)
        steepness = slope(x)
        step = x - error / steepness if steepness > 0.0 else low
        following = step if low < step < high else (low + high) / 2.0
        if abs(following - x) <= 4e-16 * max(abs(x), sqrt(_TINY)):
            return following
        x = following
    return x
