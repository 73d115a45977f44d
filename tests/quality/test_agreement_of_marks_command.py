"""`manage.py agreement --level spans|boxes`: marks in documents, from a file alone."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.quality.test_agreement_command import answer
from tests.stats.shared_data import data_set, expected

HEADLINE = ("percent_agreement", "alpha", "ac1", "fleiss_kappa", "brennan_prediger")
SPANS = {
    "ann": ([[0, 2, "PER"], [5, 6, "LOC"]], [[1, 3, "ORG"]]),
    "bob": ([[0, 2, "PER"], [5, 7, "LOC"]], [[1, 3, "ORG"]]),
}
BOXES = {
    "ann": ([[0, 0, 10, 10, "car"]], [[0, 0, 4, 4, "van"]]),
    "bob": ([[0, 0, 10, 9, "car"]], []),
}


def written(folder: Path, by: dict) -> str:
    path = folder / "labels.csv"
    rows = [
        f'd{number},{who},"{json.dumps(marks).replace(chr(34), chr(34) * 2)}"'
        for who, documents in by.items()
        for number, marks in enumerate(documents)
    ]
    path.write_text("\n".join(["item_id,annotator_id,label", *rows, ""]))
    return str(path)


def test_spans_have_f1_and_say_why_there_is_no_kappa(tmp_path: Path) -> None:
    found = json.loads(answer(written(tmp_path, SPANS), "--level", "spans", "--json"))

    assert (found["level"], found["items"], found["marks"]) == ("spans", 2, 6)
    assert found["span_f1_exact"]["estimate"] == pytest.approx(2 / 3)
    assert (found["span_f1_relaxed"]["estimate"], found["token_alpha"]["reason"]) == (1, "no_lengths")
    assert {found[name]["reason"] for name in HEADLINE} == {"not_categories"}
    assert found["against_gold"]["f1"]["reason"] == "empty"


def test_tokens_are_counted_where_lengths_are_given(tmp_path: Path) -> None:
    labels, items = written(tmp_path, SPANS), tmp_path / "items.csv"
    items.write_text("item_id,n_tokens\nd0,10\nd1,5\n")

    found = json.loads(answer(labels, "--level", "spans", "--lengths", str(items), "--json"))

    assert found["token_agreement"]["estimate"] == pytest.approx(14 / 15)
    assert 0.8 < found["token_alpha"]["estimate"] < 1
    items.write_text("item_id,n_tokens\nd0,10\n")
    with pytest.raises(CommandError, match="number of tokens of item 'd1'"):
        answer(labels, "--level", "spans", "--lengths", str(items))


def test_boxes_have_overlaps_counts_and_classes(tmp_path: Path) -> None:
    labels = written(tmp_path, BOXES)

    found = json.loads(answer(labels, "--level", "boxes", "--json"))

    assert (found["marks"], found["annotators"]) == (3, 2)
    assert found["box_f1"]["estimate"] == pytest.approx(2 / 3)
    assert (found["mean_iou"]["estimate"], found["class_agreement"]["estimate"]) == (pytest.approx(0.9), 1)
    assert "3 boxes by 2 annotators in 2 documents." in answer(labels, "--level", "boxes")


def test_each_annotator_against_gold(tmp_path: Path) -> None:
    labels, gold = written(tmp_path, SPANS), tmp_path / "gold.csv"
    gold.write_text('item_id,label\nd0,"[[0,2,""PER""],[5,7,""LOC""]]"\n')

    found = json.loads(answer(labels, "--level", "spans", "--gold", str(gold), "--by", "annotator", "--json"))

    assert [part["f1"]["estimate"] for part in found["by_annotator"]] == [0.5, 1.0]
    assert (found["against_gold"]["recall"]["estimate"], found["cannot_rank"]) == (0.75, True)
    with pytest.raises(CommandError, match="compared as they lie"):
        answer(labels, "--level", "spans", "--categories", "PER,LOC")


@pytest.mark.parametrize(("level", "by"), [("spans", SPANS), ("boxes", BOXES)])
def test_each_annotator_against_the_others_where_there_is_no_gold(tmp_path: Path, level: str, by) -> None:
    found = json.loads(answer(written(tmp_path, by), "--level", level, "--by", "annotator", "--json"))

    both = [part["f1_with_others"]["estimate"] for part in found["by_annotator"]]
    assert both == [pytest.approx(2 / 3)] * 2  # of two annotators each has only the other
    assert "f1" not in found["by_annotator"][0]


def test_each_class_of_spans_alone(tmp_path: Path) -> None:
    labels, gold = written(tmp_path, SPANS), tmp_path / "gold.csv"
    gold.write_text('item_id,label\nd0,"[[0,2,""PER""],[5,7,""LOC""],[8,9,""DATE""]]"\n')

    found = json.loads(answer(labels, "--level", "spans", "--by", "class", "--gold", str(gold), "--json"))

    parts = {part["name"]: part for part in found["by_class"]}
    assert {name: part["labels"] for name, part in parts.items()} == {"DATE": 0, "LOC": 2, "ORG": 2, "PER": 2}
    exact = {name: part["exact_f1"]["estimate"] for name, part in parts.items()}
    assert exact == {"DATE": None, "LOC": 0, "ORG": 1, "PER": 1}
    assert (parts["LOC"]["overlapping_f1"]["estimate"], parts["LOC"]["f1"]["estimate"]) == (1, 0.5)
    assert parts["DATE"]["recall"]["estimate"] == 0
    assert "LOC (2 labels)" in answer(labels, "--level", "spans", "--by", "class")


def test_each_class_of_boxes_alone(tmp_path: Path) -> None:
    found = json.loads(answer(written(tmp_path, BOXES), "--level", "boxes", "--by", "class", "--json"))

    scores = {part["name"]: part["f1_at_half_overlap"]["estimate"] for part in found["by_class"]}
    assert scores == {"car": 1, "van": 0}


def test_the_last_answer_to_a_document_holds(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text('item_id,annotator_id,label\nd,a,[]\nd,b,"[[0,1,""X""]]"\nd,a,"[[0,1,""X""]]"\n')

    found = json.loads(answer(str(path), "--level", "spans", "--json"))

    assert (found["judgements"], found["repeats"], found["span_f1_exact"]["estimate"]) == (2, 1, 1)


@pytest.mark.parametrize("level", ["spans", "boxes"])
def test_a_header_alone_is_no_data(tmp_path: Path, level: str) -> None:
    found = json.loads(answer(written(tmp_path, {}), "--level", level, "--json"))

    assert (found["items"], found["overlapping_items"]) == (0, 0)
    assert {each["reason"] for each in found.values() if isinstance(each, dict) and "reason" in each} <= {
        "empty",
        "not_categories",
        "no_lengths",
    }


@pytest.mark.parametrize(
    ("level", "cell"),
    [
        ("spans", "word"),
        ("spans", "[[2, 1, 'X']]"),
        ("spans", '[[2, 1, "X"]]'),
        ("spans", '[[0, 1.5, "X"]]'),
        ("spans", "{}"),
        ("boxes", '[[0, 0, -1, 1, "X"]]'),
        ("boxes", '[[0, 0, NaN, 1, "X"]]'),
        ("boxes", '[[0, 0, 1, "X"]]'),
        ("boxes", "[" * 99_999),
    ],
)
def test_a_cell_that_is_no_list_of_marks_is_one_sentence(tmp_path: Path, level: str, cell: str) -> None:
    path, quote = tmp_path / "bad.csv", chr(34)
    path.write_text(f"item_id,annotator_id,label\nd,a,{quote}{cell.replace(quote, quote * 2)}{quote}\n")

    with pytest.raises(CommandError, match=r"^bad\.csv, row 2, column label.*In the file: \[\["):
        answer(str(path), "--level", level)


@pytest.mark.parametrize(
    ("name", "level", "figures"),
    [
        ("ner_conll_amt", "spans", {"span_f1_exact": ("pairwise_exact_span_f1", "micro")}),
        (
            "pedestrian_boxes",
            "boxes",
            {"box_f1": ("pairwise_f1_iou50", "micro"), "count_alpha": ("box_count_alpha", "ratio")},
        ),
    ],
)
def test_open_data_gives_the_figures_that_were_measured_beforehand(name, level: str, figures) -> None:
    labels = str(data_set(name) / "labels.csv.gz")

    found = json.loads(answer(labels, "--level", level, "--json"))

    for key, (family, figure) in figures.items():
        assert found[key]["estimate"] == pytest.approx(expected(name)[family][figure], abs=1e-6)
