"""Real spans and boxes of many annotators, measured beforehand by other means."""

import csv
import gzip
import json
from typing import Any

import numpy as np
import pytest

from dataops.stats.boxes import box_agreement, box_counts
from dataops.stats.geometry import matching_boxes
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.marks import detection
from dataops.stats.spans import matching_spans, span_counts
from dataops.stats.tokens import token_agreement
from tests.stats.shared_data import data_set, expected


def rows(name: str, file: str) -> list[dict[str, str]]:
    with gzip.open(data_set(name) / f"{file}.csv.gz", "rt") as text:
        return list(csv.DictReader(text))


def marks(name: str, file: str = "labels") -> tuple[list[int], list[int], list[list[tuple[Any, ...]]]]:
    """Document, annotator and marks of each row; digits of the names are the codes."""
    found = rows(name, file)
    return (
        [int(row["item_id"].lstrip("d")) for row in found],
        [int(row.get("annotator_id", "a0")[1:]) for row in found],
        [[tuple(mark) for mark in json.loads(row["label"])] for row in found],
    )


def test_span_f1_of_every_two_readers() -> None:
    facts = expected("ner_conll_amt")["pairwise_exact_span_f1"]
    counts = span_counts(*marks("ner_conll_amt"))

    exact, relaxed = counts.tally.f1()
    drawn, _ = counts.bootstrap(np.random.default_rng(20240501))

    assert exact.estimate == pytest.approx(facts["micro"], abs=1e-6)
    assert exact.estimate < relaxed.estimate < 1
    assert (drawn.ci_low, drawn.ci_high) == pytest.approx((exact.ci_low, exact.ci_high), abs=0.005)


@pytest.mark.parametrize(("begins", "key"), [(True, "token_level_bio"), (False, "token_level_type_only")])
def test_token_alpha_with_an_interval_by_document(begins: bool, key: str) -> None:
    facts = expected("ner_conll_amt")[key]
    length = {int(row["item_id"][1:]): int(row["n_tokens"]) for row in rows("ner_conll_amt", "items")}

    found = token_agreement(*marks("ner_conll_amt"), length, begins=begins)

    assert found.overlapping_tokens == facts["units_with_2plus"]
    assert found.alpha.estimate == pytest.approx(facts["krippendorff_alpha_nominal"]["value"], abs=1e-6)
    assert found.percent_agreement.estimate == pytest.approx(facts["percent_agreement"]["value"], abs=1e-6)
    assert found.alpha.se > 3 * facts["krippendorff_alpha_nominal"]["se_linearised"]  # that one is by token


def test_boxes_of_every_two_annotators() -> None:
    facts = expected("pedestrian_boxes")
    counts = box_counts(*marks("pedestrian_boxes"))

    found = box_agreement(counts)

    assert found.f1.estimate == pytest.approx(facts["pairwise_f1_iou50"]["micro"], abs=1e-6)
    assert found.mean_iou.estimate == pytest.approx(
        facts["pairwise_f1_iou50"]["mean_iou_of_matches"], abs=1e-6
    )
    assert found.count_alpha.estimate == pytest.approx(facts["box_count_alpha"]["ratio"], abs=1e-6)
    interval = krippendorff_alpha(counts.counts, "interval").estimate
    assert interval == pytest.approx(facts["box_count_alpha"]["interval"], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("ner_conll_amt", matching_spans),
        ("pedestrian_boxes", lambda a, b: len(matching_boxes(a, b))),
    ],
)
def test_precision_and_recall_of_each_annotator(name: str, match) -> None:
    documents, _, gold = marks(name, "gold")
    truth = dict(zip(documents, gold, strict=True))
    of: dict[int, list[tuple[int, int, int]]] = {}
    for document, annotator, made in zip(*marks(name), strict=True):
        if document in truth:
            facts = (match(truth[document], made), len(made), len(truth[document]))
            of.setdefault(annotator, []).append(facts)

    for facts in expected(name)["annotators"]:
        if facts["f1"] is not None:
            found = detection(*np.array(of[int(facts["id"][1:])]).T)

            for key in ("precision", "recall", "f1"):
                assert getattr(found, key).estimate == pytest.approx(facts[key], abs=6e-5), facts["id"]
