"""Who met whom on an item, and what the two said: counted in memory for what occurs, not for what could."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from dataops.stats.codes import Codes

_SEATS = 20_000_000  # a table of so many possible meetings is counted in place, a larger one by sorting
_WAITING = 4_000_000  # meetings sorted at a time: 32 MB


def meetings(item: Codes, said: Codes, people: int, n_classes: int) -> Iterator[Codes]:
    """For each two answers to one item a cell: both annotators, the smaller first, then both labels."""
    size = people * n_classes
    order = np.sort(item * size + said)
    item, said = np.divmod(order, size)
    person, label = np.divmod(said, n_classes)
    for step in range(1, int(np.bincount(item).max())):
        same = np.flatnonzero(item[step:] == item[:-step])
        other = same + step
        yield ((person[same] * people + person[other]) * n_classes + label[same]) * n_classes + label[other]


def counted(cells: Iterator[Codes], seats: int) -> tuple[Codes, Codes]:
    """The distinct cells in ascending order and how often each occurs; memory for the distinct ones only."""
    in_place = seats <= _SEATS
    total = np.zeros(seats if in_place else 0, np.int64)
    found, counts = np.empty(0, np.int64), np.empty(0, np.int64)
    waiting: list[Codes] = []
    for some in chain(cells, [None]):
        waiting += [] if some is None else [some]
        if not waiting or (some is not None and sum(map(len, waiting)) < _WAITING):
            continue
        if in_place:
            total += np.bincount(np.concatenate(waiting), minlength=seats)
        else:
            found, counts = _joined(found, counts, np.concatenate(waiting))
        waiting = []
    if in_place:
        found = np.flatnonzero(total)
        return found, total[found]
    return found, counts


def _joined(found: Codes, counts: Codes, more: Codes) -> tuple[Codes, Codes]:
    cells, times = np.unique(more, return_counts=True)
    every, place = np.unique(np.concatenate([found, cells]), return_inverse=True)
    total = np.zeros(every.size, np.int64)
    np.add.at(total, place, np.concatenate([counts, times]))
    return every, total
