"""Whatever is handed over: an answer without a NaN in it, or a ValueError that says what was expected."""

import warnings
from collections.abc import Callable
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
from dataops.stats.bands import band
from dataops.stats.box_classes import box_classes
from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.bradley_terry import bradley_terry
from dataops.stats.calibration import calibration
from dataops.stats.checker import Checker
from dataops.stats.comparison import mcnemar, paired_bootstrap
from dataops.stats.conger import conger_kappa
from dataops.stats.control import p_chart, p_chart_run_length
from dataops.stats.cusum import bernoulli_cusum
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.deviation import deviation
from dataops.stats.drift import chi_square, jensen_shannon, population_stability
from dataops.stats.ewma import ewma_chart, ewma_run_length
from dataops.stats.finite import Stratum, finite_share, horvitz_thompson, stratified_share
from dataops.stats.forecast import days_until_done, done_within, milestones
from dataops.stats.futures import Ahead, learning
from dataops.stats.g_chart import g_chart
from dataops.stats.gamma import gamma
from dataops.stats.gold_confusion import GoldConfusion
from dataops.stats.guards import leakage, pace, run_chance, shuffled_run_chance, straight_line
from dataops.stats.intervals import agresti_coull, clopper_pearson, effective_groups, jeffreys, wald, wilson
from dataops.stats.intraclass import intraclass_correlation
from dataops.stats.kolmogorov import kolmogorov_smirnov, kolmogorov_smirnov_of_counts
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.marks import detection
from dataops.stats.measured import interval_alpha
from dataops.stats.multiple import benjamini_hochberg, holm
from dataops.stats.one_coin import one_coin
from dataops.stats.pair_agreement import pair_agreement
from dataops.stats.preference import preference_agreement
from dataops.stats.quantiles import quantile
from dataops.stats.ranking import kendall_w, mean_tau_b
from dataops.stats.rankings import ranking_agreement
from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.ratios import Ratio
from dataops.stats.readings import Readings
from dataops.stats.recoding import collapsed
from dataops.stats.rectifying import outgoing_limit, outgoing_quality, total_inspection
from dataops.stats.repeats import repeats
from dataops.stats.resampling import bootstrap
from dataops.stats.results import Estimate
from dataops.stats.risk_adjusted import RiskAdjustedCusum, risk_adjusted_cusum
from dataops.stats.sampling import Plan, estimate_size, single_plan, zero_defect_plan
from dataops.stats.sequential import sequential_plan
from dataops.stats.shrinkage import shrink
from dataops.stats.spans import SpanTally, span_counts
from dataops.stats.switching import Lot, standing
from dataops.stats.tally import Tally
from dataops.stats.tokens import token_agreement
from dataops.stats.two_raters import contingency
from dataops.stats.weights import WEIGHTS, weights
from dataops.stats.z14 import indexed_plan

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


