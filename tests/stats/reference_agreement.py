"""Solvers of the published examples on agreement: what this package answers, under the collection's names."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dataops.stats.agreement import brennan_prediger, fleiss_kappa, gwet_ac1, percent_agreement
from dataops.stats.coincidence import coincidences
from dataops.stats.conger import conger_kappa
from dataops.stats.distributions import beta_cdf, normal_quantile, student_quantile
from dataops.stats.geometry import iou
from dataops.stats.intraclass import intraclass_correlation
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.marks import detection
from dataops.stats.ranking import kendall_w
from dataops.stats.results import Estimate
from dataops.stats.sets import code_sets, set_alpha
from dataops.stats.spans import matching_spans
from dataops.stats.tally import Tally
from dataops.stats.two_raters import (
    cohen_kappa,
    cohen_null_se,
    paired_ac1,
    paired_agreement,
    paired_brennan_prediger,
    scott_pi,
)
from dataops.stats.weights import weights

Example = dict[str, Any]
Found = dict[str, Any]


def described(found: Estimate, df: int | None = None) -> Found:
    """An estimate under the names the collection uses."""
    facts: Found = {"coefficient": found.estimate, "se": found.se, "ci": [found.ci_low, found.ci_high]}
    if df and found.se:
        t = found.estimate / found.se
        facts["p_value"] = beta_cdf(df / (df + t * t), df / 2, 0.5)
    return facts


Rows = tuple[np.ndarray, np.ndarray, np.ndarray, int]


def coded(columns: list[list[Any]]) -> Rows:
    """Item, annotator and label codes of a raters x units table with holes."""
    classes = sorted({value for column in columns for value in column if value is not None})
    rows = [
        (unit, rater, classes.index(value))
        for rater, column in enumerate(columns)
        for unit, value in enumerate(column)
        if value is not None
    ]
    item, annotator, label = np.array(rows).T
    return item, annotator, label, len(classes)


def by_unit(example: Example) -> Rows:
    return coded([list(column) for column in zip(*example["input"]["ratings_units_by_raters"], strict=True)])


def tally_of(example: Example) -> Tally:
    given = example["input"]
    if "counts" in given:
        return Tally.from_counts(given["counts"])
    if "contingency" in given:
        return Tally.from_counts(_pairs(np.array(given["contingency"])))
    return Tally.from_codes(*by_unit(example))


def _pairs(table: np.ndarray) -> np.ndarray:
    rows, columns = np.divmod(np.repeat(np.arange(table.size), table.ravel()), len(table))
    return np.eye(len(table), dtype=int)[rows] + np.eye(len(table), dtype=int)[columns]


def alpha_by_level(example: Example) -> Found:
    tally = Tally.from_codes(*coded(example["input"]["raters_by_units"]))
    return {"alpha": krippendorff_alpha(tally, example["params"]["level"]).estimate}


def alpha_of_sets(example: Example) -> Found:
    raters = example["input"]["raters_by_units_sets"]
    label, sets = code_sets([tags for rater in raters for tags in rater])
    annotator, item = np.divmod(np.arange(label.size), len(raters[0]))
    tally = Tally.from_codes(item, annotator, label, len(sets))
    return {"alpha": set_alpha(tally, sets, example["params"]["distance"]).estimate}


def intraclass(example: Example) -> Found:
    forms = {"1": "one_way", "2": "two_way", "3": "fixed"}
    name = example["params"]["type"].removeprefix("ICC")
    of = intraclass_correlation(example["input"]["targets_by_judges"])
    found = getattr(of, forms[name[0]] + ("_mean" if name.endswith("k") else ""))
    return {"icc": found.estimate, "ci95": [found.ci_low, found.ci_high]}


def concordance(example: Example) -> Found:
    return {"W": kendall_w(example["input"]["rankings_by_judges"]).estimate}


def overlap(example: Example) -> Found:
    return {"iou": float(iou(example["input"]["a"], example["input"]["b"])[0, 0])}


def span_f1(example: Example) -> Found:
    wanted, made = example["input"]["reference"], example["input"]["candidate"]
    found = detection([matching_spans(wanted, made)], [len(made)], [len(wanted)])
    return {name: getattr(found, name).estimate for name in ("precision", "recall", "f1")}


def raw(function: Callable[..., Estimate]) -> Callable[[Example], Found]:
    def solve(example: Example) -> Found:
        tally = tally_of(example)
        near = weights(example["params"].get("weights", "identity"), tally.n_classes)
        facts = described(function(tally, weights=near), tally.items - 1)
        facts["pa"] = percent_agreement(tally, weights=near).estimate
        facts["pe"] = (facts["pa"] - facts["coefficient"]) / (1 - facts["coefficient"])
        return facts

    return solve


def raw_alpha(example: Example) -> Found:
    tally = tally_of(example)
    near = weights(example["params"].get("weights", "identity"), tally.n_classes)
    facts = described(krippendorff_alpha(tally, weights=near), tally.overlapping_items - 1)
    prevalence = coincidences(tally).sum(axis=0) / coincidences(tally).sum()
    facts["pe"] = prevalence @ near @ prevalence
    facts["pa"] = 1 - (1 - facts["coefficient"]) * (1 - facts["pe"])
    return facts


def raw_conger(example: Example) -> Found:
    item, annotator, label, k = by_unit(example)
    near = weights(example["params"]["weights"], k)
    facts = described(conger_kappa(item, annotator, label, k, weights=near))
    facts["pa"] = percent_agreement(tally_of(example), weights=near).estimate
    facts["pe"] = (facts["pa"] - facts["coefficient"]) / (1 - facts["coefficient"])
    return facts


def table(function: Callable[..., Estimate]) -> Callable[[Example], Found]:
    def solve(example: Example) -> Found:
        name = example["params"].get("weights") or "identity"
        return described(function(example["input"]["contingency"], name))

    return solve


def either(of_table: Callable[[Example], Found], of_ratings: Callable[[Example], Found]) -> Any:
    def solve(example: Example) -> Found:
        return (of_table if "contingency" in example["input"] else of_ratings)(example)

    return solve


def table_alpha(example: Example) -> Found:
    """irrCAC gives alpha of a table the standard error of Scott's pi."""
    name = example["params"]["weights"]
    tally, paired = tally_of(example), scott_pi(example["input"]["contingency"], name)
    value = krippendorff_alpha(tally, weights=weights(name, tally.n_classes)).estimate
    half = student_quantile(0.975, paired.n - 1) * paired.se
    return {"coefficient": value, "se": paired.se, "ci": [value - half, value + half]}


