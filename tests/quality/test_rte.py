"""Figures of a real data set through the database, against the ones published with it."""

import pytest
from django.db.models import Sum

from dataops.stats.intervals import wilson
from quality.models import AgreementSnapshot, BatchTally, GoldCount
from quality.operations.project import aggregate_project, measure_project
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.quality import rte
from tests.stats.shared_data import expected
from vendors.models import Evidence

pytestmark = pytest.mark.django_db

NAMES = {
    "alpha": "krippendorff_alpha_nominal",
    "ac1": "gwet_ac1",
    "fleiss_kappa": "fleiss_kappa_general",
    "brennan_prediger": "brennan_prediger",
    "percent_agreement": "percent_agreement",
}


@pytest.fixture
def project(db):
    project = rte.load()
    for batch in project.batches.all():
        measure_batch(batch.pk, at=NOON)
    return project


def test_every_coefficient_meets_the_published_figure(project):
    results = measure_project(project.pk, at=NOON).results

    for ours, theirs in NAMES.items():
        published = expected("rte")["agreement_all_rows"][theirs]
        assert results[ours]["estimate"] == pytest.approx(published["value"], abs=5e-7)
        assert results[ours]["se"] == pytest.approx(published["se_linearised"], abs=5e-7)
    assert (results["items"], results["judgements"], results["annotators"]) == (800, 8000, 164)


def test_every_annotators_accuracy_meets_the_published_figure(project):
    counted = {
        row["worker__external_id"]: (row["right"], row["n"])
        for row in GoldCount.objects.values("worker__external_id").annotate(
            right=Sum("correct"), n=Sum("judged")
        )
    }
    published = expected("rte")["consensus"]["annotators"]

    assert counted == {row["id"]: (row["correct"], row["n"]) for row in published}
    for row in published:
        found = wilson(*counted[row["id"]])
        assert [found.ci_low, found.ci_high] == pytest.approx(row["wilson95"], abs=5e-5)


def test_vote_and_dawid_skene_meet_the_published_figures(project):
    made = aggregate_project(project.pk, at=NOON)

    consensus = expected("rte")["consensus"]
    assert made.majority["estimate"] == pytest.approx(consensus["majority_accuracy_random_tie"])
    assert made.dawid_skene["estimate"] == pytest.approx(consensus["dawid_skene_accuracy_converged"])
    assert made.tie_share == pytest.approx(consensus["majority_ties"] / 800)
    assert (made.items, made.gold_items) == (800, 800)


def test_vendors_get_their_counts_as_evidence(project):
    handed = {
        (row["vendor"], row["metric"]): (row["x"], row["n"])
        for row in Evidence.objects.values("vendor", "metric").annotate(
            x=Sum("numerator"), n=Sum("denominator")
        )
    }
    gold = {
        (row["vendor"], "gold_accuracy"): (row["x"], row["n"])
        for row in GoldCount.objects.values("vendor").annotate(x=Sum("correct"), n=Sum("judged"))
    }
    agreement = {(vendor, "agreement"): counts for vendor, counts in rte.pairs_by_vendor().items()}

    assert handed == gold | agreement
    assert sum(right for right, _ in gold.values()) / 8000 == 0.729125


def test_measured_twice_changes_nothing(project):
    measure_project(project.pk, at=NOON)
    before = [
        list(model.objects.order_by("pk").values()) for model in (BatchTally, GoldCount, AgreementSnapshot)
    ]

    for batch in project.batches.all():
        measure_batch(batch.pk, at=NOON)
    measure_project(project.pk, at=NOON)

    after = [
        list(model.objects.order_by("pk").values()) for model in (BatchTally, GoldCount, AgreementSnapshot)
    ]
    assert after == before
