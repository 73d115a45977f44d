"""Labels that are sets of tags."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.agreement import agreement
from dataops.stats.coincidence import alpha_of, coincidences
from dataops.stats.resampling import bootstrap
from dataops.stats.sets import by_tag, code_sets, set_alpha, set_distances
from dataops.stats.tables import read_labels, tags_of
from dataops.stats.tally import Tally
from tests.stats.shared_data import data_set

tags = st.frozensets(st.sampled_from("ABC"))
answers = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 3)), tags, min_size=1)


def tally(table) -> tuple[Tally, tuple]:
    label, sets = code_sets(list(table.values()))
    return Tally.from_codes(*np.array(list(table)).T, label, len(sets)), sets


def test_masi_as_its_paper_has_it() -> None:
    """Passonneau (2006): 1 - Jaccard x (1, 2/3, 1/3, 0)."""
    found = set_distances([{"a", "b"}, {"a"}, {"b", "c"}, {"c"}, set()])

    assert list(found[0]) == pytest.approx([0, 1 - 1 / 2 * 2 / 3, 1 - 1 / 3 * 1 / 3, 1, 1])
    assert found[4, 4] == 0


@given(answers, st.permutations("ABC"), st.permutations(range(4)))
def test_renaming_tags_and_annotators_changes_nothing(table, names, people) -> None:
    new = dict(zip("ABC", names, strict=True))
    renamed = {(i, people[a]): frozenset(new[tag] for tag in each) for (i, a), each in table.items()}
    before, after = set_alpha(*tally(table)), set_alpha(*tally(renamed))

    assert (after.reason, after.n) == (before.reason, before.n)
    assert after.estimate == (None if before.estimate is None else pytest.approx(before.estimate))


@given(answers)
def test_each_tag_alone_is_a_label_of_two_values(table) -> None:
    whole, sets = tally(table)

    for tag, found in by_tag(whole, sets).items():
        alone = Tally.from_codes(*np.array(list(table)).T, [int(tag in each) for each in table.values()], 2)
        assert np.array_equal(found.patterns, alone.patterns)
        assert agreement(found).alpha.estimate == agreement(alone).alpha.estimate


def test_real_sets_of_tags() -> None:
    """convabuse, column types: alpha from its coincidences, pair by pair of sets."""
    labels = read_labels(data_set("convabuse") / "labels.csv.gz", column="types", separator="|")
    sets = [tags_of(name, "|") for name in labels.categories]
    whole = Tally.from_codes(labels.item, labels.annotator, labels.label, len(sets))
    shared = [[len(a & b) for b in sets] for a in sets]
    masi = [
        [
            1 - (1.0 if a == b else n / len(a | b) * ((2 if n in (len(a), len(b)) else 1) / 3))
            for b, n in zip(sets, row, strict=True)
        ]
        for a, row in zip(sets, shared, strict=True)
    ]

    found = set_alpha(whole, sets)

    assert found.estimate == pytest.approx(float(alpha_of(coincidences(whole), np.array(masi))), abs=1e-9)
    assert (found.n, whole.repeats) == (4185, 357)
    assert found.ci_low < found.estimate < found.ci_high


def test_the_bootstrap_draws_items_with_their_sets() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(1, 4, 150)
    label = np.where(rng.random((150, 3)) < 0.8, truth[:, None], rng.integers(1, 4, (150, 3)))
    said = [[tag for bit, tag in ((1, "a"), (2, "b")) if code & bit] for code in label.ravel().tolist()]
    codes, sets = code_sets(said)
    whole = Tally.from_codes(*np.divmod(np.arange(450), 3), codes, len(sets))

    drawn = bootstrap(whole, rng=rng, distance=set_distances(sets)).alpha

    closed = set_alpha(whole, sets)
    assert drawn.estimate == closed.estimate
    assert (drawn.ci_low, drawn.ci_high) == pytest.approx((closed.ci_low, closed.ci_high), abs=0.02)


def test_every_resample_alike_is_not_certainty() -> None:
    whole = Tally.from_counts([[3, 0]] * 5)

    found = bootstrap(whole, rng=np.random.default_rng(0)).percent_agreement

    assert (found.estimate, found.ci_high) == (1, 1)
    assert found.ci_low < 0.6


def test_wrong_sets_say_what_was_expected() -> None:
    with pytest.raises(ValueError, match="masi, jaccard"):
        set_distances([{"a"}], "dice")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Expected 2 sets"):
        set_alpha(Tally.from_counts([[1, 1]]), [{"a"}])
