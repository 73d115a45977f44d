"""Agreement taken apart by category: which of them is disputed.

References
----------
D. V. Cicchetti, A. R. Feinstein (1990), Journal of Clinical Epidemiology 43, 551-558 (agreement by category);
R. L. Spitzer, J. L. Fleiss (1974), British Journal of Psychiatry 125, 341-347 (one category against the rest).
"""

from dataclasses import dataclass

import numpy as np

from dataops.stats.agreement import gwet_ac1
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.ratios import Ratio
from dataops.stats.recoding import collapsed
from dataops.stats.results import Estimate, Reason
from dataops.stats.tally import Tally


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """One category against all others.

    Parameters
    ----------
    labels : int
        How many labels put an item into it.
    agreement : Estimate
        When one annotator says it, how likely another one says so too.
    alpha, ac1 : Estimate
        Agreement beyond chance on "it or not".
    """

    labels: int
    agreement: Estimate
    alpha: Estimate
    ac1: Estimate


def by_class(tally: Tally, *, confidence: float = 0.95) -> list[ClassAgreement]:
    """One answer for each category, in order."""
    return [
        one_class(collapsed(tally, row, 2), confidence) for row in np.eye(tally.n_classes, dtype=np.int64)
    ]


def one_class(tally: Tally, confidence: float = 0.95) -> ClassAgreement:
    """The answer for the second of two categories, "not it" and "it"."""
    here, raters = tally.patterns[:, 1], tally.patterns.sum(axis=1)
    ratio = Ratio.of(here * (here - 1), here * (raters - 1), tally.multiplicity)
    nothing = Reason.NO_OVERLAP if tally.items else Reason.EMPTY
    return ClassAgreement(
        labels=int(tally.multiplicity @ here),
        agreement=ratio.estimate(confidence, nothing=nothing),
        alpha=krippendorff_alpha(tally, confidence=confidence),
        ac1=gwet_ac1(tally, confidence=confidence),
    )
