"""Whatever is handed over: an answer without a NaN in it, or a ValueError that says what was expected."""

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dataops.stats.aggregation import majority
from dataops.stats.agreement import agreement
from dataops.stats.annotator_agreement import by_annotator
from dataops.stats.box_classes import box_classes
from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.bradley_terry import bradley_terry
from dataops.stats.comparison import mcnemar, paired_bootstrap
from dataops.stats.conger import conger_kappa
from dataops.stats.control import p_chart, p_chart_run_length
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.drift import chi_square, jensen_shannon, population_stability
from dataops.stats.forecast import days_until_done, done_within, milestones
from dataops.stats.gamma import gamma
from dataops.stats.gold_confusion import GoldConfusion
from dataops.stats.intervals import agresti_coull, clopper_pearson, jeffreys, wald, wilson
from dataops.stats.intraclass import intraclass_correlation
from dataops.stats.kolmogorov import kolmogorov_smirnov, kolmogorov_smirnov_of_counts
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.marks import detection
from dataops.stats.measured import interval_alpha
from dataops.stats.multiple import benjamini_hochberg, holm
from dataops.stats.one_coin import one_coin
from dataops.stats.pair_agreement import pair_agreement
from dataops.stats.preference import preference_agreement
from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.ratios import Ratio
from dataops.stats.recoding import collapsed
from dataops.stats.repeats import repeats
from dataops.stats.resampling import bootstrap
from dataops.stats.sampling import Plan, estimate_size, single_plan, zero_defect_plan
from dataops.stats.spans import SpanTally, span_counts
from dataops.stats.tally import Tally
from dataops.stats.tokens import token_agreement
from dataops.stats.two_raters import contingency
from dataops.stats.weights import WEIGHTS, weights

numbers = st.one_of(
    st.integers(-2, 5),
    st.sampled_from([nan, inf, -inf, 0.5, 1.9, 1e308, 5e-324, 10**22, None, "a", "0", True, np.int64(3)]),
)
rows = st.one_of(
    st.lists(st.integers(0, 1), min_size=4, max_size=4),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.lists(st.integers(0, 3), max_size=6),
    st.lists(numbers, max_size=6),
    st.lists(st.lists(numbers, max_size=3), max_size=3),
    st.sampled_from([None, "labels", 3, nan, np.empty((0, 2)), np.zeros((2, 2, 2)), np.array([1 + 2j])]),
)
tables = st.one_of(rows, st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), max_size=4))
kinds = st.sampled_from(["car", "", None, 3, "van"])
spans = rows | st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 9), kinds) | st.tuples(numbers, numbers, kinds), max_size=3
)
boxes = rows | st.lists(
    st.tuples(*[st.integers(0, 9)] * 4, kinds) | st.tuples(*[numbers] * 4, kinds), max_size=3
)
states = st.one_of(
    rows,
    st.dictionaries(st.sampled_from(["n_classes", "patterns", "exact", "documents"]), rows | numbers),
    st.fixed_dictionaries(
        {
            "n_classes": st.just(2) | numbers,
            "patterns": st.dictionaries(
                st.sampled_from(["0:1 1:1", "1:2", "0:-1", "9:1", "0", "x:y", "", "0:1 0:2"]),
                st.integers(1, 9) | numbers,
            ),
            "annotators": st.dictionaries(st.sampled_from(["1", "2", "x", ""]), st.integers(1, 9) | numbers),
            "repeats": st.just([0, 0, 0]) | rows,
            "documents": numbers,
            "exact": st.just([1, 1, 2, 1, 2, 4]) | rows,
            "relaxed": st.just([1, 1, 2, 1, 2, 4]) | rows,
        }
    ),
)
levels = st.sampled_from(["nominal", "ordinal", "interval", "ratio", "fancy", None, 3])
LABELS = Tally.from_counts([[2, 0, 0], [1, 1, 0], [0, 0, 2], [0, 2, 0]])


def dice() -> np.random.Generator:
    return np.random.default_rng(1)


def marked(marks: Any) -> tuple[list[int], list[int], Any]:
    """Rows for a document that two annotators read, one of them marking these."""
    return [1, 1], [1, 2], [marks, []]


