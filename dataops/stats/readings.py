"""The mergeable state of measurements (scores, seconds): integers to the last digit, whatever the values.

Where nearly every value is its own category a `Tally` would not stay small. These sums do: ten integers per
number of readings of an item, from which interval alpha and its linearised standard error follow exactly.

References
----------
K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import real_numbers, two_sided, whole_number
from dataops.stats.codes import as_codes, places
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import with_interval

Sums = tuple[int, ...]  # items; sum, squares, within; and the six products of these three

_DECIMALS, _MOST = 15, 1e200
_ROUNDING = 1e-12  # values closer than this beside their size are the same number
_NOTHING: Sums = (0,) * 10


@dataclass(frozen=True, slots=True)
class Readings:
    """Sums over items by how many readings an item has.

    Parameters
    ----------
    decimals : int
        Values are kept to so many decimal places.
    by_size : {readings of an item: sums}
        Number of items; over them the sum of their readings, of the squares, of the squared differences within
        them; and the products of these three, two by two.
    """

    decimals: int
    by_size: dict[int, Sums]

    @classmethod
    def of(cls, item: ArrayLike, value: ArrayLike, decimals: int = 3) -> "Readings":
        """Count (rows,) integers and (rows,) numbers, one row per reading; pass last answers only."""
        _, row = places(as_codes("item", item))
        values = real_numbers("value", value)
        whole_number("decimals", decimals, 0, _DECIMALS)
        if values.shape != row.shape or np.abs(values).max(initial=0.0) > _MOST:
            raise ValueError("Expected a finite number for every item code.")
        whole = [round(each) for each in (values * 10.0**decimals).tolist()]
        if len(set(whole)) == 1 and np.ptp(values) > _ROUNDING * np.abs(values).max():
            raise ValueError(
                f"Expected values that differ in their first {decimals} decimals; keep more of them."
            )
        found = [[0, 0, 0] for _ in range(int(row.max()) + 1 if row.size else 0)]
        for place, each in zip(row.tolist(), whole, strict=True):
            sums = found[place]
            sums[0], sums[1], sums[2] = sums[0] + 1, sums[1] + each, sums[2] + each * each
        by_size: dict[int, Sums] = {}
        for size, total, squares in found:
            by_size[size] = _added(by_size.get(size, _NOTHING), _item(size, total, squares), 1)
        return cls(decimals, dict(sorted(by_size.items())))

    @classmethod
    def merge(cls, states: Iterable["Readings"]) -> "Readings":
        """The readings of all items together; the batches must not share an item."""
        states = list(states)
        if not states or len({state.decimals for state in states}) != 1:
            raise ValueError("Expected at least one state, all of the same decimals.")
        total = states[0]
        for state in states[1:]:
            total = total._with(state, 1)
        return total

    def __add__(self, other: "Readings") -> "Readings":
        return Readings.merge([self, other])

    def __sub__(self, other: "Readings") -> "Readings":
        """The readings without the items of `other`, all of which it must contain."""
        left = self._with(other, -1)
        if any(sums[0] < 0 or sums[2] < 0 for sums in left.by_size.values()):
            raise ValueError("Expected to take away only what was counted before.")
        return left

    def _with(self, other: "Readings", sign: int) -> "Readings":
        sizes = sorted({*self.by_size, *other.by_size})
        sums = {
            size: _added(self.by_size.get(size, _NOTHING), other.by_size.get(size, _NOTHING), sign)
            for size in sizes
        }
        return Readings(self.decimals, {size: each for size, each in sums.items() if any(each)})

    def to_json(self) -> dict[str, object]:
        sizes = {str(size): list(sums) for size, sums in self.by_size.items()}
        return {"decimals": self.decimals, "by_size": sizes}

    @classmethod
    def from_json(cls, state: Mapping[str, Mapping[str, list[int]]]) -> "Readings":
        sizes = {int(size): tuple(map(int, sums)) for size, sums in state["by_size"].items()}
        return cls(int(str(state["decimals"])), dict(sorted(sizes.items())))

    def alpha(self, confidence: float = 0.95) -> Estimate:
        """Krippendorff's interval alpha with its linearised standard error; `n` counts items read twice or more."""
        two_sided(confidence)
        paired = {size: sums for size, sums in self.by_size.items() if size >= 2}
        n = sum(sums[0] for sums in paired.values())
        if not n:
            return Estimate.undefined(Reason.NO_OVERLAP if self.by_size else Reason.EMPTY)
        count = sum(size * sums[0] for size, sums in paired.items())
        total, squares = (sum(sums[place] for sums in paired.values()) for place in (1, 2))
        within = sum((Fraction(sums[3], size - 1) for size, sums in paired.items()), Fraction(0))
        spread = 2 * (count * squares - total**2)
        if not spread:
            return Estimate.undefined(Reason.ONE_CATEGORY, n)
        value = float(1 - (count - 1) * within / spread)
        if n < 2:
            return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
        pull = (count - 1) * within / Fraction(spread) ** 2
        slope = (2 * squares * pull - within / spread, -4 * total * pull, 2 * count * pull)
        se = sqrt(float(_variance(paired, n, (*slope, -Fraction(count - 1, spread)))))
        return with_interval(value, se, n, confidence, expected=0.5)


def _item(size: int, total: int, squares: int) -> Sums:
    facts = (total, squares, 2 * (size * squares - total * total))
    return (1, *facts, *(a * b for a, b in combinations_with_replacement(facts, 2)))


def _added(first: Sums, second: Sums, sign: int) -> Sums:
    return tuple(a + sign * b for a, b in zip(first, second, strict=True))


def _variance(paired: dict[int, Sums], n: int, slope: tuple[Fraction, ...]) -> Fraction:
    """The variance of the sum over items of slope x (readings, sum, squares, within / (readings - 1))."""
    mean = square = Fraction(0)
    for size, sums in paired.items():
        fixed, by = slope[0] * size, (slope[1], slope[2], slope[3] / (size - 1))
        linear = sum((rate * each for rate, each in zip(by, sums[1:4], strict=True)), Fraction(0))
        mean += fixed * sums[0] + linear
        square += fixed**2 * sums[0] + 2 * fixed * linear
        for (a, b), product in zip(combinations_with_replacement(range(3), 2), sums[4:], strict=True):
            square += (1 if a == b else 2) * by[a] * by[b] * product
    return (square - mean**2 / n) * n / (n - 1)
