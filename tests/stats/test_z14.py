"""The tables of Z1.4, cell by cell."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.switching import Lot, lot_of
from dataops.stats.z14 import AQLS, SEVERITIES, code_letter, indexed_plan
from dataops.stats.z14_tables import LEVELS
from tests.stats.shared_data import SHARED

GOOD, BAD, GAP = Lot(True), Lot(False), Lot(True, is_clear=False)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    path = SHARED / "statistics" / "z14.json"
    if not path.exists():
        pytest.skip("The published tables are not here; set DATAOPS_SHARED.")
    return json.loads(path.read_text())


def test_every_code_letter_is_the_published_one(published: dict[str, Any]) -> None:
    lower = [2, *(upper + 1 for upper in published["lot_upper"][:-1])]

    for low, high, row in zip(lower, published["lot_upper"], published["code"], strict=True):
        assert [code_letter(low, level) for level in LEVELS] == row
        assert [code_letter(high, level) for level in published["levels"]] == row


@pytest.mark.parametrize("severity", SEVERITIES)
def test_every_plan_is_the_published_one(published: dict[str, Any], severity: str) -> None:
    cells = 0
    for place, letter in enumerate(published["letters"]):
        lot, level = largest_lot(published, letter)
        for column, aql in enumerate(published["aql"]):
            found = indexed_plan(lot, aql, level=level, severity=severity)
            size, accept = (published[severity][key][place][column] for key in ("n", "ac"))
            assert (found.letter, found.size, found.accept) == (letter, min(size, lot), accept)
            cells += 1
    assert cells == 16 * 26


def largest_lot(published: dict[str, Any], letter: str) -> tuple[int, str]:
    return max(
        (upper, level)
        for upper, row in zip(published["lot_upper"], published["code"], strict=True)
        for level, given in zip(published["levels"], row, strict=True)
        if given == letter
    )


@given(st.integers(2, 10**6), st.sampled_from(AQLS), st.sampled_from(LEVELS))
def test_tightened_asks_more_of_a_lot_than_normal_does(lot: int, aql: str, level: str) -> None:
    normal, tightened, reduced = (
        indexed_plan(lot, aql, level=level, severity=severity) for severity in SEVERITIES
    )

    assert (normal.reject, tightened.reject) == (normal.accept + 1, tightened.accept + 1)
    assert reduced.reject > reduced.accept
    assert reduced.size <= normal.size
    share = min(0.5, float(aql) / 100)
    if tightened.size < lot:
        assert tightened.plan.acceptance(share) <= normal.plan.acceptance(share) + 1e-12


def test_arrows_lead_to_another_letter() -> None:
    found = indexed_plan(2000, 0.15)

    assert (found.letter, found.used, found.size, found.accept, found.reject) == ("K", "J", 80, 0, 1)


def test_reduced_inspection_has_a_gap() -> None:
    found = indexed_plan(2000, "1.0", severity="reduced")

    assert (found.size, found.accept, found.reject) == (50, 1, 4)
    assert [lot_of(found, count) for count in (1, 2, 3, 4)] == [GOOD, GAP, GAP, BAD]
    assert found.plan.accept == 3


def test_every_plan_of_reduced_inspection_is_a_pair_the_standard_prints() -> None:
    """Table II-C: down each diagonal 0/1, then 0/2, 1/3, 1/4, 2/5, 3/6, 5/8, 7/10, 10/13 and so on."""
    diagonal = {(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (5, 8), (7, 10), (10, 13), (14, 17), (21, 24)}
    edge = {
        (1, 2),
        (2, 3),
        (2, 4),
        (3, 4),
        (3, 5),
        (5, 6),
        (7, 8),
        (10, 11),
        (14, 15),
        (21, 22),
        (30, 31),
    }  # letters A and B
    lots = [8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000, 10**6]

    found = {
        (plan.accept, plan.reject): plan.used
        for lot in lots
        for level in LEVELS
        for aql in AQLS
        for plan in [indexed_plan(lot, aql, level=level, severity="reduced")]
    }

    assert found.keys() == diagonal | edge
    assert {found[pair] for pair in edge} <= {"A", "B"}


def test_a_sample_as_large_as_the_lot_is_the_lot() -> None:
    found = indexed_plan(5, "1.0")

    assert (found.size, found.checks_whole_lot, found.plan.acceptance(0.2)) == (5, True, 0.0)


def test_defects_beyond_ten_per_hundred_are_counted_not_items() -> None:
    assert indexed_plan(500, "10").plan.counts_defects is False
    assert indexed_plan(500, "40").plan.counts_defects is True


def test_what_the_tables_do_not_have_is_refused() -> None:
    for lot, aql, level, severity in (
        (1, 1.0, "II", "normal"),
        (500, 3.0, "II", "normal"),
        (500, "many", "II", "normal"),
        (500, 1.0, "IV", "normal"),
        (500, 1.0, "II", "harsh"),
    ):
        with pytest.raises(ValueError, match="Expected"):
            indexed_plan(lot, aql, level=level, severity=severity)
