"""How many to check before a lot, or a claim about it, may be accepted.

References
----------
D. C. Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., chapter 15.
"""

from dataclasses import dataclass
from math import ceil, floor, isfinite, log, log1p

from dataops.stats import arguments
from dataops.stats.arguments import real_number, two_sided, whole_number
from dataops.stats.chi_square import poisson_cdf
from dataops.stats.distributions import beta_quantile, binomial_cdf, normal_quantile
from dataops.stats.hypergeometric import MOST_ITEMS, hypergeometric_cdf

_HAIR = 1e-9  # a share times a lot is a whole number of items up to rounding


@dataclass(frozen=True, slots=True)
class Plan:
    """Check `size` items and accept the lot with at most `accept` defective ones.

    With a `lot` the items are drawn from that many (hypergeometric); without, from a process without end
    (binomial). With `counts_defects` an item may have several, and defects per item are judged (Poisson).
    """

    size: int
    accept: int
    lot: int | None = None
    counts_defects: bool = False

    def __post_init__(self) -> None:
        whole_number("accept", self.accept)
        whole_number("size", self.size, 1)
        if self.lot is not None and self.size > whole_number("lot", self.lot, 1, MOST_ITEMS):
            raise ValueError(f"Expected 0 <= accept and 1 <= size <= lot, got {self}.")

    def acceptance(self, defective_share: float) -> float:
        """The probability that a lot with this share of defective items is accepted: the OC curve.

        A finite lot holds whole items: the share is rounded to the nearest number of them.
        """
        real_number("defective_share", defective_share)
        if defective_share < 0.0 or (defective_share > 1.0 and not self.counts_defects):
            raise ValueError(f"Expected a share between 0 and 1, got {defective_share}.")
        if self.counts_defects:
            return poisson_cdf(self.accept, self.size * defective_share)
        if self.lot is None:
            return binomial_cdf(self.accept, self.size, defective_share)
        return self.acceptance_of(round(defective_share * self.lot))

    def acceptance_of(self, defective: int) -> float:
        """The probability that a lot of the plan's size with this many defective items is accepted."""
        if self.lot is None:
            raise ValueError("Expected a plan with a lot.")
        whole_number("defective", defective, 0, self.lot)
        return hypergeometric_cdf(self.accept, self.lot, defective, self.size)

    def quality_accepted(self, chance: float) -> float:
        """The largest defective share that is accepted with at least this probability."""
        arguments.share("chance", chance, ends=False)
        if self.counts_defects or self.lot is not None:
            return _falls_to(self, chance)
        if self.accept >= self.size:
            return 1.0
        return beta_quantile(1.0 - chance, self.accept + 1.0, float(self.size - self.accept))


def _falls_to(plan: Plan, chance: float) -> float:
    """By halving: the OC curve never rises."""
    low, high = 0.0, 1.0 if plan.lot is not None else (plan.accept + 40.0) * 4.0 / plan.size
    if plan.acceptance(high) >= chance:
        return high
    while high - low > _HAIR:
        middle = (low + high) / 2.0
        low, high = (middle, high) if plan.acceptance(middle) >= chance else (low, middle)
    return round(low * plan.lot) / plan.lot if plan.lot is not None else low


def single_plan(
    good: float,
    bad: float,
    *,
    good_accepted: float = 0.95,
    bad_accepted: float = 0.10,
    lot: int | None = None,
    largest: int = 100_000,
) -> Plan:
    """The smallest single sampling plan that keeps two promises.

    Parameters
    ----------
    good, bad : shares
        Lots with `good` defective are accepted with at least `good_accepted` (the vendor's point), lots
        with `bad` defective with at most `bad_accepted` (ours).
    lot : int
        Items in the lot, where they are few enough to count; `good` then is rounded down to whole items
        and `bad` up, so that the promises hold for every lot at least as good, or at least as bad.
    largest : int
        Sample size beyond which the two points are taken to be too close to tell apart.

    References
    ----------
    A. Hald (1981), Statistical Theory of Sampling Inspection by Attributes, chapters 2 and 5.
    """
    for name, each in {
        "good": good,
        "bad": bad,
        "good_accepted": good_accepted,
        "bad_accepted": bad_accepted,
    }.items():
        arguments.share(name, each, ends=False)
    if not (0.0 < good < bad < 1.0 and 0.0 < bad_accepted < good_accepted < 1.0):
        raise ValueError("Expected 0 < good < bad < 1 and 0 < bad_accepted < good_accepted < 1.")
    if lot is not None:
        (good, bad), largest = whole_items(good, bad, lot), lot
    size, accept = 1, 0
    while size <= largest:
        plan = Plan(size, accept, lot)
        if plan.acceptance(bad) > bad_accepted:
            size += 1
        elif plan.acceptance(good) >= good_accepted:
            return plan
        else:
            accept += 1
    raise ValueError(f"Expected shares further apart: {good} and {bad} take more than {largest} checks.")


def whole_items(good: float, bad: float, lot: int) -> tuple[float, float]:
    """The two shares as a lot of this size can have them: `good` rounded down to whole items, `bad` up."""
    whole_number("lot", lot, 1, MOST_ITEMS)
    few, many = floor(good * lot + _HAIR), ceil(bad * lot - _HAIR)
    if many <= few:
        raise ValueError(f"Expected a lot in which {good} and {bad} differ by an item, got {lot} items.")
    return few / lot, many / lot


def zero_defect_plan(limit: float, confidence: float = 0.95) -> Plan:
    """The sample that, without a single defect in it, shows the defective share to be below `limit`."""
    arguments.share("limit", limit, ends=False)
    arguments.share("confidence", confidence, ends=False)
    size = log(1.0 - confidence) / log1p(-limit)
    if not isfinite(size):
        raise ValueError(f"Expected a limit that a sample can show, got {limit}.")
    return Plan(ceil(size - 1e-12), 0)


def estimate_size(
    margin: float, *, share: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> int:
    """Items to check so that a share near `share` is known to within `margin`; fewer from a small lot."""
    arguments.share("margin", margin, ends=False)
    arguments.share("share", share, ends=False)
    if population is not None:
        whole_number("population", population, 1)
    spread = normal_quantile(two_sided(confidence)) / margin
    endless = spread * spread * share * (1.0 - share)
    if not isfinite(endless):
        raise ValueError(f"Expected a margin that a sample can keep, got {margin}.")
    return ceil(endless if population is None else endless / (1.0 + (endless - 1.0) / population))
