"""Published examples, each at the tolerance its source was printed with."""

from collections.abc import Callable

import numpy as np
import pytest

from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.intervals import agresti_coull, clopper_pearson, jeffreys, wald, wilson
from tests.stats.reference_agreement import AGREEMENT, Example, Found
from tests.stats.reference_sampling import SAMPLING
from tests.stats.shared_data import reference_examples


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


SOLVERS: dict[str, Callable[[Example], Found]] = {
    **AGREEMENT,
    "dawid_skene_em": latent_classes,
    "proportion_ci": proportion,
    "proportion_ci95": proportion,
    **SAMPLING,
}

EXAMPLES = reference_examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_published_figures(example: Example) -> None:
    found = SOLVERS[example["statistic"]](example)

    for name, value in example["expected"].items():
        tolerance = example["tolerance"]
        tolerance = tolerance[name] if isinstance(tolerance, dict) else tolerance
        np.testing.assert_allclose(found[name], value, rtol=0, atol=max(tolerance, 1e-9), err_msg=name)


@pytest.mark.skipif(
    not EXAMPLES, reason="The collection of published figures is not here; set DATAOPS_SHARED."
)
def test_every_statistic_of_the_collection_is_built() -> None:
    assert {example["statistic"] for example in EXAMPLES} == set(SOLVERS)
