"""The label each item most probably has, when every annotator is right at one rate and errs at random.

For annotators with few labels each: one number per annotator is all that is asked of the data. Who confuses the same
two categories again and again, or says the opposite, is beyond this model: see `dawid_skene`.

References
----------
Y. Zhang, X. Chen, D. Zhou, M. I. Jordan (2016), JMLR 17(102), 1-44 (the one-coin model of Dawid and Skene);
I. Meilijson (1989), JRSS B 51, 127-138 (information from the scores of single observations under EM).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.aggregation import matched
from dataops.stats.arguments import one_length
from dataops.stats.codes import Codes, as_codes, labels_within, places
from dataops.stats.confusions import NEVER, RIGHT, WRONG
from dataops.stats.intervals import wilson, wilson_at
from dataops.stats.patterns import MAX_CELLS, TooManyCategories
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats


@dataclass(frozen=True, eq=False, slots=True)
class OneCoin:
    """What the model believes.

    Parameters
    ----------
    items : (items,) integers
        Item codes in ascending order.
    posterior : (items, categories)
        How probable each category is for each item.
    annotators : (annotators,) integers
        Annotator codes in ascending order.
    skill : (annotators,)
        How often each annotator is right.
    effective : (annotators,)
        How many answers to items of known category that is worth.
    prevalence : (categories,)
        How common each category is.
    """

    items: Codes
    posterior: Floats
    annotators: Codes
    skill: Floats
    effective: Floats
    prevalence: Floats
    iterations: int
    converged: bool

    @property
    def labels(self) -> Codes:
        return self.posterior.argmax(axis=1) if self.items.size else self.items

    def accuracy(self, gold_item: ArrayLike, gold_label: ArrayLike, confidence: float = 0.95) -> Estimate:
        """The share of gold items whose most probable category is the gold one."""
        row, label = matched(self.items, gold_item, gold_label)
        return wilson(int((self.labels[row] == label).sum()), row.size, confidence)

    def skill_of(self, annotator: int, confidence: float = 0.95) -> Estimate:
        """How often this annotator is right, with Wilson's interval at the effective number of answers."""
        place = int(np.searchsorted(self.annotators, annotator))
        if place == self.annotators.size or self.annotators[place] != annotator:
            return Estimate.undefined(Reason.EMPTY)
        share, n = float(self.skill[place]), float(self.effective[place])
        return wilson_at(share, n, confidence)


def one_coin(
    item: ArrayLike,
    annotator: ArrayLike,
    label: ArrayLike,
    n_classes: int,
    *,
    prior: bool = True,
    max_iterations: int = 1000,
    tolerance: float = 1e-9,
) -> OneCoin:
    """Expectation-maximisation from the vote shares; arguments, prior and stop are those of `dawid_skene`."""
    labels = as_codes("label", label)
    labels_within(labels, n_classes)
    items, row = places(as_codes("item", item))
    annotators, person = places(as_codes("annotator", annotator))
    one_length(item=row, annotator=person, label=labels)
    if items.size * n_classes > MAX_CELLS:
        raise TooManyCategories(f"{n_classes} categories are too many to model {items.size} items.")
    cell, given = row * n_classes + labels, np.bincount(person, minlength=annotators.size)
    votes = np.bincount(cell, minlength=items.size * n_classes).reshape(items.size, n_classes)
    posterior: Floats = np.asarray(votes / votes.sum(axis=1, keepdims=True), np.float64)
    before = (RIGHT, WRONG * (n_classes - 1)) if prior else (0.0, 0.0)
    skill, prevalence = _fitted(cell, person, given, posterior, before)
    likelihood, converged, iteration = -np.inf, not items.size, 0
    while not converged and iteration < max_iterations:
        posterior, reached = _believed(cell, person, skill, prevalence, items.size)
        skill, prevalence = _fitted(cell, person, given, posterior, before)
        converged, likelihood = abs(reached - likelihood) < tolerance * items.size, reached
        iteration += 1
    effective = _effective(posterior.ravel()[cell], person, skill, before)
    return OneCoin(items, posterior, annotators, skill, effective, prevalence, iteration, bool(converged))


def _fitted(
    cell: Codes, person: Codes, given: Codes, posterior: Floats, before: tuple[float, float]
) -> tuple[Floats, Floats]:
    """The skills and prevalences most in keeping with these beliefs."""
    n_classes = posterior.shape[1]
    right = np.bincount(person, posterior.ravel()[cell], given.size) + before[0]
    skill = np.clip(right / np.maximum(given + sum(before), 1.0), NEVER, 1.0 - NEVER)
    return skill, posterior.mean(axis=0) if len(posterior) else np.full(n_classes, 1.0 / n_classes)


def _believed(
    cell: Codes, person: Codes, skill: Floats, prevalence: Floats, items: int
) -> tuple[Floats, float]:
    """The posterior of every item, and the log-likelihood of all answers."""
    n_classes = prevalence.size
    wrong = np.log((1.0 - skill) / max(1, n_classes - 1))
    score = np.bincount(cell, (np.log(skill) - wrong)[person], items * n_classes).reshape(items, n_classes)
    score += np.log(np.maximum(prevalence, NEVER))
    highest = score.max(axis=1, keepdims=True)
    score -= highest
    posterior = np.exp(score, out=score)
    total = posterior.sum(axis=1, keepdims=True)
    posterior /= total
    return posterior, float(highest.sum() + np.log(total).sum() + wrong[person].sum())


def _effective(right: Floats, person: Codes, skill: Floats, before: tuple[float, float]) -> Floats:
    """(annotators,) answers to items of known category: the information of all scores x skill (1 - skill)."""
    score = right / skill[person] - (1.0 - right) / (1.0 - skill[person])
    seen = np.bincount(person, score**2, skill.size)
    believed = before[0] / skill**2 + before[1] / (1.0 - skill) ** 2
    return np.asarray((seen + believed) * skill * (1.0 - skill))
