"""Everything worth saying about one table of labels: how far its annotators agree, and who is right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from dataops.stats.aggregation import majority
from dataops.stats.agreement import Agreement, agreement, gwet_ac1
from dataops.stats.codes import Codes, last_answers
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.intervals import wilson
from dataops.stats.measured import interval_alpha
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.repeats import KEEP_LAST
from dataops.stats.results import LEVELS, Estimate, Level, Reason
from dataops.stats.sets import SET_DISTANCES, SetDistance, Tags, set_alpha
from dataops.stats.tables import Labels
from dataops.stats.tally import Tally
from dataops.stats.weights import weights

Gold = tuple[Codes, Codes]
Scale = Level | SetDistance
SCALES: tuple[Scale, ...] = (*LEVELS, *SET_DISTANCES)
AC2_WEIGHTS = {"ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio"}


@dataclass(frozen=True, slots=True)
class Consensus:
    """One label per item, found one way or another.

    `accuracy` is measured on the gold items and None without gold; ties are items on which the vote had no
    single winner, or the model no single favourite.
    """

    accuracy: Estimate | None
    ties: int
    tie_share: float | None

    def to_json(self) -> dict[str, Any]:
        scored = self.accuracy or Estimate.undefined(Reason.EMPTY)
        facts = scored.to_json()
        return {"accuracy": facts.pop("estimate"), **facts, "ties": self.ties, "tie_share": self.tie_share}


@dataclass(frozen=True, slots=True)
class Measurement:
    """Agreement and consensus of one table of labels; repeats are answers superseded by a later one.

    `ac2` is Gwet's coefficient with the weights of the level; None where labels are names or sets.
    """

    level: Scale
    categories: tuple[str, ...]
    agreement: Agreement
    ac2: Estimate | None
    repeats: int
    repeated_pairs: int
    consistent_pairs: int
    majority: Consensus
    dawid_skene: Consensus

    def to_json(self) -> dict[str, Any]:
        facts = asdict(self.agreement)
        steady = wilson(self.consistent_pairs, self.repeated_pairs).to_json()
        intra = {
            "policy": KEEP_LAST,
            "pairs": self.repeated_pairs,
            "consistent": self.consistent_pairs,
            "self_consistency": steady,
        }
        return {
            **facts,
            **({"ac2": self.ac2.to_json()} if self.ac2 else {}),
            "level": self.level,
            "categories": len(self.categories),
            "repeats": self.repeats,
            "intra_annotator": intra,
            "majority": self.majority.to_json(),
            "dawid_skene": self.dawid_skene.to_json(),
        }


def measure(
    labels: Labels, level: Scale = "nominal", gold: Gold | None = None, *, sets: Sequence[Tags] = ()
) -> Measurement:
    """Agreement at this level of measurement, and the consensus found by vote and by model.

    Of several answers of one annotator to one item the last one in the table holds.

    Parameters
    ----------
    level : nominal, ordinal, interval or ratio; masi or jaccard for labels that are sets
    sets : (categories,) sets of tags
        What each category holds, for masi and jaccard; the other coefficients then want equal sets.
    """
    k = max(1, len(labels.categories))
    values = list(labels.values) if labels.values else None
    try:
        tally = Tally.from_codes(labels.item, labels.annotator, labels.label, k)
        if level == "masi" or level == "jaccard":
            found = replace(agreement(tally), alpha=set_alpha(tally, sets or [frozenset()], level))
        else:
            found = agreement(tally, level=level, values=values)
        near_misses = _ac2(tally, level, values)
        by_vote, by_model = _consensus(labels, k, gold)
    except TooManyCategories:
        return _too_many(labels, level)
    repeats = tally.repeats, tally.repeated_pairs, tally.consistent_pairs
    return Measurement(level, labels.categories, found, near_misses, *repeats, by_vote, by_model)


def _ac2(tally: Tally, level: Scale, values: list[float] | None) -> Estimate | None:
    """Gwet's coefficient that counts near misses, by the distances that alpha goes by."""
    if level not in AC2_WEIGHTS:
        return None
    if tally.n_classes**2 > MAX_CELLS:
        return Estimate.undefined(Reason.TOO_MANY_CATEGORIES)
    return gwet_ac1(tally, weights=weights(AC2_WEIGHTS[level], tally.n_classes, values))


def _consensus(labels: Labels, k: int, gold: Gold | None) -> tuple[Consensus, Consensus]:
    item, annotator, label = labels.item, labels.annotator, labels.label
    last = last_answers(item, annotator, len(labels.items), len(labels.annotators))
    if last is not None:
        item, annotator, label = item[last], annotator[last], label[last]
    vote, model = majority(item, label, k), dawid_skene(item, annotator, label, k)
    favourites = np.isclose(model.posterior, model.posterior.max(axis=1, keepdims=True)).sum(axis=1)
    ties = int((favourites > 1).sum())
    share = ties / len(favourites) if len(favourites) else None
    return (
        Consensus(vote.accuracy(*gold) if gold else None, int(vote.tied.sum()), vote.tie_share),
        Consensus(model.accuracy(*gold) if gold else None, ties, share),
    )


def _too_many(labels: Labels, level: Scale) -> Measurement:
    """What is left to say when nearly every label is a category of its own: interval alpha at most."""
    nothing = Estimate.undefined(Reason.TOO_MANY_CATEGORIES)
    item, label, repeats = labels.item, labels.label, 0
    last = last_answers(item, labels.annotator, len(labels.items), len(labels.annotators))
    if last is not None:
        item, label, repeats = item[last], label[last], int((~last).sum())
    alpha = nothing
    if level == "interval":
        alpha = interval_alpha(item, np.array(labels.values)[label])
    overlapping = int((np.bincount(item) >= 2).sum())
    found = Agreement(
        items=len(labels.items),
        overlapping_items=overlapping,
        annotators=len(labels.annotators),
        judgements=item.size,
        percent_agreement=nothing,
        alpha=alpha,
        ac1=nothing,
        fleiss_kappa=nothing,
        brennan_prediger=nothing,
    )
    unknown = Consensus(nothing, 0, None)
    ac2 = nothing if level in AC2_WEIGHTS else None
    return Measurement(level, labels.categories, found, ac2, repeats, 0, 0, unknown, unknown)
