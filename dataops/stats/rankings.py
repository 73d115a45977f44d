"""Agreement on many lists, each ranked by several annotators: answers to one prompt, say, from best to worst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import numbers_or_holes, two_sided
from dataops.stats.clusters import clustered_alpha
from dataops.stats.codes import as_codes, places
from dataops.stats.coincidence import pair_tables
from dataops.stats.ranking import concordance, mid_ranks, tau_of
from dataops.stats.ratios import Ratio, resampled
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, mean_of_values, percentiles


@dataclass(frozen=True, slots=True)
class RankingAgreement:
    """How far annotators put the same things in the same order; the list is the unit of every interval.

    Parameters
    ----------
    lists, overlapping_lists : int
        Lists ranked at all, and by two annotators or more.
    kendall_w : Estimate
        Mean W of the lists that each of their annotators ranked completely.
    tau_b : Estimate
        Mean over lists of the mean tau-b of their pairs of annotators.
    pair_agreement, pair_alpha : Estimate
        Of the pairs of things in a list: the share on which two annotators say the same, and ordinal alpha of
        "worse, equal, better".
    """

    lists: int
    overlapping_lists: int
    kendall_w: Estimate
    tau_b: Estimate
    pair_agreement: Estimate
    pair_alpha: Estimate


def ranking_agreement(
    item: ArrayLike,
    annotator: ArrayLike,
    thing: ArrayLike,
    rank: ArrayLike,
    *,
    rng: np.random.Generator | None = None,
    confidence: float = 0.95,
) -> RankingAgreement:
    """Agreement over all lists.

    Parameters
    ----------
    item, annotator, thing : (rows,) integers
        One row per ranked thing: in which list, by whom, and which of the list's things. The last row holds.
    rank : (rows,) numbers
        1 for the best; equal ranks are ties.
    rng
        With it the intervals are the bootstrap's over lists.
    """
    two_sided(confidence)
    tables = ranked_lists(item, annotator, thing, rank)
    shared = [table for table in tables if len(table) > 1 and table.shape[1] > 1]
    pairs = [_pair_counts(table) for table in shared]
    nothing = Reason.NO_OVERLAP if tables else Reason.EMPTY
    whole = [float(concordance(mid_ranks(table))) for table in shared if not np.isnan(table).any()]
    taus = [tau_of(table) for table in shared]
    coincidences = np.array([pair_tables(counts).sum(axis=0) for counts in pairs]).reshape(-1, 3, 3)
    agreed, compared = _agreeing(pairs)
    ratio = Ratio.of(agreed, compared).estimate(confidence, nothing=nothing)
    return RankingAgreement(
        lists=len(tables),
        overlapping_lists=len(shared),
        kendall_w=_mean(whole, nothing, rng, confidence),
        tau_b=_mean(taus, nothing, rng, confidence),
        pair_agreement=ratio if rng is None else resampled(agreed, compared, rng, confidence=confidence),
        pair_alpha=clustered_alpha(coincidences, "ordinal", rng=rng, confidence=confidence, nothing=nothing),
    )


def ranked_lists(item: ArrayLike, annotator: ArrayLike, thing: ArrayLike, rank: ArrayLike) -> list[Floats]:
    """For each list its (annotators, things) table of ranks, NaN where an annotator left a thing out."""
    _, items = places(as_codes("item", item))
    people, things = as_codes("annotator", annotator), as_codes("thing", thing)
    ranks = numbers_or_holes("rank", rank)
    if not items.size == people.size == things.size == ranks.size:
        raise ValueError("Expected item, annotator, thing and rank of the same length.")
    order = np.argsort(items, kind="stable")
    cuts = np.flatnonzero(np.diff(items[order])) + 1
    return [_table(people[rows], things[rows], ranks[rows]) for rows in np.split(order, cuts) if rows.size]


def _table(people: ArrayLike, things: ArrayLike, ranks: Floats) -> Floats:
    who, row = np.unique(people, return_inverse=True)
    what, column = np.unique(things, return_inverse=True)
    table = np.full((who.size, what.size), np.nan)
    table[row, column] = ranks
    return table


def _pair_counts(table: Floats) -> Floats:
    """(pairs of things, 3): how many annotators call the first better, equal, worse."""
    first, second = np.triu_indices(table.shape[1], 1)
    signs = np.sign(table[:, first] - table[:, second])
    return np.stack([(signs == sign).sum(axis=0) for sign in (-1, 0, 1)], axis=1).astype(np.float64)


def _agreeing(pairs: list[Floats]) -> tuple[list[int], list[int]]:
    """For each list the agreeing and all (pair of things, pair of annotators) comparisons."""
    agreed = [int((counts * (counts - 1)).sum()) for counts in pairs]
    return agreed, [int((counts.sum(axis=1) * (counts.sum(axis=1) - 1)).sum()) for counts in pairs]


def _mean(
    found: list[float], nothing: Reason, rng: np.random.Generator | None, confidence: float
) -> Estimate:
    values = np.array([each for each in found if not np.isnan(each)])
    point = mean_of_values(values, confidence)
    if not values.size:
        return Estimate.undefined(nothing)
    if rng is None or point.reason:
        return point
    drawn = values[rng.integers(values.size, size=(1000, values.size))].mean(axis=1)
    return percentiles(point, drawn, confidence)
