"""Labels against gold, class by class: what was said of items whose answer is known.

Integers that add, subtract and travel as JSON; accuracy, precision, recall, specificity, F1 and macro F1 follow. For
sets of tags make one of each tag ("it or not") beside one of the whole set, whose accuracy is that of exact sets.

References
----------
K. Takahashi et al. (2022), Applied Intelligence 52, 4961-4972 (standard error of macro F1);
J. Opitz, S. Burst (2021), arXiv:1911.03347 (macro F1 as the mean of the F1 of classes).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within
from dataops.stats.intervals import wilson
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import NO_SPREAD, Floats, all_alike, around, mean_of
from dataops.stats.two_raters import Weighting, cohen_kappa


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class against all others; `n` of each counts the labels it is a share of.

    Parameters
    ----------
    precision, recall, specificity : Estimate
        How often the class is right where it was said; said where it is right; not said where it is wrong.
    f1 : Estimate
        2 x right / (said + true).
    """

    precision: Estimate
    recall: Estimate
    specificity: Estimate
    f1: Estimate


@dataclass(frozen=True, eq=False, slots=True)
class GoldConfusion:
    """How often what is truly a row's class was given a column's: (gold classes, given classes) int64."""

    table: Codes

    @classmethod
    def of(cls, gold: ArrayLike, given: ArrayLike, n_classes: int) -> "GoldConfusion":
        """Count (rows,) gold and given classes, both from 0 to `n_classes` - 1."""
        true, said = as_codes("gold", gold), as_codes("given", given)
        labels_within(true, n_classes)
        labels_within(said, n_classes)
        if true.size != said.size:
            raise ValueError("Expected gold and given of the same length.")
        if n_classes**2 > MAX_CELLS:
            raise TooManyCategories(f"{n_classes} categories are too many for a table of pairs.")
        counts = np.bincount(true * n_classes + said, minlength=n_classes**2)
        return cls(counts.reshape(n_classes, n_classes).astype(np.int64))

    def __add__(self, other: "GoldConfusion") -> "GoldConfusion":
        return GoldConfusion(_matching(self.table, other.table) + other.table)

    def __sub__(self, other: "GoldConfusion") -> "GoldConfusion":
        """Without the labels of `other`, all of which it must contain."""
        left = _matching(self.table, other.table) - other.table
        if (left < 0).any():
            raise ValueError("Expected to take away only what was counted before.")
        return GoldConfusion(left)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GoldConfusion) and self.to_json() == other.to_json()

    def to_json(self) -> list[list[int]]:
        rows: list[list[int]] = self.table.tolist()
        return rows

    @classmethod
    def from_json(cls, state: Iterable[Iterable[int]]) -> "GoldConfusion":
        rows = [as_codes("each row", list(row)) for row in state]
        if any(row.size != len(rows) or row.min() < 0 for row in rows):
            raise ValueError("Expected a square table of counts, gold classes by given classes.")
        return cls(np.array(rows, np.int64).reshape(len(rows), len(rows)))

    def accuracy(self, confidence: float = 0.95) -> Estimate:
        return wilson(int(np.trace(self.table)), int(self.table.sum()), confidence)

    def classes(self, confidence: float = 0.95) -> list[ClassScore]:
        """One answer for each class, in order; shares with Wilson's interval."""
        n, right = int(self.table.sum()), np.diag(self.table).tolist()
        true, said = self.table.sum(axis=1).tolist(), self.table.sum(axis=0).tolist()
        return [
            ClassScore(
                wilson(hits, s, confidence),
                wilson(hits, t, confidence),
                wilson(n - t - s + hits, n - t, confidence),
                self._mean_f1([place], confidence),
            )
            for place, (hits, t, s) in enumerate(zip(right, true, said, strict=True))
        ]

    def macro_f1(self, confidence: float = 0.95) -> Estimate:
        """The mean F1 of the classes, rare ones counting as much as common ones.

        Of the classes that occur: one that is neither gold nor given has no F1 and is left out.
        """
        return self._mean_f1(np.flatnonzero(self._either).tolist(), confidence)

    def kappa(self, weighting: Weighting = "quadratic", *, confidence: float = 0.95) -> Estimate:
        """Cohen's weighted kappa with gold, for ordered classes."""
        return cohen_kappa(self.table, weighting, confidence=confidence)

    def rank_error(self, confidence: float = 0.95) -> Estimate:
        """How many ranks a label lies from gold on average, for ordered classes."""
        apart = np.abs(np.subtract.outer(np.arange(len(self.table)), np.arange(len(self.table))))
        sums = [float((self.table * power).sum()) for power in (1, apart, apart**2)]
        found = mean_of(sums, confidence, bounded=False)
        return found if sums[0] else Estimate.undefined(Reason.EMPTY)

    @property
    def _either(self) -> Codes:
        return np.asarray(self.table.sum(axis=0) + self.table.sum(axis=1))

    def _mean_f1(self, places: list[int], confidence: float) -> Estimate:
        """By the delta method: the table is one draw of a multinomial."""
        n, either = int(self.table.sum()), self._either.astype(np.float64)
        if not places or not either[places].all():
            return Estimate.undefined(Reason.EMPTY if not n else Reason.EMPTY_CATEGORY, n)
        right = np.diag(self.table).astype(np.float64)
        value = float(np.mean(2.0 * right[places] / either[places]))
        if n < 2:
            return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
        pull = np.zeros_like(either)
        pull[places] = 2.0 * right[places] / either[places] ** 2
        slope: Floats = -np.add.outer(pull, pull)
        slope[places, places] += 2.0 / either[places]
        slope *= n / len(places)
        shares = self.table / n
        se = sqrt(max(float((shares * slope**2).sum()) - float((shares * slope).sum()) ** 2, 0.0) / n)
        if se < NO_SPREAD:
            return all_alike(value, n, confidence)
        return around(value, se, n, confidence, lowest=0.0)


def _matching(table: Codes, other: Codes) -> Codes:
    if table.shape != other.shape:
        raise ValueError("Expected confusions over the same declared categories.")
    return table
