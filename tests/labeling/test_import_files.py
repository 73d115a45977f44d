"""Files as people send them: what is read, and what each broken one is told."""

import gzip
import io
import math

import pytest

from labeling.forms import worker_map
from labeling.operations.imports.files import WIDEST_CHUNK, Unreadable, chunks_of, columns_of
from labeling.operations.imports.items import Items


def read(raw: bytes):
    return [row for chunk in chunks_of(io.BytesIO(raw), size=len(raw), length=1000) for row in chunk.rows()]


def cells(raw: bytes):
    return [row.cells for row in read(raw)]


GOOD = [{"item_id": "1", "text": "a"}, {"item_id": "2", "text": "ü\nb"}]
CSV = 'item_id,text\n1,a\n2,"ü\nb"\n'.encode()


@pytest.mark.parametrize(
    "raw",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV,
        gzip.compress(CSV),
        b'{"item_id": 1, "text": "a"}\n\n{"item_id": "2", "text": "\\u00fc\\nb"}\n',
    ],
    ids=["csv", "bom", "gz", "jsonl"],
)
def test_f09_the_same_rows_in_every_dress(raw):
    assert cells(raw) == GOOD


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_f09_every_line_end_is_read(end):
    assert cells(end.join([b"item_id,text", b"1,a", b"2,b"])) == [
        {"item_id": "1", "text": "a"},
        {"item_id": "2", "text": "b"},
    ]


def test_rows_are_counted_as_in_a_spreadsheet():
    assert [row.number for row in read(b"item_id,text\n1,a\n\n2,b\n")] == [2, 4]


def test_a_row_of_another_width_says_so_and_the_next_one_is_read():
    bad, good = read(b"item_id,text\n1\n2,b\n")

    assert bad.fault == "Cells in this row: 1; in the header: 2."
    assert good.cells == {"item_id": "2", "text": "b"}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"a,a\n1,2\n", "twice"),
        (b"a,\n1,2\n", "without a name"),
        ("item_id,text\n1,ü\n".encode("latin-1"), "Line 2 is not UTF-8"),
        ("item_id,text\n1,a\n".encode("utf-16"), "UTF-16"),
        (b"item_id,text\n1,a\x00b\n", "NUL"),
        ("item_id,text\n1,a\n".encode("utf-16-le"), "NUL"),
        (b'item_id,text\n1,"a\n2,b\n', "never closed"),
        (b"item_id,text\n1," + b"x" * 200_000 + b"\n", "131,072"),
        (b"item_id,text\n1," + b"x" * 2_000_000 + b"\n", "1 MB"),
        (b'item_id,text\n1,"a"b\n', "not proper CSV"),
        (b"PK\x03\x04....", "zip"),
        (gzip.compress(CSV * 1000)[:-20], "ends too early"),
        (b"\x1f\x8b" + b"nonsense", "damaged"),
        (b'{"item_id": "1", "text": "\\u0000"}\n', "NUL"),
        (b'{"item_id": "1", "text": "' + b"x" * 200_000 + b'"}\n', "131,072"),
    ],
)
def test_f09_an_unreadable_file_is_told_why(raw, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(raw)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"[1]", "not a JSON object"),
        (b'{"a": 1, "a": ', "not JSON"),
        (b'{"a": [1]}', "lists or objects"),
        (b'{"a": "\\ud800"}', "half of a character"),
        (b'{"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "nested|lists"),
    ],
)
def test_i02_a_line_that_is_no_row_is_one_fault(line, sentence):
    row = read(b'{"item_id": "1"}\n' + line + b"\n")[1]

    assert any(word in row.fault for word in sentence.split("|"))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "-Infinity"])
def test_i06_a_number_without_bound_is_a_fault_of_its_row_and_column(number):
    good, bad = read(b'{"item_id": 1, "score": 1e308}\n{"item_id": 2, "score": %s}\n' % number.encode())

    assert good.cells == {"item_id": "1", "score": "1e+308"}
    assert bad == (2, {}, f"{number} is not a number that a table can hold.", "score")


@pytest.mark.parametrize(
    "raw", [b"a\n1\n2\n\n", b'{"a": 1}\n\n{"a": 3}\n', b"a\n\n\n\n", b'{"a": 1}\n\n\n\n']
)
def test_f04_no_more_rows_than_allowed_with_the_empty_ones(raw):
    def rows(most):
        return [
            row
            for chunk in chunks_of(io.BytesIO(raw), size=len(raw), length=2, most=most)
            for row in chunk.rows()
        ]

    assert rows(4) == rows(math.inf)
    with pytest.raises(Unreadable, match=r"more than 2 rows\. Send it in parts"):
        rows(2)


