"""Labels that are sets of tags: how far two sets are apart, and alpha with that distance.

References
----------
R. Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC 2006, 831-836;
P. Jaccard (1912), New Phytologist 11, 37-50.
"""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from dataops.stats.codes import Codes
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.recoding import collapsed
from dataops.stats.results import Estimate
from dataops.stats.spread import Floats
from dataops.stats.tally import Tally

Tags = frozenset[str]
SetDistance = Literal["masi", "jaccard"]
SET_DISTANCES: tuple[SetDistance, ...] = ("masi", "jaccard")


def code_sets(labels: Sequence[Collection[str]]) -> tuple[Codes, tuple[Tags, ...]]:
    """The code of each label's set, and the distinct sets in a fixed order: smaller ones first, then by name."""
    found = [frozenset(tags) for tags in labels]
    distinct = tuple(sorted(set(found), key=lambda tags: (len(tags), sorted(tags))))
    code = {tags: number for number, tags in enumerate(distinct)}
    return np.array([code[tags] for tags in found], np.int64), distinct


def set_distances(sets: Sequence[Collection[str]], distance: SetDistance = "masi") -> Floats:
    """The (sets, sets) distances from 0 to 1.

    Parameters
    ----------
    distance : masi or jaccard
        Jaccard: 1 - shared / all tags of the two. MASI: 1 - Jaccard's share x 1 for equal sets, 2/3 where one
        holds the other, 1/3 where they overlap, 0 where they share nothing. Two empty sets are equal.
    """
    if distance not in SET_DISTANCES:
        raise ValueError(f"Expected a distance out of {', '.join(SET_DISTANCES)}; got {distance!r}.")
    tags = {tag: place for place, tag in enumerate(sorted(set().union(*sets)))}
    has = np.zeros((len(sets), len(tags)))
    for row, each in zip(has, sets, strict=True):
        row[[tags[tag] for tag in each]] = 1.0
    shared, size = has @ has.T, has.sum(axis=1)
    union = np.add.outer(size, size) - shared
    close = np.divide(shared, union, out=np.ones_like(shared), where=union > 0.0)
    if distance == "jaccard":
        return np.asarray(1.0 - close)
    held, equal = shared == np.minimum.outer(size, size), shared == union
    kind = np.select([equal, held, shared > 0.0], [1.0, 2.0 / 3.0, 1.0 / 3.0], 0.0)
    return np.asarray(1.0 - close * kind)


def set_alpha(
    tally: Tally,
    sets: Sequence[Collection[str]],
    distance: SetDistance = "masi",
    *,
    confidence: float = 0.95,
) -> Estimate:
    """Krippendorff's alpha of sets of tags, with its linearised standard error.

    Parameters
    ----------
    tally : Tally
        Its categories are the `sets`, in their order (see `code_sets`).
    """
    if len(sets) != tally.n_classes:
        raise ValueError(f"Expected {tally.n_classes} sets, one for each category; got {len(sets)}.")
    return krippendorff_alpha(tally, weights=1.0 - set_distances(sets, distance), confidence=confidence)


def by_tag(tally: Tally, sets: Sequence[Collection[str]]) -> dict[str, Tally]:
    """For each tag the tally of "without it" and "with it": a table to read, not an average to quote."""
    tags = sorted(set().union(*sets))
    return {tag: collapsed(tally, [int(tag in each) for each in sets], 2) for tag in tags}
