"""Gamma: agreement on where spans lie and what they are, beyond what the same spans would give elsewhere in the text.

Aligns the spans of all annotators as well as can be (an integer program), and holds what disorder is left against that
of annotations shifted at random. For one small document: the alignments to choose from grow with the product of
everybody's spans. What is usual for the rest is pairwise F1 and token alpha, see `spans` and `tokens`.

References
----------
Y. Mathet, A. Widlöcher, J.-P. Métivier (2015), Computational Linguistics 41, 437-479.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dataops.stats.arguments import MOST_DRAWS, whole_number
from dataops.stats.mark_shapes import Span
from dataops.stats.results import Reason
from dataops.stats.spans import cleaned
from dataops.stats.spread import Floats

_MOST = 300_000  # alignments of one unit each to choose from
_ALONE = 1.0  # what it costs that somebody has no such span


@dataclass(frozen=True, slots=True)
class Gamma:
    """1 - observed / expected disorder; None with a reason where there is none.

    Parameters
    ----------
    observed : float
        Disorder of the best alignment: 0 where all spans are the same.
    expected : float
        Its mean over shifted annotations.
    noise : float
        The standard error of the value that comes from their number alone; of other documents it says nothing.
    """

    value: float | None
    reason: str | None
    observed: float | None
    expected: float | None
    noise: float | None


def gamma(
    spans: Sequence[Iterable[Span]], length: int, *, rng: np.random.Generator, shifts: int = 100
) -> Gamma:
    """Agreement on one document.

    Parameters
    ----------
    spans : (annotators,) spans (start, end, type)
        What each annotator marked; the end is the first position behind a span.
    length : int
        Positions in the document, characters or tokens.
    shifts : int
        How often all annotations are shifted at random; 2 or more.
    """
    marked = [cleaned(each) for each in spans]
    every = [span for each in marked for span in each]
    whole_number("length", length)
    whole_number("shifts", shifts, 2, MOST_DRAWS)
    if any(end > length for _, end, _ in every):
        raise ValueError(f"Expected spans within {length} positions.")
    if len(marked) < 2 or not every:
        reason = Reason.EMPTY if not every else Reason.SINGLE_RATER
        return Gamma(None, reason.value, None, None, None)
    observed = disorder(marked)
    apart = sum(end - start for start, end, _ in every) / len(every) / 2.0
    drawn = np.array([disorder(_shifted(marked, length, apart, rng)) for _ in range(shifts)])
    expected = float(drawn.mean())
    if expected < 1e-12:  # spans as long as the document lie the same wherever they are shifted
        return Gamma(None, Reason.ONE_CATEGORY.value, observed, expected, None)
    noise = observed / expected**2 * float(drawn.std(ddof=1)) / sqrt(shifts)
    return Gamma(1.0 - observed / expected, None, observed, expected, noise)


def disorder(spans: Sequence[Sequence[Span]]) -> float:
    """The least disorder of an alignment in which every span of every annotator has one place.

    Two spans of one place cost the square of (|starts apart| + |ends apart|) / (both lengths), and 1 if their types
    differ; a place where somebody has none costs 1 for each of that annotator's pairs. The mean over pairs of
    annotators, added up, per span of an annotator.
    """
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415 - only who asks for gamma loads scipy
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    places, costs = _places(spans)
    starts = np.cumsum([0, *map(len, spans)])
    of = np.concatenate([places[:, a] + starts[a] for a in range(len(spans))])
    taken = np.concatenate([places[:, a] < len(each) for a, each in enumerate(spans)])
    which = np.tile(np.arange(len(places)), len(spans))
    covers = csr_matrix(
        (np.ones(int(taken.sum())), (of[taken], which[taken])), shape=(starts[-1], len(places))
    )
    best = milp(
        costs, integrality=np.ones_like(costs), bounds=(0, 1), constraints=LinearConstraint(covers, 1, 1)
    )
    return float(best.fun) / (float(starts[-1]) / len(spans))


def _places(spans: Sequence[Sequence[Span]]) -> tuple[NDArray[np.int64], Floats]:
    """(places, annotators) the span each has there, its number of spans for none; and (places,) what each costs.

    A place dearer than all of its spans alone is never worth taking.
    """
    n = len(spans)
    pairs, most = n * (n - 1) / 2.0, _ALONE * n * n * (n - 1) / 2.0
    chosen, cost = np.empty((1, 0), np.int64), np.zeros(1)
    for a, own in enumerate(spans):
        more = np.repeat(cost[:, None], len(own) + 1, axis=1)
        for b in range(a):
            more += _apart(spans[b], own)[chosen[:, b]]
        row, place = np.nonzero(more <= most + 1e-9)
        if row.size > _MOST:
            raise ValueError("Expected a smaller document: its spans can be aligned in too many ways.")
        chosen, cost = np.column_stack([chosen[row], place]), more[row, place]
    somebody = (chosen < [len(each) for each in spans]).any(axis=1)
    return chosen[somebody], cost[somebody] / pairs


def _apart(first: Sequence[Span], second: Sequence[Span]) -> Floats:
    """(spans + 1, spans + 1): how unlike two spans are; the last row and column stand for none."""
    found = np.full((len(first) + 1, len(second) + 1), _ALONE)
    if first and second:
        a, b = (np.array([span[:2] for span in each], np.float64) for each in (first, second))
        ends = np.abs(a[:, None] - b[None]).sum(axis=2)
        lengths = np.add.outer(a[:, 1] - a[:, 0], b[:, 1] - b[:, 0])
        types = np.array([[p[2] != q[2] for q in second] for p in first])
        found[:-1, :-1] = ((ends / lengths) ** 2 + types) * _ALONE
    return found


def _shifted(
    spans: Sequence[Sequence[Span]], length: int, apart: float, rng: np.random.Generator
) -> list[list[Span]]:
    """As many annotations, each somebody's, shifted round the document by amounts well apart from one another."""
    by: list[int] = []
    found: list[list[Span]] = []
    while not any(found):
        by, found = [], []
        for _ in spans:
            free = [at for at in range(length) if all(abs(at - other) > apart for other in by)] or [
                *range(length)
            ]
            by.append(int(rng.choice(free)))
            whose = spans[int(rng.integers(len(spans)))]
            turned = (((start + by[-1]) % length, end - start, kind) for start, end, kind in whose)
            found.append([(start, start + size, kind) for start, size, kind in turned])
    return found
