"""Published examples, each at the tolerance its source was printed with."""

from collections.abc import Callable

import numpy as np
import pytest

from dataops.stats.control import p_chart
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.intervals import agresti_coull, clopper_pearson, jeffreys, wald, wilson
from dataops.stats.sampling import Plan, estimate_size, single_plan, zero_defect_plan
from tests.stats.reference_agreement import AGREEMENT, Example, Found
from tests.stats.shared_data import reference_examples

# Statistics of the collection that this package does not offer (yet), by name.
NOT_BUILT = {
    "drift": {"jensen_shannon_distance", "psi", "ks_2samp"},
    "lots and sample sizes": {
        "ansi_z14_single",
        "oc_curve_hypergeometric",
        "wald_sprt_binomial",
    },
}


def proportion(example: Example) -> Found:
    x, n, conf = example["input"]["x"], example["input"]["n"], example["input"].get("conf", 0.95)
    facts: Found = {}
    for function in (wilson, clopper_pearson, jeffreys, agresti_coull, wald):
        found = function(x, n, conf)
        facts[function.__name__] = [found.ci_low, found.ci_high]
    return facts


def latent_classes(example: Example) -> Found:
    rows = [
        (patient, observer, label - 1)
        for patient, answers in enumerate(example["input"]["patients_by_observers"])
        for observer, given in enumerate(answers)
        for label in given
    ]
    model = dawid_skene(*np.array(rows).T, 4, prior=False, tolerance=1e-14)
    return {"class_marginals": model.prevalence, "observer1_error_rates": model.confusion[0]}


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


SOLVERS: dict[str, Callable[[Example], Found]] = {
    **AGREEMENT,
    "dawid_skene_em": latent_classes,
    "p_chart": chart,
    "single_plan_two_points": plan,
    "success_run": success_run,
    "proportion_sample_size": sample_size,
    "oc_curve_binomial": operating_curve,
    "proportion_ci": proportion,
    "proportion_ci95": proportion,
}

EXAMPLES = reference_examples()
UNBUILT = set().union(*NOT_BUILT.values())


@pytest.mark.parametrize(
    "example",
    [example for example in EXAMPLES if example["statistic"] not in UNBUILT],
    ids=lambda example: example["id"],
)
def test_published_figures(example: Example) -> None:
    found = SOLVERS[example["statistic"]](example)

    for name, value in example["expected"].items():
        tolerance = example["tolerance"]
        tolerance = tolerance[name] if isinstance(tolerance, dict) else tolerance
        np.testing.assert_allclose(found[name], value, rtol=0, atol=max(tolerance, 1e-9), err_msg=name)


@pytest.mark.skipif(
    not EXAMPLES, reason="The collection of published figures is not here; set DATAOPS_SHARED."
)
def test_every_statistic_of_the_collection_is_built_or_named_as_not_built() -> None:
    assert {example["statistic"] for example in EXAMPLES} == set(SOLVERS) | UNBUILT
