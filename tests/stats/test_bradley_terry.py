"""One scale out of comparisons: against figures in print, by hand, and where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.bradley_terry import MOST_THINGS, bradley_terry
from dataops.stats.intervals import wilson

TEAMS = np.array([[0, 2, 0, 1], [3, 0, 5, 0], [0, 3, 0, 1], [4, 0, 3, 0]])

comparisons = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(0, 2)).map(
        lambda it: (it[0], (it[0] + it[1]) % 5, it[2])
    ),
    min_size=1,
    max_size=60,
)


def test_four_teams_of_the_encyclopedia() -> None:
    """Wikipedia, "Bradley-Terry model", worked example: strengths of A, B, C, D around a geometric mean of 1."""
    rows = [(i, j, 0) for i in range(4) for j in range(4) for _ in range(TEAMS[i, j])]

    found = bradley_terry(*np.array(rows).T)

    assert np.exp(found.ability) == pytest.approx([0.640, 1.043, 0.660, 2.270], abs=6e-4)
    assert (found.ties.estimate, found.ties.n) == (0.0, 22)


def test_two_things_by_hand() -> None:
    """20 won, 10 lost, 10 tied: the lead is ln(20/10), its variance 1/20 + 1/10, and nu is 10 / sqrt(20 x 10)."""
    found = bradley_terry([1] * 40, [2] * 40, [0] * 20 + [2] * 10 + [1] * 10)

    lead = found.lead(1, 2)
    assert (lead.estimate, lead.se, lead.n) == (pytest.approx(np.log(2)), pytest.approx(np.sqrt(0.15)), 40)
    assert found.of(1).estimate == pytest.approx(np.log(2) / 2)
    assert found.ties.estimate == pytest.approx(10 / np.sqrt(200))
    assert found.first_chosen == wilson(20, 30)


def test_intervals_cover_the_abilities_that_made_the_data() -> None:
    rng = np.random.default_rng(1)
    ability = rng.normal(0, 1, 120)
    first = rng.integers(0, 120, 9000)
    second = (first + rng.integers(1, 120, 9000)) % 120
    odds = np.exp((ability[first] - ability[second]) / 2)
    drawn = rng.random(9000) * (odds + 1 / odds + 0.5)
    choice = np.where(drawn < odds, 0, np.where(drawn < odds + 0.5, 1, 2))

    model = bradley_terry(first, second, choice)
    found = [model.of(thing) for thing in range(120)]

    inside = [e.ci_low <= a <= e.ci_high for e, a in zip(found, ability - ability.mean(), strict=True)]
    assert 0.90 <= np.mean(inside) <= 0.99
    assert model.ties.ci_low <= 0.5 <= model.ties.ci_high


@given(comparisons, st.permutations(range(5)), st.randoms())
def test_names_order_and_sides_change_no_ability(rows, names, random) -> None:
    table = np.array(rows)
    mirrored = [(b, a, 2 - c) if random.random() < 0.5 else (a, b, c) for a, b, c in rows]
    random.shuffle(mirrored)
    renamed = np.array([(names[a] * 10, names[b] * 10, c) for a, b, c in mirrored])

    before, after = bradley_terry(*table.T), bradley_terry(*renamed.T)

    assert before.reason == after.reason
    for thing in np.unique(table[:, :2]).tolist():
        one, other = before.of(thing), after.of(names[thing] * 10)
        assert other.n == one.n
        if one.estimate is not None:
            assert (other.estimate, other.se) == pytest.approx((one.estimate, one.se), abs=1e-5)


@given(comparisons)
def test_at_the_top_every_thing_has_won_what_was_expected(rows) -> None:
    first, second, choice = np.array(rows).T
    model = bradley_terry(first, second, choice)
    if model.ability is None:
        return
    ability = dict(zip(model.things.tolist(), model.ability, strict=True))
    ahead = np.array([ability[a] - ability[b] for a, b, _ in rows]) / 2
    weight = np.exp(ahead) + np.exp(-ahead) + model.ties.estimate
    expected = (np.exp(ahead) + model.ties.estimate / 2) / weight
    surprise = (2 - choice) / 2 - expected

    for thing in ability:
        assert surprise[first == thing].sum() == pytest.approx(surprise[second == thing].sum(), abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "empty"),
        ([(1, 2, 0), (2, 1, 0), (3, 4, 0), (4, 3, 0)], "disconnected"),
        ([(1, 2, 0), (2, 1, 0), (1, 3, 0), (2, 3, 0)], "one_sided"),
        ([(1, 2, 0), (1, 2, 1)], "one_sided"),
        ([(1, 2, 1), (2, 1, 1)], "one_sided"),
    ],
)
def test_where_there_is_no_scale_the_reason_is_said(rows, reason: str) -> None:
    found = bradley_terry(*np.array(rows, int).reshape(-1, 3).T)

    assert (found.ability, found.reason, found.ties.reason) == (None, reason, reason)
    assert found.of(1).reason in (reason, "empty")
    assert found.lead(1, 99).reason == "empty"


def test_what_is_no_comparison_is_refused() -> None:
    with pytest.raises(ValueError, match="two different things"):
        bradley_terry([1], [1], [0])
    with pytest.raises(ValueError, match="same length"):
        bradley_terry([1, 2], [2], [0])
    with pytest.raises(ValueError, match=f"at most {MOST_THINGS}"):
        bradley_terry(np.arange(3000), np.arange(3000) + 1, np.zeros(3000, int))
