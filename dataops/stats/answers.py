"""Judgements laid out for expectation-maximisation, whose two steps walk over all of them many times."""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dataops.stats.codes import Codes
from dataops.stats.spread import Floats

Number = TypeVar("Number", np.int64, np.float64)

_BLOCK = 40_960  # answers whose numbers stay in the cache together


class Answers:
    """Blocks of items that have equally many answers.

    Within a block an answer's place says whose item it is, so neither step looks rows up. Beliefs are kept as
    (categories, items), one contiguous row per category, items in the order of the blocks. Buffers are made once:
    fresh memory for every pass costs more than the pass (measured: half the time).

    Parameters
    ----------
    row : (rows,) integers
        The place of the item.
    said : (rows,) integers
        Annotator and category in one code: place of the annotator x categories + category.
    """

    def __init__(self, row: Codes, said: Codes, items: int, annotators: int, n_classes: int) -> None:
        self.shape = (annotators, n_classes)
        answers = np.bincount(row, minlength=items)
        by_size = np.argsort(answers, kind="stable")
        self.in_item_order = np.empty(items, np.int64)
        self.in_item_order[by_size] = np.arange(items)
        order = np.argsort(self.in_item_order[row], kind="stable")
        self._blocks = list(_cut(answers[by_size]))
        self.said, self._weights = said[order], np.empty(said.size)
        for _, block in self.laid_out():
            block[:] = block.reshape(block.shape[::-1]).T.copy()

    def vote_shares(self) -> Floats:
        """(categories, items) shares of the vote, where the iteration begins."""
        _, n_classes = self.shape
        shares = np.empty((n_classes, self.in_item_order.size))
        for items, said in self.laid_out():
            given = said % n_classes
            shares[:, items] = [(given == category).mean(axis=0) for category in range(n_classes)]
        return shares

    def laid_out(self) -> Iterator[tuple[slice, Codes]]:
        """For each block its items, and what was said: (answers of an item, items)."""
        return self._in_blocks(self.said)

    def _in_blocks(self, flat: NDArray[Number]) -> Iterator[tuple[slice, NDArray[Number]]]:
        start = 0
        for size, items in self._blocks:
            stop = start + size * (items.stop - items.start)
            yield items, flat[start:stop].reshape(size, -1)
            start = stop

    def collected(self, belief: Floats) -> Floats:
        """(categories, answers): the sum of beliefs about the items to which each possible answer went."""
        annotators, n_classes = self.shape
        sums = np.empty((len(belief), annotators * n_classes))
        for total, row in zip(sums, belief, strict=True):
            for items, weights in self._in_blocks(self._weights):
                weights[:] = row[items]
            total[:] = np.bincount(self.said, self._weights, total.size)
        return sums


def _cut(answers: Codes) -> Iterator[tuple[int, slice]]:
    """From rising numbers of answers: how many, and which items share a block."""
    sizes, starts = np.unique(answers, return_index=True)
    stops = np.append(starts, answers.size)[1:]
    for size, start, stop in np.stack([sizes, starts, stops], axis=1).tolist():
        step = max(1, _BLOCK // size)
        yield from ((size, slice(at, min(at + step, stop))) for at in range(start, stop, step))
