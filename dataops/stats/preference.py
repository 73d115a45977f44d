"""Which of two is better: agreement of judges on pairs, with and without the answer "equal", and position bias."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from dataops.stats.agreement import percent_agreement
from dataops.stats.codes import as_codes, labels_within
from dataops.stats.intervals import wilson
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.recoding import without
from dataops.stats.results import Estimate
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
    pair: ArrayLike, judge: ArrayLike, choice: ArrayLike, *, confidence: float = 0.95
) -> PreferenceAgreement:
    """Agreement on pairs; of a judge's answers to one pair the last one holds.

    Parameters
    ----------
    pair, judge : (rows,) integers
        One row per judgement.
    choice : (rows,) integers
        0 for the one shown first, 1 for equal, 2 for the one shown second.

    References
    ----------
    K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; E. B. Wilson (1927), JASA 22, 209-212.
    """
    said = as_codes("choice", choice)
    labels_within(said, 3)
    tally = Tally.from_codes(pair, judge, said, 3)
    votes = tally.multiplicity @ tally.patterns
    first, second = int(votes[FIRST]), int(votes[SECOND])
    return PreferenceAgreement(
        pairs=tally.items,
        overlapping_pairs=tally.overlapping_items,
        alpha=krippendorff_alpha(tally, confidence=confidence),
        ordinal_alpha=krippendorff_alpha(tally, "ordinal", confidence=confidence),
        agreement=percent_agreement(tally, confidence=confidence),
        agreement_without_equal=percent_agreement(without(tally, EQUAL), confidence=confidence),
        first_chosen=wilson(first, first + second, confidence),
        equal=wilson(int(votes[EQUAL]), int(votes.sum()), confidence),
    )
