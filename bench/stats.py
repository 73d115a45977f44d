"""A million judgements by 200 annotators in 10 classes, against one `np.bincount` pass over the same rows."""

import json
import tracemalloc
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.frame import Line, interleaved
from dataops.stats.aggregation import majority
from dataops.stats.agreement import agreement
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.resampling import bootstrap
from dataops.stats.stored import merge_stored
from dataops.stats.tally import Tally

ROWS, PER_ITEM, ANNOTATORS, CLASSES = 1_000_000, 5, 200, 10
BATCH, STEPS = 10_000, 10

Codes = NDArray[np.int32]


def judgements(rows: int, seed: int = 1) -> tuple[Codes, Codes, Codes]:
    """Item, annotator and label codes in no order, as a database hands them over."""
    rng = np.random.default_rng(seed)
    items = rows // PER_ITEM
    truth, skill = rng.integers(0, CLASSES, items), rng.beta(8, 2, ANNOTATORS)
    item = np.repeat(np.arange(items), PER_ITEM)
    stride = rng.integers(1, ANNOTATORS // PER_ITEM, items)
    turn = rng.integers(0, ANNOTATORS, items)[:, None] + stride[:, None] * np.arange(PER_ITEM)
    annotator = (turn % ANNOTATORS).ravel()
    slip = rng.integers(1, CLASSES, rows) * (rng.random(rows) >= skill[annotator])
    label = (truth[item] + slip) % CLASSES
    order = rng.permutation(rows)
    return (
        item[order].astype(np.int32),
        annotator[order].astype(np.int32),
        label[order].astype(np.int32),
    )


def run() -> list[Line]:
    item, _, label = rows = judgements(ROWS)
    whole, batch = Tally.from_codes(*rows, CLASSES), _batch(rows)
    seats = ROWS // PER_ITEM * CLASSES
    yard, coefficients, ordinal, vote, resampled, pairs = interleaved(
        lambda: np.bincount(item * CLASSES + label, minlength=seats),
        lambda: agreement(Tally.from_codes(*rows, CLASSES)),
        lambda: agreement(Tally.from_codes(*rows, CLASSES), level="ordinal"),
        lambda: majority(item, label, CLASSES),
        lambda: bootstrap(whole, rng=np.random.default_rng(1), resamples=1000),
        lambda: RaterPairs.from_codes(*rows, CLASSES).kappas(),
    )
    small, large = Tally.from_codes(*judgements(100_000), CLASSES), _ten_million()
    stored = [Tally.from_codes(*batch, CLASSES).to_json()] * 1000
    counted, merged, grown, added_up = interleaved(
        lambda: Tally.from_codes(*batch, CLASSES),
        lambda: agreement(small + Tally.from_codes(*batch, CLASSES)),
        lambda: agreement(large + Tally.from_codes(*batch, CLASSES)),
        lambda: merge_stored(stored),
    )
    few, many, beside = interleaved(
        lambda: dawid_skene(*rows, CLASSES, max_iterations=1),
        lambda: dawid_skene(*rows, CLASSES, max_iterations=1 + STEPS, tolerance=0.0),
        lambda: np.bincount(item * CLASSES + label, minlength=seats),
        rounds=5,
    )
    state = len(json.dumps(Tally.from_codes(*batch, CLASSES).to_json()))
    memory = _peak(lambda: agreement(Tally.from_codes(*rows, CLASSES))) / ROWS
    return [
        Line("yardstick Y: one bincount pass over 1 M rows", yard * 1e3, "ms"),
        Line("five coefficients with SE from codes", coefficients / yard, "x Y", 12, 5),
        Line("the same with ordinal alpha and its jackknife", ordinal / yard, "x Y", 15, 5),
        Line("majority vote with ties", vote / yard, "x Y", 10, 4),
        Line(
            "bootstrap, 1,000 resamples, five coefficients", resampled, "s", 0.3 + 50 * yard, 0.1 + 15 * yard
        ),
        Line("Cohen's kappa with SE of every pair of annotators", pairs / yard, "x Y", 150, 60),
        Line("Dawid-Skene, one iteration", (many - few) / STEPS / beside, "x Y", 12, 5),
        Line("batch of 10,000 rows to its tally", counted * 1e3, "ms", 20, 8),
        Line("the same, added to 100 k rows, coefficients anew", merged * 1e3, "ms", 20, 8),
        Line("the same, added to 10 M rows, coefficients anew", grown * 1e3, "ms", 20, 8),
        Line("1,000 stored batches, 10 M rows, added up", added_up * 1e3, "ms", 2000, 500),
        Line("state of that batch as JSON", state / 1e3, "kB", 64, 32),
        Line("memory above the arrays", memory, "bytes/row", 200, 60),
    ]


def _batch(rows: tuple[Codes, Codes, Codes]) -> tuple[Codes, Codes, Codes]:
    """The rows of the first 2,000 items."""
    item, annotator, label = rows
    first = item < BATCH // PER_ITEM
    return item[first], annotator[first], label[first]


def _ten_million() -> Tally:
    """Ten times as many rows as all others here, added up a million at a time."""
    return Tally.merge(Tally.from_codes(*judgements(ROWS, seed), CLASSES) for seed in range(2, 12))


def _peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
