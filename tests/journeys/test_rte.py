"""A published experiment through the product: files in, tasks done, and the published figures on the pages."""

from collections import Counter

import pytest

from dataops.stats.intervals import wilson
from dataops.web.templatetags.formats import coefficient, number, share
from tests.journeys.carrying import strike
from tests.journeys.rte import Experiment, labels
from tests.journeys.tables import row_of, tables_of
from tests.stats.shared_data import data_set, expected

COEFFICIENTS = {
    "alpha": ("Krippendorff", "krippendorff_alpha_nominal"),
    "ac1": ("Gwet", "gwet_ac1"),
    "fleiss_kappa": ("Fleiss", "fleiss_kappa_general"),
    "brennan_prediger": ("Brennan", "brennan_prediger"),
    "percent_agreement": ("Percent agreement", "percent_agreement"),
}
SOME = ("a001", "a002", "a003", "a050", "a100", "a164")


@pytest.fixture
def experiment(carried):
    data_set("rte")
    made = Experiment()
    made.bring("items")
    carried()
    made.prepare(400)
    made.bring("gold")
    made.bring_labels()
    carried()
    strike("quality.sweep_batches")
    strike("vendors.compute_scorecards")
    return made


def test_the_published_figures_stand_on_the_pages(experiment):
    html = experiment.page(f"/quality/projects/{experiment.project.slug}/")
    assert "8,000 judgements" in html
    assert "164 annotators" in html
    coefficients_are_on(html)
    one_label_is_on(html)
    coefficients_are_in_the_api(experiment)
    workers_are_on_their_pages(experiment)
    vendors_have_what_is_theirs(experiment)


def coefficients_are_on(html):
    for name, published in COEFFICIENTS.values():
        figure = expected("rte")["agreement_all_rows"][published]
        write = (
            (lambda value: share(value, 1)) if name.startswith("Percent") else (lambda v: coefficient(v, 3))
        )
        row = row_of(html, "Coefficients with estimate, interval, count and reason", name)
        assert row[2] == write(figure["value"])
        assert row[4] == coefficient(figure["se_linearised"], 4)
        assert row[5] == "800"


def one_label_is_on(html):
    consensus = expected("rte")["consensus"]
    vote = row_of(html, "Accuracy of one label per item", "Majority vote")
    assert f"{share(consensus['majority_ties'] / 800, 1)} of items are tied" in vote[0]
    assert vote[1].startswith(share(consensus["majority_accuracy_random_tie"], 1))
    model = row_of(html, "Accuracy of one label per item", "Dawid-Skene")
    assert model[1].startswith(share(consensus["dawid_skene_accuracy_converged"], 1))


def coefficients_are_in_the_api(experiment):
    address = f"/api/v1/quality/projects/{experiment.project.slug}/agreement/"
    found = experiment.manager.get(address).json()["results"]
    for ours, (_, theirs) in COEFFICIENTS.items():
        published = expected("rte")["agreement_all_rows"][theirs]
        assert round(found[ours]["estimate"], 6) == published["value"]
        assert round(found[ours]["se"], 6) == published["se_linearised"]


def workers_are_on_their_pages(experiment):
    """164 people on four pages; some of them figure by figure."""
    address = f"/quality/projects/{experiment.project.slug}/workers/"
    pages = [experiment.page(f"{address}?page={number}") for number in range(1, 5)]
    rows = [row for page in pages for row in tables_of(page)["Gold accuracy with 95% intervals"][1:]]
    shown = {row[0].split()[0]: row for row in rows}
    published = {row["id"]: row for row in people()}
    assert set(shown) == set(published)
    for who in SOME:
        _, right, _, accuracy, interval = shown[who]
        n, correct = published[who]["n"], published[who]["correct"]
        assert (right, accuracy) == (f"{correct}/{n}", share(correct / n, 1))
        ends = [float(end) / 100 for end in interval.split(" to ")]
        assert ends == pytest.approx(published[who]["wilson95"], abs=0.000551)


def vendors_have_what_is_theirs(experiment):
    """Every label is delivered once under its vendor's order; its gold counts make the scorecard."""
    units = Counter(experiment.slug_of(row["annotator_id"]) for row in labels())
    assert sum(units.values()) == 8000
    for order in experiment.orders:
        slug = order.vendor.slug
        deliveries = tables_of(experiment.page(f"/vendors/orders/{order.pk}/"))["Deliveries"][1:]
        assert sum(int(row[1].replace(",", "")) for row in deliveries) == units[slug]
        theirs = [row for row in people() if experiment.slug_of(row["id"]) == slug]
        right, n = sum(row["correct"] for row in theirs), sum(row["n"] for row in theirs)
        assert n == units[slug]
        card = order.vendor.scorecards.order_by("month_on").last()
        quality = row_of(experiment.page(f"/vendors/scorecards/{card.pk}/"), "Score by criterion", "Quality")
        ends = wilson(right, n)
        assert quality[1].startswith(f"{share(right / n, 1)} {number(right)} of {number(n)} ")
        assert quality[1].endswith(f", {share(ends.ci_low)} to {share(ends.ci_high)}")


def people():
    return expected("rte")["consensus"]["annotators"]
