"""Several estimates made one: a weighted sum whose interval comes out of the intervals of its parts.

References
----------
G. Y. Zou, A. Donner (2008), Statistics in Medicine 27, 1693-1702 (MOVER: variances recovered from limits).
"""

from collections.abc import Sequence
from math import hypot, inf

from dataops.stats.arguments import real_number
from dataops.stats.results import Estimate, Reason


def weighted_sum(
    parts: Sequence[tuple[float, Estimate]], *, lowest: float = -inf, highest: float = inf
) -> Estimate:
    """The sum of weight x estimate over independent parts, none of which is surer than its own interval says.

    Parameters
    ----------
    parts : (parts,) pairs of a weight and an estimate
        Weights are taken as known. A part without an interval leaves the sum without one, a part without an
        estimate leaves no sum.
    lowest, highest : float
        Where the scale of the sum ends.
    """
    known = [(real_number("a weight", weight), part) for weight, part in parts]
    if any(weight < 0.0 for weight, _ in known):
        raise ValueError("Expected weights of 0 or more.")
    known = [(weight, part) for weight, part in known if weight]
    n = sum(part.n for _, part in known)
    if not known:
        return Estimate.undefined(Reason.EMPTY)
    if missing := next((part for _, part in known if part.estimate is None), None):
        return Estimate.undefined(Reason(missing.reason or Reason.TOO_FEW), n)
    value = sum(weight * (part.estimate or 0.0) for weight, part in known)
    arms = [_arms(weight, part) for weight, part in known]
    down, up = (hypot(*(each[end] for each in arms if each)) for end in (0, 1))
    errors = [None if part.se is None else weight * part.se for weight, part in known]
    se = None if None in errors else hypot(*(each for each in errors if each is not None))
    if not all(arms):
        return Estimate(value, se, None, None, Reason.TOO_FEW.value, n)
    return Estimate(value, se, max(value - down, lowest), min(value + up, highest), None, n)


def _arms(weight: float, part: Estimate) -> tuple[float, float] | None:
    """How far the part's interval reaches down and up from its estimate, times the weight."""
    if part.estimate is None or part.ci_low is None or part.ci_high is None:
        return None
    return weight * (part.estimate - part.ci_low), weight * (part.ci_high - part.estimate)
