"""A ratio of sums over items whose parts hang together: exact integers that add, subtract and travel as JSON.

Matched spans over marked spans, agreeing pairs over pairs: what is inside one document is not independent, so
the document is the unit of its standard error. Every state is six sums, whatever their number.

References
----------
W. G. Cochran (1977), Sampling Techniques, 3rd ed., section 6.4 (standard error of a ratio).
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from fractions import Fraction
from math import sqrt
from operator import mul

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import one_array, real_numbers, whole_number
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import NO_SPREAD, Floats, all_alike, around, draws, percentiles

UNIT = 10**9  # a share of a whole is kept as so many billionths
_MOST = 10**9  # shares of one item: more billionths would not fit 64 bits


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sums over items.

    Parameters
    ----------
    items : int
        Items that can say anything, their whole being above 0.
    part, whole : int
        What is counted, and out of what.
    part_part, part_whole, whole_whole : int
        Sums of the products, for the standard error.
    """

    items: int = 0
    part: int = 0
    whole: int = 0
    part_part: int = 0
    part_whole: int = 0
    whole_whole: int = 0

    @classmethod
    def of(cls, part: ArrayLike, whole: ArrayLike, times: ArrayLike | None = None) -> "Ratio":
        """Sum up (items,) integers: the part of each item and its whole, which holds it, and how many `times` it occurs."""
        parts, wholes = one_array("part", part), one_array("whole", whole)
        often = np.ones_like(wholes) if times is None else one_array("times", times)
        if not parts.shape == wholes.shape == often.shape or parts.ndim != 1:
            raise ValueError("Expected a part and a whole for each item.")
        if parts.size and any(each.dtype.kind not in "iu" for each in (parts, wholes, often)):
            raise ValueError(f"Expected integers, got {parts.dtype}, {wholes.dtype} and {often.dtype}.")
        if (wholes < 0).any() or (often < 0).any():
            raise ValueError("Expected wholes of 0 or more, each occurring 0 times or more.")
        if (parts < 0).any() or (parts > wholes).any():
            raise ValueError("Expected parts from 0 to their whole.")
        a, b, n = (each[wholes > 0].tolist() for each in (parts, wholes, often))
        at, bt = list(map(mul, a, n)), list(map(mul, b, n))
        return cls(sum(n), sum(at), sum(bt), _dot(a, at), _dot(at, b), _dot(b, bt))

    @classmethod
    def of_shares(cls, share: ArrayLike, count: ArrayLike) -> "Ratio":
        """Sum up (items,) sums of shares and how many there are, in billionths so that order leaves no trace."""
        sums, counts = real_numbers("share", share), real_numbers("count", count)
        if any((np.abs(each) > _MOST).any() for each in (sums, counts)) or (counts != np.rint(counts)).any():
            raise ValueError(f"Expected whole numbers of shares, no more than {_MOST:,} of an item.")
        return cls.of(np.rint(sums * UNIT).astype(np.int64), counts.astype(np.int64) * UNIT)

    @classmethod
    def merge(cls, ratios: Iterable["Ratio"]) -> "Ratio":
        """The ratio of all items together; the batches must not share an item."""
        return cls(*map(sum, zip(*(astuple(ratio) for ratio in ratios), strict=True)))

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio.merge([self, other])

    def __sub__(self, other: "Ratio") -> "Ratio":
        """The ratio without the items of `other`, all of which it must contain."""
        left = Ratio(*(a - b for a, b in zip(astuple(self), astuple(other), strict=True)))
        if not left._is_possible:
            raise ValueError("Expected to take away only what was counted before.")
        return left

    @property
    def _is_possible(self) -> bool:
        """Can items with parts from 0 to their whole add up to this? No item is without a whole."""
        n = self.items
        sums = 0 <= self.part <= self.whole and n <= self.whole and (n > 0) == (self.whole > 0)
        squares = 0 <= self.part_part <= self.part_whole <= self.whole_whole
        gaps = n * self.part_part - self.part**2, n * self.whole_whole - self.whole**2
        return sums and squares and min(gaps) >= 0 and (n != 1 or max(gaps) == 0)

    def to_json(self) -> list[int]:
        return list(astuple(self))

    @classmethod
    def from_json(cls, state: Sequence[int]) -> "Ratio":
        sums = [whole_number("each sum", each) for each in state] if isinstance(state, Sequence) else []
        if len(sums) != len(fields(cls)) or not (found := cls(*sums))._is_possible:
            raise ValueError("Expected the six sums of a ratio.")
        return found

    def estimate(self, confidence: float = 0.95, *, nothing: Reason = Reason.EMPTY) -> Estimate:
        """The ratio with its linearised standard error; `nothing` is the reason where there is no whole."""
        if not self.whole:
            return Estimate.undefined(nothing, self.items)
        value = self.part / self.whole
        if self.items < 2:
            return Estimate(value, None, None, None, Reason.TOO_FEW.value, self.items)
        share = Fraction(self.part, self.whole)
        squares = self.part_part - 2 * share * self.part_whole + share**2 * self.whole_whole
        se = sqrt(float(squares * self.items / (self.items - 1))) / self.whole
        if se < NO_SPREAD:
            return all_alike(value, self.items, confidence)
        return around(value, se, self.items, confidence, lowest=0.0)


def resampled(
    part: ArrayLike,
    whole: ArrayLike,
    rng: np.random.Generator,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """The ratio of (items,) parts to (items,) wholes with the bootstrap's interval, items drawn anew."""
    parts, wholes = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    kept = wholes > 0
    point = Ratio.of(np.asarray(part), np.asarray(whole)).estimate(confidence)
    if point.reason:
        return point
    blocks = draws(int(kept.sum()), rng, resamples)
    found: Floats = np.concatenate([(times @ parts[kept]) / (times @ wholes[kept]) for times in blocks])
    return percentiles(point, found, confidence)


def _dot(a: list[int], b: list[int]) -> int:
    return sum(map(mul, a, b))
