"""`manage.py agreement` answers from a file alone; these tests have no database either."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LABELS = "item_id,annotator_id,label,created_at\n" + "".join(
    f"i{item},{annotator},{(item + (item == 5 and annotator == 'bob')) % 2},\n"
    for item in range(8)
    for annotator in ("ann", "bob", "cy")
)
GOLD = "item_id,label\n" + "".join(f"i{item},{item % 2}\n" for item in range(8))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "labels.csv").write_text(LABELS)
    (tmp_path / "gold.csv").write_text(GOLD)
    return str(tmp_path / "labels.csv"), str(tmp_path / "gold.csv")


def answer(*arguments: str) -> str:
    out = StringIO()
    call_command("agreement", *arguments, stdout=out)
    return out.getvalue()


def test_json_carries_every_coefficient_with_its_interval(files) -> None:
    found = json.loads(answer(files[0], "--gold", files[1], "--json"))

    assert (found["items"], found["annotators"], found["judgements"]) == (8, 3, 24)
    for name in ("percent_agreement", "alpha", "ac1", "fleiss_kappa", "brennan_prediger"):
        assert set(found[name]) == {"estimate", "se", "ci_low", "ci_high", "reason", "n"}
        assert found[name]["ci_low"] < found[name]["estimate"] < 1
    assert (found["majority"]["accuracy"], found["majority"]["n"], found["majority"]["ties"]) == (1.0, 8, 0)
    assert found["dawid_skene"]["accuracy"] == 1.0


def test_without_gold_there_is_no_accuracy(files) -> None:
    found = json.loads(answer(files[0], "--json"))

    assert (found["majority"]["accuracy"], found["majority"]["reason"]) == (None, "empty")


def test_the_table_speaks_to_a_manager(files) -> None:
    page = answer(files[0], "--gold", files[1])

    assert "24 labels by 3 annotators on 8 items." in page
    assert "Krippendorff's alpha       0.839" in page


def test_declared_categories_count(files) -> None:
    found = json.loads(answer(files[0], "--categories", "0,1,2,3", "--json"))

    assert found["brennan_prediger"]["estimate"] == pytest.approx((11 / 12 - 1 / 4) / (3 / 4))


def test_one_category_is_said_and_not_scored(tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_text("item_id,annotator_id,label\ni,a,x\ni,b,x\nj,a,x\nj,b,x\n")

    assert json.loads(answer(str(path), "--json"))["alpha"]["reason"] == "one_category"
    assert "Every label is the same" in answer(str(path))


def test_a_header_alone_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("item_id,annotator_id,label\n")

    found = json.loads(answer(str(path), "--json"))

    assert (found["items"], found["percent_agreement"]["reason"]) == (0, "empty")
    assert "No data yet." in answer(str(path))


def test_labels_that_are_no_categories_are_said_to_be_too_many(tmp_path: Path) -> None:
    path = tmp_path / "free_text.csv"
    rows = "".join(f"i{row // 2},a{row % 2},text {row}\n" for row in range(20_000))
    path.write_text("item_id,annotator_id,label\n" + rows)

    found = json.loads(answer(str(path), "--json"))

    assert (found["items"], found["judgements"]) == (10_000, 20_000)
    assert found["ac1"]["reason"] == "too_many_categories"


def test_a_bad_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("item_id,annotator_id,label\ni,a,tall\n")

    with pytest.raises(
        CommandError, match=r"^bad.csv, row 2, column label: 'tall' is not a number"
    ) as refusal:
        answer(str(path), "--level", "interval")

    assert "\n" not in str(refusal.value)
