"""Upper tails of the chi-square distribution and, the same function, Poisson probabilities.

References
----------
M. Abramowitz, I. A. Stegun (1964), Handbook of Mathematical Functions, 6.5.29, 6.5.31 and 26.4.21.
"""

from math import exp, lgamma, log

_CLOSE = 1e-16
_TINY = 1e-300


def chi_square_tail(x: float, df: float) -> float:
    """P(X > x) of a chi-square distribution with `df` degrees of freedom."""
    return gamma_tail(df / 2.0, x / 2.0)


def poisson_cdf(count: int, mean: float) -> float:
    """P(X <= count) of a Poisson distribution."""
    return 0.0 if count < 0 else gamma_tail(count + 1.0, mean)


def gamma_tail(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x)."""
    if a <= 0.0 or x < 0.0:
        raise ValueError(f"Expected a > 0 and x >= 0, got {a} and {x}.")
    if x == 0.0:
        return 1.0
    front = exp(a * log(x) - x - lgamma(a))
    return 1.0 - front * _series(a, x) if x < a + 1.0 else front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1.0 / a
    while term > total * _CLOSE:
        a += 1.0
        term *= x / a
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's continued fraction; for x > a + 1 every partial denominator is positive."""
    b = x + 1.0 - a
    c, d = 1.0 / _TINY, 1.0 / b
    value = d
    for i in range(1, 100_000):
        numerator = -i * (i - a)
        b += 2.0
        d, c = 1.0 / (numerator * d + b), b + numerator / c
        value *= c * d
        if abs(c * d - 1.0) < _CLOSE * 4.0:
            break
    return value