CALLS: dict[str, tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]] = {
    "agreement": (lambda c, x: agreement(Tally.from_counts(c), confidence=x), (tables, numbers)),
    "alpha": (lambda lv, v, x: krippendorff_alpha(LABELS, lv, v, confidence=x), (levels, rows, numbers)),
    "alpha with weights": (lambda w: krippendorff_alpha(LABELS, weights=w), (tables,)),
    "bootstrap": (
        lambda c, n, x: bootstrap(Tally.from_counts(c), rng=dice(), resamples=n, confidence=x),
        (tables, numbers, st.just(0.95) | numbers),
    ),
    "weights": (weights, (st.sampled_from(WEIGHTS), numbers, rows)),
    "tally": (lambda i, a, c, k: agreement(Tally.from_codes(i, a, c, k)), (rows, rows, rows, numbers)),
    "tally from JSON": (lambda state: agreement(Tally.from_json(state)), (states,)),
    "spans": (lambda marks: span_counts(*marked(marks)).tally.f1(), (spans,)),
    "span rows": (lambda d, a, m: span_counts(d, a, m).tally.f1(), (rows, rows, st.lists(spans, max_size=4))),
    "span tally": (lambda state: SpanTally.from_json(state).f1(), (states,)),
    "tokens": (lambda marks, n: token_agreement(*marked(marks), {1: n}), (spans, numbers)),
    "gamma": (
        lambda one, other, n, k: gamma([one, other], n, rng=dice(), shifts=k),
        (spans, spans, numbers, st.integers(0, 4) | numbers),
    ),
    "boxes": (lambda marks, x: box_agreement(box_counts(*marked(marks), x)), (boxes, numbers)),
    "box rows": (
        lambda d, a, m: box_agreement(box_counts(d, a, m)),
        (rows, rows, st.lists(boxes, max_size=4)),
    ),
    "box classes": (lambda marks, x: box_classes(*marked(marks), x).alpha(), (boxes, numbers)),
    "detection": (detection, (rows, rows, rows)),
    "two raters": (
        lambda t, w, n: pair_agreement(t, w, rng=dice(), resamples=n),
        (tables, st.sampled_from(WEIGHTS) | tables, st.integers(1, 9) | numbers),
    ),
    "conger drawn anew": (
        lambda i, a, c, n: conger_kappa(i, a, c, 3, rng=dice(), resamples=n),
        (rows, rows, rows, st.integers(1, 9) | numbers),
    ),
    "weighted bootstrap": (
        lambda c, w: bootstrap(Tally.from_counts(c), rng=dice(), resamples=9, weights=w),
        (tables, tables),
    ),
    "intraclass": (intraclass_correlation, (tables,)),
    "collapsed": (lambda into, k: collapsed(LABELS, into, k), (rows, numbers)),
    "repeats": (repeats, (rows, rows, rows)),
    "by annotator": (by_annotator, (rows, rows, rows, numbers)),
    "rater pairs": (lambda *given: RaterPairs.from_codes(*given).kappas(), (rows, rows, rows, numbers)),
    "conger": (conger_kappa, (rows, rows, rows, numbers)),
    "contingency": (contingency, (rows, rows, numbers)),
    "majority": (lambda i, c, k: majority(i, c, k).accuracy(i, c), (rows, rows, numbers)),
    "dawid_skene": (
        lambda i, a, c, k: dawid_skene(i, a, c, k, max_iterations=9),
        (rows, rows, rows, numbers),
    ),
    "one_coin": (lambda i, a, c, k: one_coin(i, a, c, k, max_iterations=9), (rows, rows, rows, numbers)),
    "preference": (preference_agreement, (rows, rows, rows)),
    "bradley_terry": (bradley_terry, (rows, rows, rows)),
    "interval alpha": (interval_alpha, (rows, rows)),
    "gold confusion": (lambda g, s, k: GoldConfusion.of(g, s, k).classes(), (rows, rows, numbers)),
    "ratio": (lambda p, w, t: Ratio.of(p, w, t).estimate(), (rows, rows, rows)),
    "shares": (lambda p, w: Ratio.of_shares(p, w).estimate(), (rows, rows)),
    "mcnemar": (mcnemar, (numbers, numbers, numbers, numbers, st.just(0.95) | numbers)),
    "paired bootstrap": (
        lambda a, b, w: paired_bootstrap(a, b, rng=dice(), whole=w, resamples=20),
        (rows, rows, st.none() | tables),
    ),
    "p chart": (lambda e, n, c: p_chart(e, n, centre=c), (rows, rows, st.none() | numbers)),
    "run length": (p_chart_run_length, (numbers, numbers, numbers)),
    "plan": (lambda n, c, lot, p: Plan(n, c, lot).acceptance(p), (numbers, numbers, numbers, numbers)),
    "single plan": (lambda g, b, lot: single_plan(g, b, lot=lot, largest=50), (numbers, numbers, numbers)),
    "zero defects": (zero_defect_plan, (numbers, numbers)),
    "size": (lambda m, s, c, n: estimate_size(m, share=s, confidence=c, population=n), (numbers,) * 4),
    "days": (lambda n, d: days_until_done(n, d, rng=dice(), runs=5, horizon=9), (numbers, rows)),
    "milestones": (lambda n, d: milestones(n, d, rng=dice(), runs=5, horizon=9), (rows, rows)),
    "done within": (lambda n, d: done_within(n, d, rng=dice(), runs=5), (numbers, rows)),
    "holm": (holm, (rows,)),
    "benjamini-hochberg": (benjamini_hochberg, (rows,)),
    "chi square": (chi_square, (rows, rows)),
    "stability": (population_stability, (rows, rows)),
    "jensen-shannon": (jensen_shannon, (rows, rows)),
    "kolmogorov": (kolmogorov_smirnov, (rows, rows)),
    "kolmogorov of counts": (kolmogorov_smirnov_of_counts, (rows, rows)),
} | {
    each.__name__: (each, (numbers, numbers, st.just(0.95) | numbers))
    for each in (wilson, clopper_pearson, jeffreys, agresti_coull, wald)
}


def floats_in(answer: Any) -> list[float]:
    """Every float of an answer, however deep."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return [each for field in fields(answer) for each in floats_in(getattr(answer, field.name))]
    if isinstance(answer, np.ndarray):
        return answer.astype(np.float64).ravel().tolist() if answer.dtype.kind in "fiub" else []
    if isinstance(answer, dict):
        return [each for value in answer.values() for each in floats_in(value)]
    if isinstance(answer, list | tuple):
        return [each for value in answer for each in floats_in(value)]
    return [float(answer)] if isinstance(answer, float | np.floating) else []


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_answer_or_a_sentence(name: str, data: st.DataObject) -> None:
    call, kinds = CALLS[name]
    handed = [data.draw(kind) for kind in kinds]

    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        with suppress(ValueError):
            assert not any(np.isnan(each) for each in floats_in(call(*handed)))
