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


def test_a_rare_label_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    rows = [f"i{item},{who},{int(item < 3 and who == 'a')}\n" for item in range(60) for who in "ab"]
    path.write_text("item_id,annotator_id,label\n" + "".join(rows))

    assert "Only 3 items hold another label than the commonest" in answer(str(path))
    assert json.loads(answer(str(path), "--json"))["minority_items"] == 3


def test_declared_categories_count(files) -> None:
    found = json.loads(answer(files[0], "--categories", "0,1,2,3", "--json"))

    assert found["brennan_prediger"]["estimate"] == pytest.approx((11 / 12 - 1 / 4) / (3 / 4))


def test_one_category_is_said_and_not_scored(tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_text("item_id,annotator_id,label\ni,a,x\ni,b,x\nj,a,x\nj,b,x\n")

    assert json.loads(answer(str(path), "--json"))["alpha"]["reason"] == "one_category"
    assert "Every label is the same" in answer(str(path))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio", "masi"])
def test_a_header_alone_is_no_data(tmp_path: Path, level: str) -> None:
    path = tmp_path / "none.csv"
    path.write_text("item_id,annotator_id,label\n")

    found = json.loads(answer(str(path), "--level", level, "--json"))

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


def test_gold_of_other_items_is_said_to_be_of_other_items(files, tmp_path) -> None:
    (tmp_path / "other.csv").write_text("item_id,label\nelsewhere,yes\n")
    out, err = StringIO(), StringIO()

    call_command("agreement", files[0], "--gold", str(tmp_path / "other.csv"), stdout=out, stderr=err)

    assert "Not one item of other.csv is among those of labels.csv" in err.getvalue()


def test_each_annotator_beside_the_others_and_the_gold(files) -> None:
    found = json.loads(answer(files[0], "--gold", files[1], "--by", "annotator", "--json"))

    ann, bob, _ = found["by_annotator"]
    assert (ann["name"], ann["labels"], bob["name"]) == ("ann", 8, "bob")
    assert ann["agrees_with_others"]["estimate"] == pytest.approx(15 / 16)
    assert bob["right_against_gold"]["estimate"] == pytest.approx(7 / 8)
    assert 7 / 8 < bob["likely_worth"]["estimate"] < 1
    assert found["cannot_rank"] is True
    assert "not enough to rank one annotator above another" in answer(files[0], "--by", "annotator")


def test_each_class_against_all_others(files) -> None:
    found = json.loads(answer(files[0], "--by", "class", "--json"))

    assert [part["name"] for part in found["by_class"]] == ["0", "1"]
    assert set(found["by_class"][0]) == {"name", "labels", "agreement_on_it", "alpha", "ac1"}
    with_gold = json.loads(answer(files[0], "--gold", files[1], "--by", "class", "--json"))
    zero, one = with_gold["by_class"]
    assert (zero["precision"]["estimate"], zero["recall"]["estimate"]) == (12 / 13, 1.0)
    assert (one["precision"]["estimate"], one["recall"]["estimate"]) == (1.0, 11 / 12)
    assert one["f1"]["estimate"] == 22 / 23


def test_sets_of_tags_in_any_column(tmp_path: Path) -> None:
    path = tmp_path / "tags.csv"
    path.write_text("item_id,annotator_id,tags\ni,a,red|big\ni,b,big|red\nj,a,\nj,b,red\nk,a,\nk,b,\n")

    found = json.loads(answer(str(path), "--level", "masi", "--column", "tags", "--by", "class", "--json"))

    assert (found["categories"], found["level"]) == (3, "masi")
    assert found["percent_agreement"]["estimate"] == pytest.approx(2 / 3)
    assert [(part["name"], part["labels"]) for part in found["by_class"]] == [("big", 2), ("red", 3)]
    with pytest.raises(CommandError, match="no categories"):
        answer(str(path), "--level", "masi", "--column", "tags", "--categories", "red")


def test_values_are_not_classes(files) -> None:
    with pytest.raises(CommandError, match="values, not classes"):
        answer(files[0], "--level", "ratio", "--by", "class")
    assert "Above the others by" in answer(files[0], "--level", "ratio", "--by", "annotator")


def test_repeats_are_reported_apart_with_their_policy(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("item_id,annotator_id,label\ni,a,x\ni,b,x\ni,a,y\nj,a,y\nj,b,y\nj,b,y\n")

    found = json.loads(answer(str(path), "--json"))["intra_annotator"]

    assert (found["policy"], found["pairs"], found["consistent"]) == ("keep_last", 2, 1)
    assert found["self_consistency"]["estimate"] == 0.5


def test_a_category_is_declared_once(files) -> None:
    with pytest.raises(CommandError, match="names 1 more than once"):
        answer(files[0], "--categories", "0,1,1")


def test_a_column_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("item_id,annotator_id,label,label\n1,a,x,y\n1,b,y,y\n")

    with pytest.raises(CommandError, match=r"two\.csv, row 1: there are 2 columns label"):
        answer(str(path))


def test_marks_are_said_to_be_no_categories(tmp_path: Path) -> None:
    path, said = tmp_path / "spans.csv", StringIO()
    path.write_text('item_id,annotator_id,label\n1,a,"[[2,3,""PER""]]"\n1,b,"[]"\n')

    call_command("agreement", str(path), "--json", stdout=StringIO(), stderr=said)

    assert "docs/statistics/spans-and-boxes.md" in said.getvalue()


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_near_misses_count_for_ac2_and_the_other_rows_say_that_they_are_nominal(
    tmp_path: Path, level: str
) -> None:
    path = tmp_path / "ranks.csv"
    rows = [(item, rater, 1 + (item + (item == rater)) % 4) for item in range(9) for rater in range(3)]
    path.write_text("item_id,annotator_id,label\n" + "".join(f"{i},{a},{label}\n" for i, a, label in rows))

    found, page = (
        json.loads(answer(str(path), "--level", level, "--json")),
        answer(str(path), "--level", level),
    )

    assert 0 < found["ac1"]["estimate"] < found["ac2"]["estimate"] < 1
    assert f"Gwet's AC2 ({level})" in page
    assert "Gwet's AC1 (nominal)" in page
    assert "Krippendorff's alpha  " in page
    assert "AC2" not in answer(str(path))
    assert "ac2" not in json.loads(answer(str(path), "--json"))
