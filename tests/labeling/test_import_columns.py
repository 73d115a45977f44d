"""Many rows at once are staged exactly as each of them alone, and whatever is odd is looked at row by row."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from labeling.models import ImportRun, Project
from labeling.operations.imports.files import CsvChunk
from labeling.operations.imports.items import Items
from labeling.operations.imports.labels import Labels
from labeling.operations.imports.loader import Parsed
from tests.factories import vendors

pytestmark = pytest.mark.django_db

BLANK = st.sampled_from(["", " ", "\t"])
IDS = st.one_of(st.sampled_from(["i1", " i2 ", "x" * 200, "x" * 201, "שלום", '"', "a,b", "%s"]), BLANK)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=9), BLANK
)
MOMENTS = st.sampled_from(
    ["", " ", "2026-01-02", "2026-01-02T03:04:05Z", "2026-W01-1", "20260102T0304+0530", "soon", "1980-01-01"]
)
LABELS = st.one_of(st.sampled_from(["yes", " 0 ", "x" * 101]), BLANK)


def alone(loader, chunk):
    """The same rows as a table that is never looked at by column."""
    loader.parse_columns = lambda columns: None
    return loader.parsed(chunk)


def both_ways(kind, run, header, records):
    chunk = CsvChunk(header, 2, [list(cells) for cells in records])
    at = timezone.now()
    at_once, one_by_one = kind(run, at=at), kind(run, at=at)
    assert at_once.parsed(chunk) == alone(one_by_one, chunk)
    return at_once, one_by_one


@given(st.lists(st.tuples(TEXTS, IDS, TEXTS), min_size=1, max_size=5))
def test_items(records):
    at_once, one_by_one = both_ways(Items, ImportRun(), ["a%sé", "item_id", 'b"'], records)

    assert at_once.columns == one_by_one.columns


@given(st.lists(st.tuples(IDS, st.one_of(IDS, st.just("y" * 81)), LABELS, MOMENTS), min_size=1, max_size=5))
def test_labels(records):
    run = ImportRun(project=Project(), options={"workers": {"i1": "acme", "i2": "acme"}})

    both_ways(Labels, run, ["item_id", "annotator_id", "label", "created_at"], records)


def test_labels_without_a_column_of_moments():
    vendors.vendor(slug="acme")
    run = ImportRun(project=Project(), options={"default_vendor": "acme"})

    at_once, _ = both_ways(
        Labels, run, ["item_id", "annotator_id", "label"], [("i1", "a", "yes"), ("i2", "a", "no")]
    )

    chunk = CsvChunk(["item_id", "annotator_id", "label"], 7, [["i1", "a", "yes"]])
    assert at_once.parsed(chunk) == Parsed(1, 1, "7,i1,a,yes,\r\n", [])


def test_items_that_are_only_a_number_have_no_content():
    loader, _ = both_ways(Items, ImportRun(), ["item_id"], [("i1",)])

    assert [fault.row for fault in loader.parsed(CsvChunk(["item_id"], 2, [["i1"]])).faults] == [2]
