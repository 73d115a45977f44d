"""Words for a coefficient, said only as firmly as its standard error allows.

The band in which the point lies may be luck. Gwet adds up from the top how probable each band is, and takes the first
at which 95 % is reached: "at least so good" is then what can be said.

References
----------
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 6; J. R. Landis, G. G. Koch (1977),
Biometrics 33, 159-174; D. G. Altman (1991), Practical Statistics for Medical Research; J. L. Fleiss (1981),
Statistical Methods for Rates and Proportions, 2nd ed.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from dataops.stats.arguments import real_number, share
from dataops.stats.results import Estimate

Scale = Literal["landis_koch", "altman", "fleiss"]

# From the best band down: where it begins, and its word.
BANDS: dict[Scale, tuple[tuple[float, str], ...]] = {
    "landis_koch": (
        (0.8, "almost perfect"),
        (0.6, "substantial"),
        (0.4, "moderate"),
        (0.2, "fair"),
        (0.0, "slight"),
        (-1.0, "poor"),
    ),
    "altman": ((0.8, "very good"), (0.6, "good"), (0.4, "moderate"), (0.2, "fair"), (-1.0, "poor")),
    "fleiss": ((0.75, "excellent"), (0.4, "intermediate to good"), (-1.0, "poor")),
}


@dataclass(frozen=True, slots=True)
class Band:
    """The best word that can be said, and how probable the coefficient is to lie there or above."""

    word: str
    probability: float


def band(found: Estimate, scale: Scale = "landis_koch", *, sure: float = 0.95) -> Band | None:
    """The band of a coefficient; None where it or its standard error is undefined."""
    if scale not in BANDS:
        raise ValueError(f"Expected a scale out of {', '.join(BANDS)}; got {scale!r}.")
    if found.estimate is None or not found.se:
        return None
    share("sure", sure)
    if not (
        -1.0 <= real_number("a coefficient", found.estimate) <= 1.0
        and real_number("its error", found.se) > 0.0
    ):
        raise ValueError(f"Expected a coefficient from -1 to 1 and its standard error, got {found.estimate}.")
    at = NormalDist(found.estimate, found.se)
    bottom, top = at.cdf(-1.0), at.cdf(1.0)
    shares = [(top - at.cdf(begins)) / (top - bottom) for begins, _ in BANDS[scale]]
    place = next(place for place, share in enumerate(shares) if share >= sure or place == len(shares) - 1)
    return Band(BANDS[scale][place][1], shares[place])
