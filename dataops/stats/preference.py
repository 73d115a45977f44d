"""Which of two is better: agreement of judges on pairs, with and without the answer "equal", and position bias."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.agreement import Agreement, agreement
from dataops.stats.codes import as_codes, labels_within
from dataops.stats.intervals import wilson
from dataops.stats.recoding import without
from dataops.stats.resampling import bootstrap
from dataops.stats.results import Estimate, Level
from dataops.stats.tally import Tally

FIRST, EQUAL, SECOND = 0, 1, 2


@dataclass(frozen=True, slots=True)
class PreferenceAgreement:
    """How far judges prefer alike.

    Parameters
    ----------
    pairs, overlapping_pairs : int
        Pairs judged at all, and by two judges or more.
    alpha, ordinal_alpha : Estimate
        Krippendorff's alpha of first, equal, second: as names, and with "equal" in between.
    agreement, agreement_without_equal : Estimate
        Share of agreeing pairs of judges: of all answers, and of those that chose.
    first_chosen : Estimate
        Share of choices that fell on what was shown first, with Wilson's interval: far from 1/2 it is a bias of
        position, if the order was drawn by lot.
    equal : Estimate
        Share of answers that did not choose.
    """

    pairs: int
    overlapping_pairs: int
    alpha: Estimate
    ordinal_alpha: Estimate
    agreement: Estimate
    agreement_without_equal: Estimate
    first_chosen: Estimate
    equal: Estimate


def preference_agreement(
    pair: ArrayLike,
    judge: ArrayLike,
    choice: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> PreferenceAgreement:
    """Agreement on pairs; of a judge's answers to one pair the last one holds.

    Parameters
    ----------
    pair, judge : (rows,) integers
        One row per judgement.
    choice : (rows,) integers
        0 for the one shown first, 1 for equal, 2 for the one shown second.
    rng
        With it alpha and agreement have the standard errors and intervals of pairs drawn anew.

    References
    ----------
    K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; E. B. Wilson (1927), JASA 22, 209-212.
    """
    said = as_codes("choice", choice)
    labels_within(said, 3)
    tally = Tally.from_codes(pair, judge, said, 3)
    votes = tally.multiplicity @ tally.patterns
    first, second = int(votes[FIRST]), int(votes[SECOND])
    chosen = without(tally, EQUAL)

    def found(of: Tally, level: Level = "nominal") -> Agreement:
        if rng is None:
            return agreement(of, level=level, confidence=confidence)
        return bootstrap(of, rng=rng, resamples=resamples, level=level, confidence=confidence)

    named = found(tally)
    return PreferenceAgreement(
        pairs=tally.items,
        overlapping_pairs=tally.overlapping_items,
        alpha=named.alpha,
        ordinal_alpha=found(tally, "ordinal").alpha,
        agreement=named.percent_agreement,
        agreement_without_equal=found(chosen).percent_agreement,
        first_chosen=wilson(first, first + second, confidence),
        equal=wilson(int(votes[EQUAL]), int(votes.sum()), confidence),
    )
