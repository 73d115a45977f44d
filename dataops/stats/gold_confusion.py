"""Labels against gold, class by class: what was said of items whose answer is known.

Integers that add, subtract and travel as JSON; accuracy, precision, recall, specificity, F1 and macro F1 follow. For
sets of tags make one of each tag ("it or not") beside one of the whole set, whose accuracy is that of exact sets.

References
----------
K. Takahashi et al. (2022), Applied Intelligence 52, 4961-4972 (standard error of macro F1);
G. Y. Zou, A. Donner (2008), Statistics in Medicine 27, 1693-1702 (MOVER: an interval of a sum from those of its parts);
J. Opitz, S. Burst (2021), arXiv:1911.03347 (macro F1 as the mean of the F1 of classes).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.codes import Codes, as_codes, labels_within
from dataops.stats.intervals import wilson, wilson_bounds
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, mean_of
from dataops.stats.two_raters import Weighting, cohen_kappa


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class against all others; `n` of each counts the labels it is a share of.

    Parameters
    ----------
    precision, recall, specificity : Estimate
        How often the class is right where it was said; said where it is right; not said where it is wrong.
    f1 : Estimate
        2 x right / (said + true), of the labels where the class is said or true.
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
        """The mean of Wilson-type intervals of classes (MOVER), correlated as one draw of a multinomial is."""
        n, either = int(self.table.sum()), self._either[places].astype(np.float64)
        if not places or not either.all():
            return Estimate.undefined(Reason.EMPTY if not n else Reason.EMPTY_CATEGORY, n)
        right, k = np.diag(self.table)[places].astype(np.float64), len(places)
        each, labels = 2.0 * right / either, round(float((either - right).sum())) if k == 1 else n
        value = float(each.mean())
        if n < 2:
            return Estimate(value, None, None, None, Reason.TOO_FEW.value, n)
        taken = self.table[np.ix_(places, places)].astype(np.float64)
        covariance = _covariance(taken, right, either)
        related = _related(taken, right, either)
        ends = np.array([_f1_bounds(*of, confidence) for of in zip(right, either - right, strict=True)])
        low, high = (sqrt(float(off @ related @ off)) / k for off in (each - ends[:, 0], ends[:, 1] - each))
        se = sqrt(float(covariance.sum())) / k
        return Estimate(value, se, max(value - low, 0.0), min(value + high, 1.0), None, labels)


def _covariance(taken: Floats, right: Floats, either: Floats) -> Floats:
    """Of the classes' F1 by the delta method: two classes rise and fall by what is taken for the other."""
    pull = 2.0 * right / either**2
    found: Floats = np.outer(pull, pull) * (taken + taken.T)
    np.fill_diagonal(found, pull**2 * (either - 2.0 * right) + 4.0 * (1.0 / either - pull) ** 2 * right)
    return found


def _related(taken: Floats, right: Floats, either: Floats) -> Floats:
    """Correlations of the classes' F1, each class with half a mistake more: what is never mistaken is not known."""
    k = len(right)
    if k == 1:
        return np.ones((1, 1))
    more = np.full((k, k), 0.5 / (k - 1.0)) * (1.0 - np.eye(k))
    covariance = _covariance(taken + more, right + 0.5, either + 2.0)
    scale = np.sqrt(np.diag(covariance))
    found: Floats = covariance / np.outer(scale, scale)
    return found


def _f1_bounds(right: float, labels: float, confidence: float) -> tuple[float, float]:
    """F1 is 2 J / (1 + J) of J = right / (said or true), a share of labels: its interval is Wilson's of J."""
    low, high = (2.0 * end / (1.0 + end) for end in wilson_bounds(right / labels, labels, confidence))
    return low, high


def _matching(table: Codes, other: Codes) -> Codes:
    if table.shape != other.shape:
        raise ValueError("Expected confusions over the same declared categories.")
    return table
