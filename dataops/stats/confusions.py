"""What every annotator says to items of each category, as far as uncertain labels can tell.

References
----------
A. P. Dawid, A. M. Skene (1979), Applied Statistics 28, 20-28.
I. Meilijson (1989), JRSS B 51, 127-138 (information from the scores of single observations under EM).
"""

from dataclasses import dataclass

import numpy as np

from dataops.stats.answers import Answers, blocks
from dataops.stats.spread import Floats

RIGHT, WRONG = 2.0, 1.0  # answers every annotator is believed to have given before the first one
NEVER = 1e-10  # stands for what was never seen, whose logarithm is needed all the same


@dataclass(frozen=True, eq=False, slots=True)
class Confusions:
    """One state of the model.

    Parameters
    ----------
    shares : (true categories, annotators, observed categories)
        Rows of observed categories sum to 1.
    prevalence : (categories,)
    """

    shares: Floats
    prevalence: Floats

    @classmethod
    def fitted(cls, answers: Answers, posterior: Floats, prior: bool) -> "Confusions":
        """The confusions and prevalences most in keeping with these beliefs."""
        _, n_classes = answers.shape
        if not posterior.size:
            return cls(_by_annotator(answers, posterior), np.full(n_classes, 1.0 / n_classes))
        given = _by_annotator(answers, posterior)
        if prior:
            given += _believed_before(n_classes)
        np.maximum(given, NEVER, out=given)
        return cls(given / given.sum(axis=2, keepdims=True), posterior.mean(axis=0))

    def believe(self, answers: Answers) -> tuple[Floats, float]:
        """The posterior (items, categories) of every item, and the log-likelihood of all answers."""
        worth = np.log(self.shares).reshape(len(self.shares), -1).T
        common = np.log(np.maximum(self.prevalence, NEVER))[:, None]
        posterior, likelihood = answers.added(np.ascontiguousarray(worth)), 0.0
        for items in blocks(answers.items):
            score = np.add(
                posterior[items].T, common, order="C"
            )  # by category: few columns are slow row by row
            highest = score.max(axis=0)
            score -= highest
            np.exp(score, out=score)
            total = score.sum(axis=0)
            score /= total
            posterior[items] = score.T
            likelihood += float(highest.sum() + np.log(total).sum())
        return posterior, likelihood

    def effective(self, answers: Answers, posterior: Floats, prior: bool) -> Floats:
        """(annotators, true categories): answers to items of known category that each row is worth.

        An item that is category k with probability t adds t² and not t to what is known of row k: the score of one
        observation, squared and summed, is the information (Meilijson). Rows are taken one by one.
        """
        seen = _by_annotator(answers, posterior**2) if posterior.size else np.zeros_like(self.shares)
        if prior:
            seen += _believed_before(self.shares.shape[2])
        free = self.shares**2 / np.maximum(seen, NEVER)
        variance = (free - free**2 / free.sum(axis=2, keepdims=True)).sum(axis=2)
        certain = (self.shares * (1.0 - self.shares)).sum(axis=2)
        spread = certain > 1e-6  # a row that is certain has no spread to divide by
        worth = np.where(spread, certain / np.where(spread, variance, 1.0), seen.sum(axis=2))
        return np.asarray(worth.T)


def _by_annotator(answers: Answers, belief: Floats) -> Floats:
    annotators, n_classes = answers.shape
    if not belief.size:
        return np.empty((n_classes, annotators, n_classes))
    seen = answers.collected(belief).reshape(annotators, n_classes, n_classes)
    return np.ascontiguousarray(seen.transpose(2, 0, 1))


def _believed_before(n_classes: int) -> Floats:
    """(true, 1, observed) answers before the first."""
    return np.asarray(WRONG + (RIGHT - WRONG) * np.eye(n_classes)[:, None, :])
