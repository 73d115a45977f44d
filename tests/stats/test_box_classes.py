"""Agreement on what a box is called, given that the boxes match."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.agreement import percent_agreement
from dataops.stats.box_classes import box_classes
from dataops.stats.boxes import box_counts
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.tally import Tally
from tests.stats.test_marks import boxes, columns, crew

KINDS = "ABC"
calls = st.lists(
    st.lists(st.tuples(*[st.sampled_from(KINDS)] * 2), min_size=1, max_size=4), min_size=1, max_size=6
)


def scene(kinds: list[str]) -> list[tuple]:
    """Boxes far from one another, one for each kind."""
    return [(100 * place, 0, 10, 10, kind) for place, kind in enumerate(kinds)]


@given(calls)
def test_of_two_annotators_it_is_krippendorffs_alpha_of_the_matched_objects(images) -> None:
    drawn = [scene([call[side] for call in image]) for image in images for side in (0, 1)]
    found = box_classes(np.repeat(np.arange(len(images)), 2), [0, 1] * len(images), drawn)

    counts = [[call.count(kind) for kind in KINDS] for image in images for call in image]
    tally = Tally.from_counts(counts)
    alone = krippendorff_alpha(tally)

    assert found.pairs == len(counts)
    assert found.alpha().estimate == pytest.approx(alone.estimate, abs=1e-12) or alone.reason == "too_few"
    if found.agreement().reason != "empty":
        agreeing = sum(a == b for image in images for a, b in image)
        assert found.agreement().estimate == pytest.approx(agreeing / len(counts))
        assert percent_agreement(tally).estimate == pytest.approx(agreeing / len(counts))


@given(crew(boxes), st.permutations(range(3)))
def test_order_and_names_leave_no_trace(table, names) -> None:
    renamed = dict(reversed([((d, names[a]), marks[::-1]) for (d, a), marks in table.items()]))

    one, other = box_classes(*columns(table)), box_classes(*columns(renamed))

    assert one.pairs == other.pairs
    assert np.trace(one.tables.sum(axis=0)) == np.trace(other.tables.sum(axis=0))


@given(crew(boxes))
def test_no_fewer_boxes_match_than_of_one_type_alone(table) -> None:
    found = box_classes(*columns(table))

    assert 2 * found.pairs >= box_counts(*columns(table)).matched.sum()
    assert (found.tables == found.tables.transpose(0, 2, 1)).all()


def test_a_van_called_a_car_is_the_same_object() -> None:
    van, car = (3, 3, 9, 5, "van"), (3, 3, 9, 5, "car")
    found = box_classes([1, 1, 2, 2, 3, 3], [1, 2] * 3, [[van], [car], [van], [van], [car], [car]])

    assert (found.kinds, found.pairs) == (("car", "van"), 3)
    assert found.agreement().estimate == pytest.approx(2 / 3)
    assert found.alpha().estimate == pytest.approx(1 - 5 * 2 / 18)
    assert found.alpha(rng=np.random.default_rng(1)).estimate == found.alpha().estimate


def test_undefined_is_said() -> None:
    assert box_classes([], [], []).alpha().reason == "empty"
    assert box_classes([1, 1], [1, 2], [[], []]).alpha().reason == "no_overlap"
    assert box_classes([1, 1], [1, 2], [scene(["A"])] * 2).alpha().reason == "one_category"
    with pytest.raises(ValueError, match="threshold"):
        box_classes([], [], [], threshold=-1)
