"""When inspection becomes tighter, lighter or stops."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.switching import Lot, Standing, plan_severity, standing

GOOD, BAD, GAP = Lot(True), Lot(False), Lot(True, is_clear=False)


def test_two_rejected_of_five_tighten() -> None:
    assert standing([BAD, GOOD, GOOD, GOOD, BAD]) == Standing("tightened", 0)
    assert standing([BAD, GOOD, GOOD, GOOD, GOOD, BAD]) == Standing("normal", 6)


def test_five_accepted_on_tightened_lead_back() -> None:
    tight = [BAD, BAD]

    assert standing([*tight, *[GOOD] * 4]) == Standing("tightened", 4)
    assert standing([*tight, *[GOOD] * 5]) == Standing("normal", 0)


def test_five_rejected_on_tightened_stop() -> None:
    tight = [BAD, BAD]

    assert standing([*tight, *[BAD] * 4]).inspection == "tightened"
    assert standing([*tight, *[BAD] * 5]).inspection == "stopped"
    assert standing([*tight, *[BAD, GOOD] * 5]).inspection == "stopped"
    assert standing([*tight, *[BAD] * 5, *[GOOD] * 50]).inspection == "stopped"


def test_after_a_stop_put_right_a_new_history_begins_tightened() -> None:
    assert standing([GOOD] * 5, start="tightened") == Standing("normal", 0)


def test_ten_accepted_reduce_where_that_is_agreed() -> None:
    assert standing([GOOD] * 10) == Standing("reduced", 0)
    assert standing([GOOD] * 10, may_reduce=False) == Standing("normal", 10)
    assert standing([GOOD] * 9 + [BAD] + [GOOD] * 9).inspection == "normal"


@pytest.mark.parametrize("lot", [BAD, GAP])
def test_a_rejected_lot_or_one_in_the_gap_ends_reduced(lot: Lot) -> None:
    assert standing([GOOD] * 12 + [lot]) == Standing("normal", 0)


def test_reduced_ends_when_it_is_no_longer_agreed() -> None:
    assert standing([GOOD] * 3, start="reduced") == Standing("reduced", 3)
    assert standing([GOOD] * 3, start="reduced", may_reduce=False) == Standing("normal", 0)


def test_lots_before_a_switch_do_not_count_after_it() -> None:
    """Rejections on normal are none on tightened; ten good lots begin anew after every return to normal."""
    assert standing([BAD, BAD, *[BAD] * 3, *[GOOD] * 5]) == Standing("normal", 0)
    assert standing([BAD, BAD, *[GOOD] * 5, *[GOOD] * 9]) == Standing("normal", 9)
    assert standing([BAD, BAD, *[GOOD] * 5, *[GOOD] * 10]) == Standing("reduced", 0)
    assert standing([BAD, BAD, *[GOOD] * 5, BAD]) == Standing("normal", 1)


@given(st.lists(st.sampled_from([GOOD, BAD, GAP]), max_size=60))
def test_inspection_moves_one_step_at_a_time(lots: list[Lot]) -> None:
    way = [standing(lots[:seen]).inspection for seen in range(len(lots) + 1)]

    allowed = {
        "normal": {"normal", "tightened", "reduced"},
        "tightened": {"tightened", "normal", "stopped"},
        "reduced": {"reduced", "normal"},
        "stopped": {"stopped"},
    }
    assert way[0] == "normal"
    assert all(after in allowed[before] for before, after in pairwise(way))


def test_a_stop_has_no_table() -> None:
    assert plan_severity("reduced") == "reduced"
    with pytest.raises(ValueError, match="stopped"):
        plan_severity("stopped")
