"""A bad file costs its sender one sentence that names the row and the column."""

import gzip
from pathlib import Path

import pytest

from dataops.stats.categories import UNKNOWN
from dataops.stats.records import BadTable
from dataops.stats.tables import read_gold, read_labels

HEADER = b"item_id,annotator_id,label,created_at\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(content: bytes, name: str = "labels.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_rows_become_codes_in_the_order_of_the_file(written) -> None:
    path = written(HEADER + b"i2,ann,yes,\ni1,bob,no,\ni2,bob,no,\n")

    labels = read_labels(path)

    assert (labels.items, labels.annotators, labels.categories) == (
        ("i2", "i1"),
        ("ann", "bob"),
        ("no", "yes"),
    )
    assert [list(each) for each in (labels.item, labels.annotator, labels.label)] == [
        [0, 1, 0],
        [0, 1, 1],
        [1, 0, 0],
    ]


@pytest.mark.parametrize(
    ("level", "categories"),
    [("nominal", ("2", "10", "10.0")), ("ordinal", ("2", "10")), ("ratio", ("2", "10"))],
)
def test_numbers_are_ordered_as_numbers(written, level: str, categories: tuple[str, ...]) -> None:
    path = written(HEADER + b"i,a,10,\ni,b,2,\ni,c,10.0,\n")

    assert read_labels(path, level).categories == categories


def test_a_file_may_be_compressed_marked_and_have_any_line_ends_and_further_columns(written) -> None:
    content = '\ufeffnote,label,item_id,annotator_id\r"a,\nb",é,i,a\r\r'.encode()

    labels = read_labels(written(gzip.compress(content), "labels.csv.gz"))

    assert labels.categories == ("é",)


def test_declared_categories_keep_their_order_and_their_number(written) -> None:
    path = written(HEADER + b"i,a,high,\ni,b,low,\n")

    labels = read_labels(path, "ordinal", ["low", "middle", "high"])

    assert labels.categories == ("low", "middle", "high")
    assert list(labels.label) == [2, 0]


def test_a_header_alone_is_a_table_without_labels(written) -> None:
    assert read_labels(written(HEADER)).item.size == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "labels.csv is empty; expected the columns item_id, annotator_id, label."),
        (b"item_id,label\n1,2\n", "labels.csv, row 1: the column annotator_id is missing."),
        (HEADER + b"i,a,x,\ni,b\n", "labels.csv, row 3 has 2 cells; the header names 4."),
        (HEADER + b"i,a,x,\ni,,y,\n", "labels.csv, row 3, column annotator_id is empty."),
        (
            HEADER + b"i,a,caf\xe9,\n",
            "labels.csv, row 2, column label is not UTF-8 text; save the file as UTF-8.",
        ),
        ("item_id,annotator_id,label\n".encode("utf-16"), "labels.csv, row 1, column 1 is not UTF-8 text"),
        (HEADER + b"i,a,x\0y,\n", "labels.csv, row 2, column label holds a NUL character."),
        (HEADER + b'i,a,"x,\ni,b,y,\n', "labels.csv, row 2 is not valid CSV"),
        (HEADER + b"i,a," + b"x" * 200_000 + b",\n", "labels.csv, row 2 is not valid CSV"),
        (gzip.compress(HEADER + b"i,a,x,\n" * 9000, mtime=0)[:-20], "labels.csv is a damaged gzip file"),
        (
            gzip.compress(HEADER, mtime=0)[:6],
            "labels.csv is a damaged gzip file: it cannot be read past row 0.",
        ),
    ],
)
def test_a_fault_is_named_by_row_and_column(written, content: bytes, sentence: str) -> None:
    with pytest.raises(BadTable) as refusal:
        read_labels(written(content))

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("level", "label", "sentence"),
    [
        (
            "interval",
            "tall",
            "row 3, column label: 'tall' is not a number, and interval labels must be numbers.",
        ),
        (
            "interval",
            "nan",
            "row 3, column label: 'nan' is not a number, and interval labels must be numbers.",
        ),
        ("ratio", "-1", "row 3, column label: '-1' is below zero, and ratio labels count from a true zero."),
        ("ordinal", "tall", "row 3, column label: 'tall' is not a number; name the order of the categories"),
    ],
)
def test_measured_labels_must_be_numbers(written, level: str, label: str, sentence: str) -> None:
    path = written(HEADER + f"i,a,1,\ni,b,{label},\n".encode())

    with pytest.raises(BadTable) as refusal:
        read_labels(path, level)

    assert str(refusal.value).startswith(f"labels.csv, {sentence}")


def test_a_label_outside_the_declared_categories_is_refused(written) -> None:
    with pytest.raises(BadTable, match="row 2, column label: 'maybe' is not one of the declared categories"):
        read_labels(written(HEADER + b"i,a,maybe,\n"), "nominal", ["yes", "no"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"nowhere\.csv cannot be opened"):
        read_labels(tmp_path / "nowhere.csv")


def test_gold_is_matched_to_the_labels_it_concerns(written) -> None:
    labels = read_labels(written(HEADER + b"i,a,1,\nj,a,2,\n"), "interval")
    gold = written(b"item_id,label\nj,2.0\nelsewhere,1\ni,7\n", "gold.csv")

    item, label = read_gold(gold, labels)

    assert (list(item), list(label)) == ([1, 0], [1, UNKNOWN])


def test_gold_that_contradicts_itself_is_refused(written) -> None:
    labels = read_labels(written(HEADER + b"i,a,1,\n"))

    with pytest.raises(
        BadTable, match=r"gold\.csv, row 3, column label: item 'i' has another gold label above"
    ):
        read_gold(written(b"item_id,label\ni,1\ni,2\n", "gold.csv"), labels)
