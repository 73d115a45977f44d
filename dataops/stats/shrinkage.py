"""Many annotators with few gold answers each: what each is likely worth, given what all of them are like.

What all of them are like is itself estimated, so it is integrated over and not fitted: a pool that looks alike by luck
must not make anybody certain.

References
----------
D. A. Williams (1975), Biometrics 31, 949-952 (beta-binomial likelihood);
C. L. Christiansen, C. N. Morris (1997), JASA 92, 618-632 (uniform shrinkage prior).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, log, pi, sin
from statistics import median

import numpy as np

from dataops.stats.arguments import one_length
from dataops.stats.codes import as_codes
from dataops.stats.intervals import cannot_rank, wilson
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats

_LOG_WEIGHTS = np.linspace(-6.0, 6.0, 25)  # of the pool, in units of a typical annotator's trials
_OFF_MEAN = np.linspace(-3.6, 3.6, 9)  # of the pool, in standard errors
_CELLS = 400  # of one share's posterior


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
        In the order of the counts, with posterior intervals; none is narrower than the pool's.
    """

    pooled: Estimate
    weight: float | None
    shares: tuple[Estimate, ...]

    @property
    def not_enough_to_rank(self) -> bool:
        """Do all intervals overlap? Then the order is a guess and should not be shown."""
        ends = [(each.ci_low, each.ci_high) for each in self.shares]
        return cannot_rank([(low, high) for low, high in ends if low is not None and high is not None])


@dataclass(frozen=True, slots=True)
class _Pools:
    """What the annotators may all be like: (pools,) beta distributions and how probable each is."""

    a: Floats
    b: Floats
    probability: Floats

    @property
    def weight(self) -> float:
        return float(np.exp(self.probability @ np.log(self.a + self.b)))

    def share(self, x: int, n: int, confidence: float) -> Estimate:
        """Who got `x` of `n` right: mean, spread and quantiles of the mixture of all pools' answers."""
        a, b = self.a + x, self.b + n - x
        each = a / (a + b)
        mean = float(self.probability @ each)
        variance = float(self.probability @ ((each - mean) ** 2 + each * (1.0 - each) / (a + b + 1.0)))
        low, high = self._quantiles(a, b, mean, variance, (1.0 - confidence) / 2.0)
        return Estimate(mean, variance**0.5, low, high, None, n)

    def _quantiles(
        self, a: Floats, b: Floats, mean: float, variance: float, tail: float
    ) -> tuple[float, float]:
        """By summing the density on the arcsine scale, where it is as wide at the ends as in the middle."""
        centre, reach = asin(mean**0.5), 5.0 * (variance / (mean * (1.0 - mean))) ** 0.5
        edges = np.linspace(max(centre - reach, 0.0), min(centre + reach, pi / 2.0), _CELLS + 1)
        share = np.sin((edges[1:] + edges[:-1]) / 2.0) ** 2
        heights = (
            np.outer(a - 0.5, np.log(share)) + np.outer(b - 0.5, np.log1p(-share)) - _log_beta(a, b)[:, None]
        )
        mass = np.cumsum(self.probability @ np.exp(heights))
        low, high = np.interp([tail, 1.0 - tail], np.append(0.0, mass / mass[-1]), edges)
        return sin(low) ** 2, sin(high) ** 2


def shrink(successes: Sequence[int], trials: Sequence[int], *, confidence: float = 0.95) -> Shrunken:
    """Weigh all beta distributions the pool may follow and answer with each one's share under them.

    Parameters
    ----------
    successes, trials : (annotators,) integers
        Right answers out of how many; nobody needs to have any.
    """
    right, asked = as_codes("successes", successes), as_codes("trials", trials)
    one_length(successes=right, trials=asked)
    if not ((right >= 0) & (right <= asked)).all():
        raise ValueError("Expected 0 <= successes <= trials of each.")
    counts = list(zip(right.tolist(), asked.tolist(), strict=True))
    pooled = wilson(int(right.sum()), int(asked.sum()), confidence)
    if (asked > 0).sum() < 2:
        return Shrunken(pooled, None, tuple(wilson(x, n, confidence) for x, n in counts))
    pools = _pools([(x, n) for x, n in counts if n])
    found = {(x, n): _no_narrower(pools.share(x, n, confidence), pooled) for x, n in set(counts) if n}
    nobody = Estimate.undefined(Reason.EMPTY)
    return Shrunken(pooled, pools.weight, tuple(found.get(each, nobody) for each in counts))


def _no_narrower(of: Estimate, pooled: Estimate) -> Estimate:
    """One of the pool is never known better than the pool: its interval is at least as wide, within 0 to 1."""
    ends = of.estimate, of.ci_low, of.ci_high, pooled.estimate, pooled.ci_low, pooled.ci_high
    share, low, high, mean, least, most = (0.0 if end is None else end for end in ends)
    low, high = max(min(low, share - (mean - least)), 0.0), min(max(high, share + (most - mean)), 1.0)
    low, high = min(low, high - (most - least)), max(high, low + (most - least))
    return Estimate(share, of.se, max(low, 0.0), min(high, 1.0), None, of.n)


def _pools(counts: list[tuple[int, int]]) -> _Pools:
    """A grid of pools, a priori even in the mean and in the share of weight n / (n + weight) left to one's own."""
    known = Counter(counts)
    x, n = (np.array(column, np.float64)[:, None] for column in zip(*known, strict=True))
    times = np.array(list(known.values()), np.float64)
    weight = np.exp(_LOG_WEIGHTS) * median(trials for _, trials in counts)
    mean = (times @ x[:, 0] + 0.5) / (times @ n[:, 0] + 1.0)
    alike = (times[:, None] * n * (weight + 1.0) / (weight + n)).sum(axis=0)
    step = 1.0 / np.sqrt(
        alike * mean * (1.0 - mean)
    )  # of the mean's logit, where answers of one person are alike
    logit = log(mean / (1.0 - mean)) + np.outer(step, _OFF_MEAN)
    share = 1.0 / (1.0 + np.exp(-logit))
    a, b = ((weight[:, None] * each).ravel() for each in (share, 1.0 - share))
    prior = np.log(step)[:, None] + np.log(share * (1.0 - share))
    prior += (_LOG_WEIGHTS - 2.0 * np.log1p(np.exp(_LOG_WEIGHTS)))[:, None]
    height = prior.ravel() + times @ (_log_beta(a + x, b + n - x) - _log_beta(a, b))
    probability = np.exp(height - height.max())
    likely = probability > 1e-6
    return _Pools(a[likely], b[likely], probability[likely] / probability[likely].sum())


def _log_beta(a: Floats, b: Floats) -> Floats:
    return _log_gamma(a) + _log_gamma(b) - _log_gamma(a + b)


def _log_gamma(x: Floats) -> Floats:
    """Stirling's series eight further on, less the logarithm of the eight factors in between."""
    factors = np.ones_like(x)
    for k in range(8):
        factors = factors * (x + k)
    y = x + 8.0
    series = 1.0 / (12.0 * y) - 1.0 / (360.0 * y**3) + 1.0 / (1260.0 * y**5)
    found: Floats = (y - 0.5) * np.log(y) - y + 0.5 * log(2.0 * pi) + series - np.log(factors)
    return found
