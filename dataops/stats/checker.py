"""The checker errs too: what a share looks like through somebody who misses errors and invents some.

References
----------
W. J. Rogan, B. Gladen (1978), American Journal of Epidemiology 107, 71-76.
"""

from dataclasses import dataclass, replace

from dataops.stats.arguments import share as checked_share
from dataops.stats.results import Estimate


@dataclass(frozen=True, slots=True)
class Checker:
    """Finds `sensitivity` of the defective items and calls `false_alarm` of the good ones defective."""

    sensitivity: float = 1.0
    false_alarm: float = 0.0

    def __post_init__(self) -> None:
        checked_share("sensitivity", self.sensitivity)
        checked_share("false_alarm", self.false_alarm)
        if not 0.0 <= self.false_alarm < self.sensitivity <= 1.0:
            raise ValueError("Expected 0 <= false_alarm < sensitivity <= 1: a checker better than a coin.")

    def seen(self, share: float) -> float:
        """The share this checker will report of a true `share`. Plan on this one."""
        return share * self.sensitivity + (1.0 - share) * self.false_alarm

    def true(self, share: float) -> float:
        """The true share behind a reported one, kept between 0 and 1."""
        return min(1.0, max(0.0, (share - self.false_alarm) / (self.sensitivity - self.false_alarm)))

    def corrected(self, seen: Estimate) -> Estimate:
        """A reported share and its interval with the checker's errors taken out.

        The checker's rates are taken as known; where they were estimated, the interval is too narrow.
        """
        if seen.estimate is None:
            return seen
        bounds = [None if bound is None else self.true(bound) for bound in (seen.ci_low, seen.ci_high)]
        se = None if seen.se is None else seen.se / (self.sensitivity - self.false_alarm)
        return replace(seen, estimate=self.true(seen.estimate), se=se, ci_low=bounds[0], ci_high=bounds[1])
