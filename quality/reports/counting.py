"""From a batch's judgements to the counts that are kept. Arrays in, integers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dataops.stats.codes import dense
from dataops.stats.tally import Tally
from quality.reports.judgements import Integers, Judgements
from quality.reports.state import State


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    numerator: int
    denominator: int


@dataclass(frozen=True, eq=False)
class BatchCounts:
    """All that is counted in one batch: the state, gold by worker, gold and agreeing pairs by vendor."""

    state: State
    gold: dict[int, Share]
    gold_by_vendor: dict[int, Share]
    agreement: dict[int, Share]


def count_batch(
    judgements: Judgements, declared: Sequence[int], gold: Mapping[int, int], vendor_of: Mapping[int, int]
) -> BatchCounts:
    """Count a batch of whole items.

    Parameters
    ----------
    declared : the schema's codes in its order
    gold : task to the code that is right
    vendor_of : worker to vendor
    """
    codes = _every_code(judgements.code, declared, gold)
    if not len(judgements):
        return BatchCounts(State.empty(codes), {}, {}, {})
    tally = Tally.from_codes(
        judgements.task, judgements.worker, positions(judgements.code, codes), len(codes)
    )
    held = judgements.in_force()
    label, (workers, seat) = positions(held.code, codes), held.people
    homes, home_of = np.unique([vendor_of[worker] for worker in workers.tolist()], return_inverse=True)
    judged = _against_gold(held.task, label, codes, gold)
    by_worker = _shares(workers, seat[judged.rows], judged.is_right)
    by_vendor = _shares(homes, home_of[seat[judged.rows]], judged.is_right)
    pairs = _pairs_by_vendor(held.task, label, len(codes), homes, home_of[seat])
    return BatchCounts(State(codes, tally, judged.confusion), by_worker, by_vendor, pairs)


def _every_code(given: Integers, declared: Sequence[int], gold: Mapping[int, int]) -> tuple[int, ...]:
    """The declared codes, then any other that occurs, so that nothing is lost without a word."""
    low = int(given.min(initial=0))
    seen = (np.flatnonzero(np.bincount(given - low)) + low).tolist()
    return (*declared, *sorted({*seen, *gold.values()} - set(declared)))


def positions(values: Integers, codes: Sequence[int]) -> Integers:
    """Each code's place in the schema."""
    places = np.zeros(max(codes) - min(codes) + 1, np.int64)
    places[np.array(codes) - min(codes)] = np.arange(len(codes))
    return places[values - min(codes)]


@dataclass(frozen=True, eq=False)
class _Judged:
    rows: Integers
    is_right: np.ndarray
    confusion: Integers


def _against_gold(task: Integers, label: Integers, codes: Sequence[int], gold: Mapping[int, int]) -> _Judged:
    k = len(codes)
    if not gold:
        return _Judged(np.empty(0, np.int64), np.empty(0, bool), np.zeros((k, k), np.int64))
    known = np.array(sorted(gold), np.int64)
    answers = positions(np.array([gold[each] for each in known.tolist()], np.int64), codes)
    place = np.minimum(np.searchsorted(known, task), known.size - 1)
    rows = np.flatnonzero(known[place] == task)
    truth, given = answers[place[rows]], label[rows]
    confusion = np.bincount(truth * k + given, minlength=k * k).reshape(k, k)
    return _Judged(rows, truth == given, confusion)


def _shares(keys: Integers, seat: Integers, is_right: np.ndarray) -> dict[int, Share]:
    """How many of each key's rows are right; keys without rows are left out."""
    judged = np.bincount(seat, minlength=keys.size).tolist()
    right = np.bincount(seat[is_right], minlength=keys.size).tolist()
    rows = zip(keys.tolist(), right, judged, strict=True)
    return {key: Share(correct, count) for key, correct, count in rows if count}


def _pairs_by_vendor(
    task: Integers, label: Integers, k: int, homes: Integers, home: Integers
) -> dict[int, Share]:
    """Pairs of judgements of one item of which at least one is the vendor's, and how many of them agree."""
    tasks, size = dense(task)
    cell = tasks * k + label
    cells, items = np.bincount(cell, minlength=size * k), np.bincount(tasks, minlength=size)
    found = {}
    for position, vendor in enumerate(homes.tolist()):
        own = np.flatnonzero(home == position)
        agreeing = _pairs(np.bincount(cell[own], minlength=size * k), cells)
        found[vendor] = Share(agreeing, _pairs(np.bincount(tasks[own], minlength=size), items))
    return found


def _pairs(mine: Integers, everyones: Integers) -> int:
    """Of m own among n in a place: m (m - 1) / 2 pairs among themselves and m (n - m) with others."""
    return int(mine @ everyones) - (int(mine @ mine) + int(mine.sum())) // 2