@pytest.mark.parametrize("row", [b"w1", b"", b",acme", b"w1,acme,more"])
def test_i02_an_uneven_row_of_the_workers_map_is_no_crash(row):
    assert isinstance(worker_map(b"vendor,annotator_id\n" + row + b"\n"), dict)


def test_f09_the_workers_map_is_read_with_every_line_end():
    assert worker_map(b"annotator_id,vendor\rw1,acme\rw2,bolt\r") == {"w1": "acme", "w2": "bolt"}


@pytest.mark.parametrize(
    "raw", [b"annotator_id,vendor," + b"x" * 140_000, b'annotator_id,vendor\n"w1,acme\n']
)
def test_f09_a_workers_map_that_is_no_table_is_told_so(raw):
    with pytest.raises(ValueError, match="not proper CSV"):
        worker_map(raw)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"item_id": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "Row 1: This line is nested too deeply."),
        (b'{"item_id": "a\\ud800"}', "Row 1: This line holds half of a character pair"),
        (b'{"item_id": 1, "score": NaN}', "Row 1, column score: NaN is not a number"),
    ],
)
def test_f09_a_first_line_that_cannot_be_read_is_named(line, sentence):
    with pytest.raises(Unreadable, match=sentence):
        columns_of(io.BytesIO(line), size=len(line))


def test_f09_a_header_of_very_many_columns_is_not_said_back_whole():
    with pytest.raises(Unreadable) as refusal:
        Items.refuse_columns([f"c{n}" for n in range(20_000)])

    assert refusal.value.message.startswith("The file has the columns c0, c1")
    assert "c9 and 19,990 more; it needs item_id." in refusal.value.message


def test_f04_a_bomb_ends_at_the_cap(settings):
    settings.IMPORT_INFLATED_LIMIT = 2_000_000
    bomb = gzip.compress(b"item_id,text\n" + b"1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" * 100_000)

    with pytest.raises(Unreadable, match="unpacks to more"):
        read(bomb)


def test_the_columns_are_known_without_reading_on():
    raw = b"item_id,text\n" + b"1,A row like any other\n" * 4000 + b"\xff"

    assert columns_of(io.BytesIO(raw), size=len(raw)) == ["item_id", "text"]
    assert columns_of(io.BytesIO(b'{"item_id": 1, "b": 2}'), size=20) == ["item_id", "b"]


@pytest.mark.parametrize(
    "raw", [b"a,b\n1,2\n\n3,4\n5\n\n6,7\n8,9\n", b'{"a": 1}\n\n{"a": 2}\nno\n{"a": 4}\n']
)
@pytest.mark.parametrize("length", [1, 2, 3, 10])
def test_a_file_goes_on_after_any_row_however_it_is_cut(raw, length):
    wanted = read(raw)
    chunks = list(chunks_of(io.BytesIO(raw), size=len(raw), length=length))

    assert [row for chunk in chunks for row in chunk.rows()] == wanted
    assert sum(map(len, chunks)) == len(wanted)
    for chunk in chunks:
        for gone in range(len(chunk)):
            assert list(chunk.after(gone).rows()) == list(chunk.rows())[gone:]


def test_a_fault_of_the_csv_is_in_its_row_however_the_file_is_cut():
    raw = b"a\n1\n\n2\n" + b"x" * 140_000 + b"\n3\n"
    for length in (1, 2, 3, 4, 10):
        with pytest.raises(Unreadable, match="Row 5 has a cell"):
            list(chunks_of(io.BytesIO(raw), size=len(raw), length=length))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_wide_rows_come_in_small_chunks_and_narrow_ones_by_their_number(form):
    def lengths(rows, width):
        line = '{"item_id": "1", "text": "%s"}\n' if form == "jsonl" else "1,%s\n"
        head = b"item_id,text\n" if form == "csv" else b""
        raw = head + (line % ("x" * width)).encode() * rows
        return [len(chunk) for chunk in chunks_of(io.BytesIO(raw), size=len(raw), length=300)]

    wide = lengths(300, 50_000)

    assert lengths(700, 10) == [300, 300, 100]
    assert sum(wide) == 300
    assert max(wide) * 50_000 < WIDEST_CHUNK + 2_000_000
