"""Real labels of many annotators, measured beforehand by other means."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dataops.stats.aggregation import majority
from dataops.stats.agreement import agreement
from dataops.stats.codes import last_answers
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.intervals import wilson
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.measurement import measure
from dataops.stats.resampling import bootstrap
from dataops.stats.tables import Labels, read_gold, read_labels
from dataops.stats.tally import Tally
from dataops.stats.two_raters import cohen_kappa, contingency
from tests.stats.shared_data import data_set, expected

ORDERS = {"convabuse": ("-3", "-2", "-1", "0", "1"), "ukp_convarg1": ("a1", "equal", "a2"), "rte": ("0", "1")}
NAMES = {
    "percent_agreement": "percent_agreement",
    "gwet_ac1": "ac1",
    "fleiss_kappa_general": "fleiss_kappa",
    "brennan_prediger": "brennan_prediger",
    "krippendorff_alpha_nominal": "alpha",
}
POLICY = {
    "rte": "agreement_all_rows",
    "ukp_convarg1": "agreement_all_rows",
    "convabuse": "agreement_keep_last",
}


def labels_of(name: str) -> tuple[Path, Labels]:
    folder = data_set(name)
    return folder, read_labels(folder / "labels.csv.gz", categories=ORDERS[name])


def tally_of(labels: Labels) -> Tally:
    return Tally.from_codes(labels.item, labels.annotator, labels.label, len(labels.categories))


@pytest.mark.parametrize("name", POLICY)
def test_coefficients_and_standard_errors(name: str) -> None:
    facts = expected(name)[POLICY[name]]
    tally = tally_of(labels_of(name)[1])

    found = agreement(tally)

    assert (found.items, found.overlapping_items, found.judgements) == (
        facts["units"],
        facts["units_with_2plus"],
        facts["judgements"],
    )
    for key, ours in NAMES.items():
        assert getattr(found, ours).estimate == pytest.approx(facts[key]["value"], abs=2e-6), key
        assert getattr(found, ours).se == pytest.approx(facts[key]["se_linearised"], abs=2e-5), key


@pytest.mark.parametrize("name", POLICY)
def test_bootstrap_intervals(name: str) -> None:
    facts = expected(name)[POLICY[name]]
    tally = tally_of(labels_of(name)[1])

    found = bootstrap(tally, rng=np.random.default_rng(20240501), resamples=2000)

    for key, ours in NAMES.items():
        estimate = getattr(found, ours)
        assert (estimate.ci_low, estimate.ci_high) == pytest.approx(facts[key]["boot_ci95"], abs=0.003), key


@pytest.mark.parametrize(
    ("name", "level"), [("convabuse", "ordinal"), ("ukp_convarg1", "ordinal"), ("convabuse", "interval")]
)
def test_alpha_of_ordered_labels(name: str, level: str) -> None:
    facts = expected(name)[POLICY[name]]
    labels = labels_of(name)[1]
    values = [float(each) for each in labels.categories] if level == "interval" else None

    found = krippendorff_alpha(tally_of(labels), level, values)

    assert found.estimate == pytest.approx(facts[f"krippendorff_alpha_{level}"]["value"], abs=2e-6)


def test_all_answers_of_one_annotator_may_count() -> None:
    """convabuse with every repeat as if another annotator had given it."""
    facts = expected("convabuse")["agreement_all_rows"]
    labels = labels_of("convabuse")[1]

    found = agreement(Tally.from_codes(labels.item, np.arange(labels.item.size), labels.label, 5))

    assert found.alpha.estimate == pytest.approx(facts["krippendorff_alpha_nominal"]["value"], abs=2e-6)
    assert found.ac1.estimate == pytest.approx(facts["gwet_ac1"]["value"], abs=2e-6)


def test_repeats_of_one_annotator() -> None:
    facts, tally = expected("convabuse"), tally_of(labels_of("convabuse")[1])

    assert (tally.repeats, tally.repeated_pairs) == (
        facts["repeated_item_annotator_rows"],
        facts["intra_annotator_groups"],
    )
    assert round(tally.consistent_pairs / tally.repeated_pairs, 4) == facts["intra_annotator_exact_agreement"]


@pytest.mark.parametrize("name", ["rte", "ukp_convarg1"])
def test_accuracy_of_the_vote_with_its_ties(name: str) -> None:
    facts: dict[str, Any] = expected(name)["consensus"]
    folder, labels = labels_of(name)

    found = measure(labels, gold=read_gold(folder / "gold.csv.gz", labels)).majority

    assert found.ties == facts["majority_ties"]
    assert found.accuracy.n == facts["gold_items"]
    assert found.accuracy.estimate == pytest.approx(facts["majority_accuracy_random_tie"], abs=2e-6)


@pytest.mark.parametrize(("name", "with_prior"), [("rte", 0.9275), ("ukp_convarg1", 0.896)])
def test_dawid_skene_with_and_without_a_prior(name: str, with_prior: float) -> None:
    facts = expected(name)["consensus"]
    folder, labels = labels_of(name)
    rows, k = (labels.item, labels.annotator, labels.label), len(labels.categories)
    gold = read_gold(folder / "gold.csv.gz", labels)

    plain, believed = dawid_skene(*rows, k, prior=False), dawid_skene(*rows, k)

    assert plain.iterations == facts["ds_iterations_to_1e-9"]
    assert list(plain.prevalence) == pytest.approx(
        [facts["ds_class_prior"][c] for c in labels.categories], abs=1e-4
    )
    assert plain.accuracy(*gold).estimate == pytest.approx(facts["dawid_skene_accuracy_converged"], abs=2e-6)
    assert believed.accuracy(*gold).estimate == pytest.approx(with_prior, abs=5e-4)


def test_vote_ties_of_convabuse() -> None:
    labels = labels_of("convabuse")[1]
    last = last_answers(labels.item, labels.annotator, len(labels.items), len(labels.annotators))

    vote = majority(labels.item[last], labels.label[last], 5)

    assert int(vote.tied.sum()) == expected("convabuse")["consensus"]["majority_ties"]


@pytest.mark.parametrize("name", ["rte", "ukp_convarg1"])
def test_accuracy_of_each_annotator_with_wilson_s_interval(name: str) -> None:
    folder, labels = labels_of(name)
    gold_item, gold_label = read_gold(folder / "gold.csv.gz", labels)
    truth = np.full(len(labels.items), -1)
    truth[gold_item] = gold_label
    judged, right = truth[labels.item] >= 0, labels.label == truth[labels.item]
    checked = np.bincount(labels.annotator, judged).astype(int)
    correct = np.bincount(labels.annotator, judged & right).astype(int)
    code = {name: number for number, name in enumerate(labels.annotators)}

    for facts in expected(name)["consensus"]["annotators"]:
        found = wilson(int(correct[code[facts["id"]]]), int(checked[code[facts["id"]]]))

        assert found.n == facts["n"]
        assert (found.ci_low, found.ci_high) == pytest.approx(facts["wilson95"], abs=6e-5)


def test_cohen_kappa_of_every_pair_of_annotators() -> None:
    """rte has no repeats: pairs with ten items or more in common."""
    facts = expected("rte")["consensus"]["cohen_pairs_10plus_common_items"]
    labels = labels_of("rte")[1]
    said = np.full((len(labels.annotators), len(labels.items)), -1)
    said[labels.annotator, labels.item] = labels.label

    kappas = []
    for a in range(len(said)):
        for b in range(a):
            both = (said[a] >= 0) & (said[b] >= 0)
            if both.sum() >= 10:
                kappas.append(cohen_kappa(contingency(said[a][both], said[b][both], 2)).estimate)

    known = [kappa for kappa in kappas if kappa is not None]
    assert len(known) == facts["pairs"]
    assert np.median(known) == pytest.approx(facts["unweighted"]["median"], abs=1e-4)
