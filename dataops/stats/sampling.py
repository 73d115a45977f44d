"""How many to check before a lot, or a claim about it, may be accepted.

References
----------
D. C. Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., chapter 15.
"""

from dataclasses import dataclass
from math import ceil, log

from dataops.stats.distributions import binomial_cdf, normal_quantile


@dataclass(frozen=True, slots=True)
class Plan:
    """Check `size` items and accept the lot with at most `accept` defective ones."""

    size: int
    accept: int

    def acceptance(self, defective_share: float) -> float:
        """The probability that a lot with this share of defective items is accepted (binomial)."""
        return binomial_cdf(self.accept, self.size, defective_share)


def single_plan(
    good: float,
    bad: float,
    *,
    good_accepted: float = 0.95,
    bad_accepted: float = 0.10,
    largest: int = 100_000,
) -> Plan:
    """The smallest single sampling plan that keeps two promises.

    Parameters
    ----------
    good, bad : shares
        Lots with `good` defective are accepted with at least `good_accepted` (the vendor's point), lots
        with `bad` defective with at most `bad_accepted` (ours).
    largest : int
        Sample size beyond which the two points are taken to be too close to tell apart.
    """
    if not (0.0 < good < bad < 1.0 and 0.0 < bad_accepted < good_accepted < 1.0):
        raise ValueError("Expected 0 < good < bad < 1 and 0 < bad_accepted < good_accepted < 1.")
    size, accept = 1, 0
    while size <= largest:
        while binomial_cdf(accept, size, bad) > bad_accepted:
            size += 1
        if binomial_cdf(accept, size, good) >= good_accepted:
            return Plan(size, accept)
        accept += 1
    raise ValueError(f"Expected shares further apart: {good} and {bad} take more than {largest} checks.")


def zero_defect_plan(limit: float, confidence: float = 0.95) -> Plan:
    """The sample that, without a single defect in it, shows the defective share to be below `limit`."""
    if not (0.0 < limit < 1.0 and 0.0 < confidence < 1.0):
        raise ValueError("Expected a limit and a confidence between 0 and 1.")
    return Plan(ceil(log(1.0 - confidence) / log(1.0 - limit) - 1e-12), 0)


def estimate_size(
    margin: float, *, share: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> int:
    """Items to check so that a share near `share` is known to within `margin`; fewer from a small lot."""
    if not (0.0 < margin < 1.0 and 0.0 < share < 1.0):
        raise ValueError("Expected a margin and a share between 0 and 1.")
    endless = normal_quantile(0.5 + confidence / 2.0) ** 2 * share * (1.0 - share) / margin**2
    return ceil(endless if population is None else endless / (1.0 + (endless - 1.0) / population))
