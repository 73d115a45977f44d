"""Many annotators with few gold answers each: what each is likely worth, given what all of them are like.

References
----------
B. Efron, C. Morris (1975), JASA 70, 311-319 (empirical Bayes);
D. A. Williams (1975), Biometrics 31, 949-952 (beta-binomial likelihood).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

from dataops.stats.distributions import beta_quantile
from dataops.stats.intervals import cannot_rank, wilson
from dataops.stats.results import Estimate, Reason

_LEAST, _MOST = 0.5, 1e6  # how many answers the pool may count for


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Shares drawn towards the pool's, the more the fewer the trials.

    Parameters
    ----------
    pooled : Estimate
        The share of all trials together.
    weight : float or None
        How many trials the pool counts for beside each one's own; None where there is no pool of two or more.
    shares : Estimates
        In the order of the counts, with posterior intervals; they leave out that the pool itself is estimated.
    """

    pooled: Estimate
    weight: float | None
    shares: tuple[Estimate, ...]

    @property
    def not_enough_to_rank(self) -> bool:
        """Do all intervals overlap? Then the order is a guess and should not be shown."""
        ends = [(each.ci_low, each.ci_high) for each in self.shares]
        return cannot_rank([(low, high) for low, high in ends if low is not None and high is not None])


def shrink(successes: Sequence[int], trials: Sequence[int], *, confidence: float = 0.95) -> Shrunken:
    """Fit a beta distribution to the pool and answer with each one's share under it.

    Parameters
    ----------
    successes, trials : (annotators,) integers
        Right answers out of how many; nobody needs to have any.
    """
    if len(successes) != len(trials):
        raise ValueError("Expected successes and trials of the same length.")
    pooled = wilson(sum(successes), sum(trials), confidence)
    alone = [wilson(x, n, confidence) for x, n in zip(successes, trials, strict=True)]
    judged = [(x, n) for x, n in zip(successes, trials, strict=True) if n]
    if len(judged) < 2:
        return Shrunken(pooled, None, tuple(alone))
    mean = (sum(successes) + 0.5) / (sum(trials) + 1.0)
    weight = _weight(judged, mean)
    shares = (_posterior(x, n, mean, weight, confidence) for x, n in zip(successes, trials, strict=True))
    return Shrunken(pooled, weight, tuple(shares))


def _posterior(x: int, n: int, mean: float, weight: float, confidence: float) -> Estimate:
    if not n:
        return Estimate.undefined(Reason.EMPTY)
    a, b = weight * mean + x, weight * (1.0 - mean) + n - x
    tail, share = (1.0 - confidence) / 2.0, a / (a + b)
    se = (share * (1.0 - share) / (a + b + 1.0)) ** 0.5
    return Estimate(share, se, beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b), None, n)


def _weight(counts: list[tuple[int, int]], mean: float) -> float:
    """The most likely weight of the pool, by golden section over its logarithm."""
    low, high = log(_LEAST), log(_MOST)
    golden = (5.0**0.5 - 1.0) / 2.0
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = _likelihood(counts, mean, left), _likelihood(counts, mean, right)
    while high - low > 1e-6:
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = _likelihood(counts, mean, left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = _likelihood(counts, mean, right)
    return exp((low + high) / 2.0)


def _likelihood(counts: list[tuple[int, int]], mean: float, log_weight: float) -> float:
    weight = exp(log_weight)
    a, b = weight * mean, weight * (1.0 - mean)
    fixed = lgamma(weight) - lgamma(a) - lgamma(b)
    return sum(fixed + lgamma(a + x) + lgamma(b + n - x) - lgamma(weight + n) for x, n in counts)
