"""Cohen's kappa of all pairs at once equals kappa pair by pair, however the items came in."""

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.two_raters import cohen_kappa, contingency
from tests.stats.shared_data import expected
from tests.stats.test_open_data import labels_of
from tests.stats.test_tally import K, once, rows


def pairs(table: np.ndarray) -> RaterPairs:
    return RaterPairs.from_codes(*table.reshape(-1, 3).T, K)


@given(rows, st.sampled_from(["identity", "quadratic"]))
def test_every_pair_as_if_it_were_alone(judgements, weighting: str) -> None:
    said = {(i, a): k for i, a, k in judgements}
    found = {each[:2]: each.kappa for each in pairs(np.array(judgements)).kappas(weighting)}

    for a, b in combinations(sorted({a for _, a in said}), 2):
        both = [i for i in range(13) if (i, a) in said and (i, b) in said]
        if both:
            alone = cohen_kappa(contingency(*[[said[i, x] for i in both] for x in (a, b)], K), weighting)
            assert (found[a, b].estimate, found[a, b].se) == pytest.approx(
                (alone.estimate, alone.se), abs=1e-9
            )
            assert (found[a, b].reason, found[a, b].n) == (alone.reason, len(both))
        else:
            assert (a, b) not in found


@given(rows, st.integers(1, 4), st.randoms())
def test_shards_add_up_and_come_off_again(judgements, shards: int, random) -> None:
    table = once(judgements)
    parts = [pairs(table[table[:, 0] % shards == shard]) for shard in range(shards)]
    random.shuffle(parts)
    total = sum(parts[1:], parts[0])

    assert total == pairs(table)
    assert total - parts[0] == sum(parts[1:], parts[0] - parts[0])
    assert RaterPairs.from_json(json.loads(json.dumps(total.to_json()))) == total


@pytest.mark.parametrize("name", ["rte", "convabuse", "ukp_convarg1"])
def test_published_pairs(name: str) -> None:
    facts = expected(name)["consensus"].get("cohen_pairs_10plus_common_items")
    if not facts or not facts["pairs"]:
        pytest.skip(f"{name} has no expected pairs.")
    labels = labels_of(name)[1]
    if len(labels.annotators) * len(labels.categories) > 10_000:
        pytest.skip(f"{name} has too many annotators to table every pair.")

    found = RaterPairs.from_codes(labels.item, labels.annotator, labels.label, len(labels.categories))
    kappas = [pair.kappa.estimate for pair in found.kappas(at_least=10) if pair.kappa.estimate is not None]

    assert len(kappas) == facts["pairs"]
    assert np.median(kappas) == pytest.approx(facts["unweighted"]["median"], abs=1e-4)
    assert np.mean(kappas) == pytest.approx(facts["unweighted"]["mean"], abs=1e-4)


def test_too_many_annotators_are_refused_and_none_are_none() -> None:
    with pytest.raises(ValueError, match="fewer annotators"):
        RaterPairs.from_codes(np.zeros(3000, int), np.arange(3000), np.zeros(3000, int), 10)
    assert RaterPairs.from_codes([], [], [], 2).kappas() == []
    with pytest.raises(ValueError, match="only what was counted"):
        RaterPairs.from_codes([], [], [], 2) - RaterPairs.from_codes([1, 1], [1, 2], [0, 1], 2)
