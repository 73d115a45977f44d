"""Solvers for the published examples of acceptance sampling and monitoring."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dataops.stats.control import p_chart
from dataops.stats.drift import jensen_shannon, population_stability
from dataops.stats.kolmogorov import kolmogorov_smirnov
from dataops.stats.sampling import Plan, estimate_size, single_plan, zero_defect_plan
from dataops.stats.sequential import sequential_plan
from dataops.stats.z14 import indexed_plan

Example = dict[str, Any]
Found = dict[str, Any]


def chart(example: Example) -> Found:
    errors, n = example["input"]["defectives"], example["input"]["n"]
    found = p_chart(errors, [n] * len(errors))
    return {
        "p_bar": found.centre,
        "UCL": found.points[0].high,
        "LCL": found.points[0].low,
        "out_of_control": [place + 1 for place in found.signals],
    }


def plan(example: Example) -> Found:
    (good, good_accepted), (bad, bad_accepted) = example["input"]["PRP"], example["input"]["CRP"]
    found = single_plan(good, bad, good_accepted=good_accepted, bad_accepted=bad_accepted)
    return {"n": found.size, "c": found.accept}


def success_run(example: Example) -> Found:
    confidence, reliability = example["input"]["confidence"], example["input"]["reliability"]
    return {"n": zero_defect_plan(1 - reliability, confidence).size}


def sample_size(example: Example) -> Found:
    share, margin, confidence, population = (example["input"][name] for name in ("p", "margin", "conf", "N"))
    return {"n": estimate_size(margin, share=share, confidence=confidence, population=population)}


def operating_curve(example: Example) -> Found:
    of = Plan(example["input"]["n"], example["input"]["c"])
    return {"Pa": [of.acceptance(share) for share in example["input"]["p"]]}


def lot_curve(example: Example) -> Found:
    of = Plan(example["input"]["n"], example["input"]["c"], example["input"]["N"])
    return {"Pa": [of.acceptance_of(defective) for defective in example["input"]["defectives"]]}


def tabled(example: Example) -> Found:
    given = example["input"]
    found = indexed_plan(
        given["lot_size"], given["aql_percent"], level=given["level"], severity=given["inspection"]
    )
    assert found.letter == example["exact"]["code_letter"]
    return {"n": found.size, "Ac": found.accept}


def sequential(example: Example) -> Found:
    good, bad, alpha, beta = (example["input"][name] for name in ("p1", "p2", "alpha", "beta"))
    found = sequential_plan(good, bad, alpha=alpha, beta=beta)
    return {"h1": found.accept_below, "h2": found.reject_above, "s": found.slope}


def label_mix(example: Example) -> Found:
    return {"distance": jensen_shannon(example["input"]["p"], example["input"]["q"]).value}


def stability(example: Example) -> Found:
    before, after = (
        np.rint(np.array(example["input"][name]) * 100).astype(int)
        for name in ("expected_share", "actual_share")
    )
    return {"psi": population_stability(before, after).value}


def two_samples(example: Example) -> Found:
    found = kolmogorov_smirnov(example["input"]["x"], example["input"]["y"])
    return {"D": found.value, "p_value": found.p_value}


SAMPLING: dict[str, Callable[[Example], Found]] = {
    "p_chart": chart,
    "single_plan_two_points": plan,
    "success_run": success_run,
    "proportion_sample_size": sample_size,
    "oc_curve_binomial": operating_curve,
    "oc_curve_hypergeometric": lot_curve,
    "ansi_z14_single": tabled,
    "wald_sprt_binomial": sequential,
    "jensen_shannon_distance": label_mix,
    "psi": stability,
    "ks_2samp": two_samples,
}
