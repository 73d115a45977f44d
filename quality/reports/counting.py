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
    """All that is counted in one batch: the state, gold by (vendor, worker), agreeing pairs by vendor."""

    state: State
    gold: dict[tuple[int, int], Share]
    agreement: dict[int, Share]

    @property
    def gold_by_vendor(self) -> dict[int, Share]:
        found: dict[int, Share] = {}
        for (vendor, _), share in self.gold.items():
            before = found.get(vendor, Share(0, 0))
            found[vendor] = Share(
                before.numerator + share.numerator, before.denominator + share.denominator
            )
        return found


def count_batch(judgements: Judgements, declared: Sequence[int], gold: Mapping[int, int]) -> BatchCounts:
    """Count a batch of whole items; `gold` maps tasks to the code that is right."""
    codes = tuple(declared) + tuple(
        sorted({*np.unique(judgements.code).tolist(), *gold.values()} - set(declared))
    )
    if not len(judgements):
        return BatchCounts(State.empty(codes), {}, {})
    held, label = judgements.in_force(), positions(judgements.code, codes)
    tally = Tally.from_codes(judgements.task, judgements.worker, label, len(codes))
    confusion, by_worker = _against_gold(held, codes, gold)
    pairs = _pairs_by_vendor(held, positions(held.code, codes), len(codes))
    return BatchCounts(State(codes, tally, confusion), by_worker, pairs)


def positions(values: Integers, codes: Sequence[int]) -> Integers:
    """Each code's place in the schema."""
    places = np.zeros(max(codes) - min(codes) + 1, np.int64)
    places[np.array(codes) - min(codes)] = np.arange(len(codes))
    return places[values - min(codes)]


def _against_gold(
    held: Judgements, codes: Sequence[int], gold: Mapping[int, int]
) -> tuple[Integers, dict[tuple[int, int], Share]]:
    k = len(codes)
    if not gold:
        return np.zeros((k, k), np.int64), {}
    tasks = np.array(sorted(gold), np.int64)
    answers = positions(np.array([gold[task] for task in tasks.tolist()], np.int64), codes)
    row = np.minimum(np.searchsorted(tasks, held.task), tasks.size - 1)
    known = tasks[row] == held.task
    truth, given = answers[row[known]], positions(held.code[known], codes)
    confusion = np.bincount(truth * k + given, minlength=k * k).reshape(k, k)
    return confusion, _by_worker(held.vendor[known], held.worker[known], truth == given)


def _by_worker(vendor: Integers, worker: Integers, is_right: np.ndarray) -> dict[tuple[int, int], Share]:
    people, first, seat = np.unique(worker, return_index=True, return_inverse=True)
    judged, right = np.bincount(seat), np.bincount(seat, is_right).astype(np.int64)
    rows = zip(vendor[first].tolist(), people.tolist(), right.tolist(), judged.tolist(), strict=True)
    return {(home, person): Share(correct, count) for home, person, correct, count in rows}


def _pairs_by_vendor(held: Judgements, label: Integers, k: int) -> dict[int, Share]:
    """Pairs of judgements of one item of which at least one is the vendor's, and how many of them agree."""
    tasks, size = dense(held.task)
    everyone = np.bincount(tasks * k + label, minlength=size * k).reshape(size, k)
    found = {}
    for vendor in np.unique(held.vendor).tolist():
        own = held.vendor == vendor
        mine = np.bincount(tasks[own] * k + label[own], minlength=size * k).reshape(size, k)
        agreeing = _pairs(mine, everyone)
        found[vendor] = Share(agreeing, _pairs(mine.sum(axis=1), everyone.sum(axis=1)))
    return found


def _pairs(mine: Integers, all_of_them: Integers) -> int:
    return int((mine * (mine - 1) // 2 + mine * (all_of_them - mine)).sum())
