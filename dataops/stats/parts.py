"""A table of labels taken apart by annotator or by class, each part with the numbers worth reading beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dataops.stats import intervals
from dataops.stats.annotator_agreement import by_annotator
from dataops.stats.class_agreement import ClassAgreement, by_class, one_class
from dataops.stats.codes import Codes
from dataops.stats.gold_confusion import GoldConfusion
from dataops.stats.measurement import Gold, Scale
from dataops.stats.patterns import TooManyCategories
from dataops.stats.repeats import repeats
from dataops.stats.results import Estimate
from dataops.stats.sets import Tags, by_tag
from dataops.stats.shrinkage import shrink
from dataops.stats.tables import Labels
from dataops.stats.tally import Tally

PARTS = ("annotator", "class")


class NoParts(ValueError):
    """The labels cannot be taken apart like this; the message is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One annotator or class: the first estimate is the one that a ranking would be made by."""

    name: str
    labels: int
    estimates: dict[str, Estimate]

    def to_json(self) -> dict[str, Any]:
        facts = {_key(title): estimate.to_json() for title, estimate in self.estimates.items()}
        return {"name": self.name, "labels": self.labels, **facts}


def parts_of(labels: Labels, level: Scale, by: str, gold: Gold | None, sets: Sequence[Tags]) -> list[Part]:
    """One part for each annotator, or for each class (tag, where labels are sets)."""
    if by not in PARTS:
        raise ValueError(f"Expected parts by {' or '.join(PARTS)}; got {by!r}.")
    try:
        return _annotators(labels, gold) if by == "annotator" else _classes(labels, level, gold, sets)
    except TooManyCategories as fault:
        raise NoParts(str(fault)) from fault


def cannot_rank(parts: Sequence[Part]) -> bool:
    """Is there not enough to put the parts in an order? See `intervals.cannot_rank`."""
    heads = [next(iter(part.estimates.values())) for part in parts]
    ends = [(each.ci_low, each.ci_high) for each in heads]
    return intervals.cannot_rank([(low, high) for low, high in ends if low is not None and high is not None])


def _classes(labels: Labels, level: Scale, gold: Gold | None, sets: Sequence[Tags]) -> list[Part]:
    if level in ("interval", "ratio"):
        raise NoParts(f"{level.capitalize()} labels are values, not classes; take them apart by annotator.")
    k = max(1, len(labels.categories))
    tally = Tally.from_codes(labels.item, labels.annotator, labels.label, k)
    if sets:
        return [_class(tag, one_class(of), {}) for tag, of in by_tag(tally, sets).items()]
    scores = _scores(labels, gold, k) if gold else [{}] * k
    return [_class(*each) for each in zip(labels.categories, by_class(tally), scores, strict=False)]


def _class(name: str, of: ClassAgreement, scores: dict[str, Estimate]) -> Part:
    agreement = {"Agreement on it": of.agreement, "Alpha": of.alpha, "AC1": of.ac1}
    return Part(name, of.labels, agreement | scores)


def _scores(labels: Labels, gold: Gold, k: int) -> list[dict[str, Estimate]]:
    """For each class how the labels stand to gold; gold of a class nobody gave is one class more."""
    _, given, truth = _judged(labels, gold)
    found = GoldConfusion.of(np.where((truth < 0) | (truth >= k), k, truth), given, k + 1).classes()
    return [{"Precision": of.precision, "Recall": of.recall, "F1": of.f1} for of in found[:k]]


def _annotators(labels: Labels, gold: Gold | None) -> list[Part]:
    k = max(1, len(labels.categories))
    found = by_annotator(labels.item, labels.annotator, labels.label, k, values=labels.values)
    steady = repeats(labels.item, labels.annotator, labels.label)
    right = _against_gold(labels, gold) if gold else {}
    parts = []
    for of in found:
        estimates = {"Agrees with others": of.agreement, "With their majority": of.with_majority}
        if of.difference is not None:
            estimates["Above the others by"] = of.difference
        if of.annotator in steady.annotators:
            estimates["With own repeats"] = steady.of(of.annotator)
        parts.append(
            Part(labels.annotators[of.annotator], of.labels, right.get(of.annotator, {}) | estimates)
        )
    return sorted(parts, key=lambda part: part.name)


def _against_gold(labels: Labels, gold: Gold) -> dict[int, dict[str, Estimate]]:
    """For each annotator the share of right answers, and the same drawn towards the pool's."""
    who, given, truth = _judged(labels, gold)
    trials = np.bincount(who, minlength=len(labels.annotators)).tolist()
    successes = np.bincount(who[given == truth], minlength=len(labels.annotators)).tolist()
    pool = shrink(successes, trials)
    own = map(intervals.wilson, successes, trials)
    return {
        place: {"Right against gold": alone, "Likely worth": drawn}
        for place, (alone, drawn) in enumerate(zip(own, pool.shares, strict=True))
    }


def _judged(labels: Labels, gold: Gold) -> tuple[Codes, Codes, Codes]:
    """Annotator, label and truth of the last answers to gold items."""
    truth = np.full(len(labels.items), -1, np.int64)
    truth[gold[0]] = gold[1]
    last = np.unique(np.stack([labels.item, labels.annotator])[:, ::-1], axis=1, return_index=True)[1]
    rows = labels.item.size - 1 - last
    rows = rows[np.isin(labels.item[rows], gold[0])]
    return labels.annotator[rows], labels.label[rows], truth[labels.item[rows]]


def _key(title: str) -> str:
    return title.lower().replace(" ", "_")
