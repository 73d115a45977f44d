"""Intervals for a proportion: accuracy, pass rate, error rate of a lot. Plain Python, cheap in a page."""

from collections.abc import Sequence
from math import sqrt

from dataops.stats.arguments import real_number, two_sided, whole_number
from dataops.stats.distributions import beta_quantile, normal_quantile
from dataops.stats.results import Estimate, Reason

Interval = tuple[float, float]


def wilson(successes: float, trials: int, confidence: float = 0.95) -> Estimate:
    """The share of successes with Wilson's score interval: the house's default.

    References
    ----------
    E. B. Wilson (1927), JASA 22, 209-212; R. G. Newcombe (1998), Statistics in Medicine 17, 857-872.
    """
    _check(successes, trials)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    share = successes / trials
    return _estimate(share, trials, *wilson_bounds(share, trials, confidence))


def wilson_bounds(share: float, trials: float, confidence: float = 0.95) -> Interval:
    """Wilson's interval alone, for a share of at least one trial."""
    z = normal_quantile(two_sided(confidence))
    scale = 1.0 + z * z / trials
    centre = (share + z * z / (2.0 * trials)) / scale
    half = z * sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)) / scale
    low = 0.0 if share <= 0.0 else max(0.0, centre - half)
    high = 1.0 if share >= 1.0 else min(1.0, centre + half)
    return low, high


def effective_groups(total: int, squares: int) -> int:
    """How many groups of even size are as good as these, when each is right or wrong as a whole: Kish's number.

    Parameters
    ----------
    total, squares : int
        The sum of the groups' sizes, and of their squares.

    References
    ----------
    L. Kish (1965), Survey Sampling.
    """
    if not 0 < whole_number("total", total) <= whole_number("squares", squares):
        raise ValueError(f"Expected sizes of groups, got a sum of {total} and of squares of {squares}.")
    return max(1, round(total * total / squares))


def wilson_at(share: float, trials: float, confidence: float = 0.95) -> Estimate:
    """A share that was fitted rather than counted, with Wilson's interval at its effective number of trials."""
    if trials < 1.0:
        return Estimate(share, None, None, None, Reason.TOO_FEW.value, 0)
    low, high = wilson_bounds(share, trials, confidence)
    return Estimate(share, sqrt(share * (1.0 - share) / trials), low, high, None, int(trials))


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """The share with an interval that never covers less than promised: for contractual guarantees.

    References
    ----------
    C. J. Clopper, E. S. Pearson (1934), Biometrika 26, 404-413.
    """
    _check_whole(successes, trials)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    tail, failures = 1.0 - two_sided(confidence), trials - successes
    low = beta_quantile(tail, successes, failures + 1.0) if successes else 0.0
    high = beta_quantile(1.0 - tail, successes + 1.0, failures) if failures else 1.0
    return _estimate(successes / trials, trials, low, high)


def jeffreys(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """The share with the equal-tailed interval of a Beta(1/2, 1/2) prior.

    References
    ----------
    L. D. Brown, T. T. Cai, A. DasGupta (2001), Statistical Science 16, 101-133.
    """
    _check_whole(successes, trials)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    tail, failures = 1.0 - two_sided(confidence), trials - successes
    low, high = (beta_quantile(p, successes + 0.5, failures + 0.5) for p in (tail, 1.0 - tail))
    return _estimate(successes / trials, trials, low, high)


def agresti_coull(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """The share with the plain interval around Wilson's centre: for readers who check by hand.

    References
    ----------
    A. Agresti, B. A. Coull (1998), The American Statistician 52, 119-126.
    """
    _check_whole(successes, trials)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    z = normal_quantile(two_sided(confidence))
    centre = (successes + z * z / 2.0) / (trials + z * z)
    half = z * sqrt(centre * (1.0 - centre) / (trials + z * z))
    return _estimate(successes / trials, trials, max(centre - half, 0.0), min(centre + half, 1.0))


def wald(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """The share with the textbook's interval, to compare with a publication: it covers less than it says.

    References
    ----------
    R. G. Newcombe (1998), Statistics in Medicine 17, 857-872 (and why not to use it).
    """
    _check_whole(successes, trials)
    if trials == 0:
        return Estimate.undefined(Reason.EMPTY)
    share = successes / trials
    half = normal_quantile(two_sided(confidence)) * sqrt(share * (1.0 - share) / trials)
    return _estimate(share, trials, max(share - half, 0.0), min(share + half, 1.0))


def cannot_rank(intervals: Sequence[Interval | None]) -> bool:
    """Is there not enough to rank? True unless some two intervals lie wholly apart.

    Overlap of intervals is the cautious reading: it may keep silent where a paired test would speak.
    """
    known = [interval for interval in intervals if interval is not None]
    return not known or max(low for low, _ in known) <= min(high for _, high in known)


def _check(successes: float, trials: int) -> None:
    number = real_number("successes", successes)
    if not 0 <= number <= whole_number("trials", trials):
        raise ValueError(f"Expected 0 <= successes <= trials, got {successes} of {trials}.")


def _check_whole(successes: int, trials: int) -> None:
    _check(whole_number("successes", successes), trials)


def _estimate(p: float, trials: int, low: float, high: float) -> Estimate:
    return Estimate(p, sqrt(p * (1.0 - p) / trials), low, high, None, trials)