def cohen(example: Example) -> Found:
    grid, name = example["input"]["contingency"], example["params"]["weights"] or "identity"
    found, null = cohen_kappa(grid, name), cohen_null_se(grid, name)
    half = normal_quantile(0.975) * found.se
    return {
        "kappa": found.estimate,
        "se": found.se,
        "se0": null,
        "z": found.estimate / null,
        "ci": [found.estimate - half, found.estimate + half],
    }


def scott_s_ao(example: Example) -> Found:
    grid = example["input"]["contingency"]
    return {
        "Ao": paired_agreement(grid).estimate,
        "pi": scott_pi(grid).estimate,
        "S": paired_brennan_prediger(grid).estimate,
    }


def fleiss_classic(example: Example) -> Found:
    tally = tally_of(example)
    kappa, observed = fleiss_kappa(tally).estimate, percent_agreement(tally).estimate
    return {
        "kappa": kappa,
        "P_bar": observed,
        "P_e": (observed - kappa) / (1 - kappa) if kappa < 1 else None,
        "fleiss": kappa,
        "randolph_free_marginal": brennan_prediger(tally).estimate,
    }


AGREEMENT: dict[str, Callable[[Example], Found]] = {
    "krippendorff_alpha": alpha_by_level,
    "krippendorff_alpha_setdistance": alpha_of_sets,
    "krippendorff": raw_alpha,
    "krippendorff_raw": raw_alpha,
    "krippendorff_table": table_alpha,
    "gwet_raw": raw(gwet_ac1),
    "fleiss_raw": raw(fleiss_kappa),
    "bp_raw": raw(brennan_prediger),
    "conger_raw": raw_conger,
    "fleiss": raw(fleiss_kappa),
    "fleiss_kappa": fleiss_classic,
    "fleiss_and_free_marginal_kappa": fleiss_classic,
    "cohen_kappa": cohen,
    "cohen": table(cohen_kappa),
    "cohen_table": table(cohen_kappa),
    "scott": table(scott_pi),
    "scott_table": table(scott_pi),
    "gwet_table": table(paired_ac1),
    "bp_table": table(paired_brennan_prediger),
    "pa_table": table(paired_agreement),
    "percent_agreement": table(paired_agreement),
    "gwet_ac1": either(table(paired_ac1), raw(gwet_ac1)),
    "brennan_prediger": either(table(paired_brennan_prediger), raw(brennan_prediger)),
    "scott_pi_S_Ao": scott_s_ao,
    "intraclass_correlation": intraclass,
    "kendall_w": concordance,
    "iou": overlap,
    "span_f1_exact": span_f1,
}