ELSEWHERE: dict[str, tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]] = {
    "finite share": (finite_share, (numbers, numbers, numbers, st.just(0.95) | numbers)),
    "stratified": (
        lambda parts, x: stratified_share([Stratum(*each) for each in parts], x),
        (st.lists(st.tuples(numbers, numbers, numbers), max_size=2), st.just(0.95) | numbers),
    ),
    "horvitz": (horvitz_thompson, (rows, rows, numbers, st.just(0.95) | numbers)),
    "deviation": (lambda a, b, x: deviation(a, b, confidence=x), (rows, rows, st.just(0.95) | numbers)),
    "kendall": (lambda t, x: kendall_w(t, confidence=x), (tables, st.just(0.95) | numbers)),
    "tau": (lambda t, x: mean_tau_b(t, confidence=x), (tables, st.just(0.95) | numbers)),
    "rankings": (ranking_agreement, (rows, rows, rows, rows)),
    "shrink": (lambda x, n, c: shrink(x, n, confidence=c), (rows, rows, st.just(0.95) | numbers)),
    "calibration": (
        lambda p, o, e: [each.share for each in calibration(p, o, e)],
        (tables, rows, st.none() | rows),
    ),
    "ahead": (lambda r, f, h: Ahead.of(rework=r, ramp=f, holidays=h), (numbers, rows, rows)),
    "learning": (learning, (st.integers(-2, 5) | st.sampled_from([nan, None, "a"]), numbers, numbers)),
    "cusum": (
        lambda p, q, n: bernoulli_cusum(p, q, between_alarms=n),
        (numbers, numbers, st.just(200) | numbers),
    ),
    "cusum run": (
        lambda e, s: bernoulli_cusum(0.05, 0.2, between_alarms=100).run(e, start=s),
        (rows, numbers),
    ),
    "risk": (lambda d, r: risk_adjusted_cusum(d, odds_ratio=r, between_alarms=50), (rows, numbers)),
    "risk run": (lambda e, d, s: RiskAdjustedCusum(2.0, 500).run(e, d, start=s), (rows, rows, numbers)),
    "risk length": (lambda d, r: RiskAdjustedCusum(2.0, 500).run_length(d, odds=r), (rows, numbers)),
    "ewma": (ewma_chart, (rows, rows, numbers)),
    "ewma length": (lambda w, v, s: ewma_run_length(w, v, shift=s), (numbers, numbers, numbers)),
    "g chart": (lambda g, p, r: g_chart(g, accepted=p, every=r), (rows, st.none() | numbers, numbers)),
    "sequential": (
        lambda g, b, n, p: sequential_plan(g, b, largest=n).performance(p),
        (numbers, numbers, st.integers(-1, 30) | st.sampled_from([nan, "a"]), numbers),
    ),
    "verdict": (lambda n, x: [sequential_plan(0.05, 0.2).verdict(n, x)], (numbers, numbers)),
    "outgoing": (lambda p, n: outgoing_quality(Plan(5, 1), p, n), (numbers, numbers)),
    "inspection": (lambda p, n: total_inspection(Plan(5, 1), p, n), (numbers, numbers)),
    "outgoing limit": (lambda n: outgoing_limit(Plan(5, 1), n), (numbers,)),
    "checker": (lambda s, f: Checker(s, f).corrected(wilson(3, 10)), (numbers, numbers)),
    "tables": (
        lambda n, a, lv, s: indexed_plan(n, a, level=lv, severity=s),
        (
            st.integers(-1, 99) | numbers,
            st.just("1.0") | numbers,
            st.sampled_from(["II", "x", None]),
            st.sampled_from(["normal", "reduced", "x", None]),
        ),
    ),
    "switching": (
        lambda lots, s: standing([Lot(each) for each in lots], start=s),
        (st.lists(st.booleans(), max_size=12), st.sampled_from(["normal", "stopped", "x", None])),
    ),
    "readings": (lambda i, v, d: Readings.of(i, v, d).alpha(), (rows, rows, st.just(3) | numbers)),
    "band": (lambda v, s, x: band(Estimate(v, s, None, None, None, 3), sure=x), (numbers, numbers, numbers)),
    "straight line": (straight_line, (rows,)),
    "pace": (pace, (rows, rows, st.just(0.95) | numbers)),
    "leakage": (leakage, (numbers, numbers, numbers, numbers)),
    "run chance": (run_chance, (numbers, numbers, numbers)),
    "shuffled run": (shuffled_run_chance, (numbers, numbers, numbers)),
    "quantile": (lambda v, p, x: quantile(v, p, confidence=x), (rows, numbers, st.just(0.95) | numbers)),
    "groups": (effective_groups, (numbers, numbers)),
}
CALLS: dict[str, tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]] = (
    {
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
        "span rows": (
            lambda d, a, m: span_counts(d, a, m).tally.f1(),
            (rows, rows, st.lists(spans, max_size=4)),
        ),
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
        "single plan": (
            lambda g, b, lot: single_plan(g, b, lot=lot, largest=50),
            (numbers, numbers, numbers),
        ),
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
    }
    | {
        each.__name__: (each, (numbers, numbers, st.just(0.95) | numbers))
        for each in (wilson, clopper_pearson, jeffreys, agresti_coull, wald)
    }
    | ELSEWHERE
)


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
        try:
            answer = call(*handed)
        except ValueError as fault:
            sentence, answer = str(fault), None
        else:
            sentence = "Expected nothing else."
    assert "xpected" in sentence or "too many" in sentence
    assert not any(np.isnan(each) for each in floats_in(answer))
