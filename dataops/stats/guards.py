"""Signs that somebody is not looking: answers too fast, always the same, or known beforehand.

None of them proves anything. Each says what an honest annotator would show, and how seldom.

References
----------
W. Feller (1968), An Introduction to Probability Theory I, 3rd ed., II.11 and XIII.7 (runs);
R. G. Newcombe (1998), Statistics in Medicine 17, 873-890 (difference of two shares, method 10);
R. A. Fisher (1935), The Design of Experiments (the exact test).
"""

from dataclasses import dataclass
from math import fsum, log2, prod, sqrt

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import MOST_DRAWS, real_numbers, two_sided, whole_number
from dataops.stats.arguments import share as checked_share
from dataops.stats.codes import as_codes
from dataops.stats.comparison import Comparison
from dataops.stats.distributions import normal_quantile
from dataops.stats.hypergeometric import hypergeometric_cdf
from dataops.stats.intervals import wilson, wilson_bounds
from dataops.stats.results import Estimate, Reason

_AS_RARE = 1.0 + 1e-7  # tables as rare as the one seen are as rare in spite of rounding
_SURELY = 15.0  # runs expected, of which at least one then comes but for 1 in a million
_NOTHING = 1e-30
_MOST_GOLD = 1_000_000  # Fisher's test goes through every table


@dataclass(frozen=True, slots=True)
class StraightLine:
    """How much an annotator's answers vary.

    Parameters
    ----------
    longest : int
        The longest run of one answer.
    label : int or None
        That answer.
    chance : float or None
        How probable a run of this answer so long is, were the same answers given in any order.
    entropy : float or None
        Bits per answer: 0 when always the same.
    """

    longest: int
    label: int | None
    chance: float | None
    entropy: float | None


def straight_line(label: ArrayLike) -> StraightLine:
    """Look for runs in (answers,) integers, in the order in which they were given."""
    labels = as_codes("label", label)
    if not labels.size:
        return StraightLine(0, None, None, None)
    starts = np.flatnonzero(np.diff(labels, prepend=labels[0] - 1))
    lengths = np.diff(starts, append=labels.size)
    longest, code = int(lengths.max()), int(labels[starts[lengths.argmax()]])
    shares = np.unique(labels, return_counts=True)[1] / labels.size
    chance = shuffled_run_chance(labels.size, int((labels == code).sum()), longest)
    entropy = -sum(each * log2(each) for each in shares.tolist())
    return StraightLine(longest, code, chance, entropy + 0.0)


def run_chance(answers: int, longest: int, share: float) -> float:
    """How probable a run of `longest` or more of an answer is that comes with this share, independently."""
    whole_number("answers", answers, 0, MOST_DRAWS)
    whole_number("longest", longest, 1)
    checked_share("share", share)
    without = [1.0] * min(longest, answers + 1)
    begins = (1.0 - share) * share**longest
    for n in range(longest, answers + 1):
        before = without[n - longest - 1] if n > longest else 1.0
        without.append(without[n - 1] - (before * begins if n > longest else share**longest))
    return min(max(1.0 - without[answers], 0.0), 1.0)


def shuffled_run_chance(answers: int, of_it: int, longest: int) -> float:
    """How probable a run of `longest` or more of an answer given `of_it` times is, in any order of the answers.

    Exact, by inclusion and exclusion over the gaps between the other answers, which of them are too long.
    """
    whole_number("longest", longest, 1)
    whole_number("of_it", of_it, 0, whole_number("answers", answers, 0, MOST_DRAWS))
    gaps, terms, term = answers - of_it + 1, [], 1.0
    for j in range(min(gaps, of_it // longest)):
        before = range(j * longest, (j + 1) * longest)
        term *= (gaps - j) / (j + 1) * prod((of_it - i) / (answers - i) for i in before)
        if j == 0 and term > _SURELY:
            return 1.0
        terms.append(term if j % 2 == 0 else -term)
        if term < _NOTHING:
            break
    return min(max(fsum(terms), 0.0), 1.0)


def pace(seconds: ArrayLike, history: ArrayLike, confidence: float = 0.95) -> Estimate:
    """How many standard deviations the mean log time of new items lies from the annotator's own history.

    Below -3 the new ones went by too fast to have been read. `n` counts the new items; the error is 1 by construction.
    """
    level = two_sided(confidence)
    new, old = real_numbers("seconds", seconds), real_numbers("history", history)
    if new.ndim != 1 or old.ndim != 1 or (new <= 0).any() or (old <= 0).any():
        raise ValueError("Expected times above 0.")
    if not new.size:
        return Estimate.undefined(Reason.EMPTY)
    spread = float(np.log(old).std(ddof=1)) if old.size > 1 else 0.0
    if spread < 1e-9:
        return Estimate.undefined(Reason.TOO_FEW, new.size)
    gap = float(np.log(new).mean() - np.log(old).mean())
    value = gap / (spread * sqrt(1.0 / new.size + 1.0 / old.size))
    half = normal_quantile(level)
    return Estimate(value, 1.0, value - half, value + half, None, new.size)


def leakage(old_right: int, old: int, fresh_right: int, fresh: int, confidence: float = 0.95) -> Comparison:
    """Accuracy on gold that was shown before less that on fresh gold: well above 0, the answers are known.

    Two shares of different items: Newcombe's interval and Fisher's exact test, two-sided.
    """
    whole_number("old", old, 0, _MOST_GOLD)
    whole_number("fresh", fresh, 0, _MOST_GOLD)
    whole_number("old_right", old_right, 0, old)
    whole_number("fresh_right", fresh_right, 0, fresh)
    first, second = wilson(old_right, old, confidence), wilson(fresh_right, fresh, confidence)
    if first.estimate is None or second.estimate is None:
        return Comparison(Estimate.undefined(Reason.EMPTY, old + fresh), None)
    (low1, high1), (low2, high2) = (
        wilson_bounds(*each, confidence) for each in ((old_right / old, old), (fresh_right / fresh, fresh))
    )
    gap = first.estimate - second.estimate
    se = sqrt(sum(p * (1.0 - p) / n for p, n in ((first.estimate, old), (second.estimate, fresh))))
    low = gap - sqrt((first.estimate - low1) ** 2 + (high2 - second.estimate) ** 2)
    high = gap + sqrt((high1 - first.estimate) ** 2 + (second.estimate - low2) ** 2)
    return Comparison(
        Estimate(gap, se, low, high, None, old + fresh), _fisher(old_right, old, fresh_right, fresh)
    )


def _fisher(a: int, n: int, b: int, m: int) -> float:
    """The probability of all tables with these margins that are as rare as this one."""

    def chance(x: int) -> float:
        return hypergeometric_cdf(x, n + m, a + b, n) - hypergeometric_cdf(x - 1, n + m, a + b, n)

    every = [chance(x) for x in range(max(0, a + b - m), min(n, a + b) + 1)]
    seen = chance(a)
    return min(1.0, sum(each for each in every if each <= seen * _AS_RARE))
