"""Cohen's kappa of all pairs at once equals kappa pair by pair, however the items came in."""

import json
import tracemalloc
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataops.stats import meetings, rater_pairs
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


@pytest.mark.parametrize("name", ["rte", "convabuse"])
def test_published_pairs(name: str) -> None:
    facts = expected(name)["consensus"]["cohen_pairs_10plus_common_items"]
    labels = labels_of(name)[1]
    found = RaterPairs.from_codes(labels.item, labels.annotator, labels.label, len(labels.categories))
    kappas = [pair.kappa.estimate for pair in found.kappas(at_least=10) if pair.kappa.estimate is not None]

    assert len(kappas) == facts["pairs"]
    assert np.median(kappas) == pytest.approx(facts["unweighted"]["median"], abs=1e-4)
    assert np.mean(kappas) == pytest.approx(facts["unweighted"]["mean"], abs=1e-4)


def test_all_pairs_of_a_crowd_of_thousands() -> None:
    labels = labels_of("ukp_convarg1")[1]
    k = len(labels.categories)

    found = RaterPairs.from_codes(labels.item, labels.annotator, labels.label, k).kappas()

    assert len(labels.annotators) > 3_800
    rows = (each.tolist() for each in (labels.item, labels.annotator, labels.label))
    held = {(i, a): said for i, a, said in zip(*rows, strict=True)}
    of = defaultdict(dict)
    for (i, a), said in held.items():
        of[a][i] = said
    by_item = Counter(i for i, _ in held)
    assert sum(pair.kappa.n for pair in found) == sum(r * (r - 1) // 2 for r in by_item.values())
    for first, second, kappa in found[::997]:
        both = sorted(of[first].keys() & of[second].keys())
        table = contingency(*[[of[x][i] for i in both] for x in (first, second)], k)
        alone = cohen_kappa(table)
        assert (kappa.estimate, kappa.n) == (pytest.approx(alone.estimate), len(both))


def test_four_thousand_annotators_take_the_memory_of_their_meetings() -> None:
    rng = np.random.default_rng(4)
    item = np.repeat(np.arange(8_000), 5)
    rows = item, rng.integers(0, 4_000, item.size), rng.integers(0, 10, item.size)
    tracemalloc.start()
    found = RaterPairs.from_codes(*rows, 10)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 30e6  # every pair in full would take 12 GB
    assert sum(pair.kappa.n for pair in found.kappas()) == found.counts.sum() > 79_000


@given(rows, st.integers(1, 30))
def test_counted_in_place_or_sorted_in_small_parts_is_the_same(judgements, at_a_time: int) -> None:
    whole = pairs(np.array(judgements))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meetings, "_SEATS", 0)
        patch.setattr(meetings, "_WAITING", at_a_time)
        patch.setattr(rater_pairs, "_CELLS", at_a_time)
        parts = pairs(np.array(judgements))
        kappas = parts.kappas()

    assert parts == whole
    assert kappas == whole.kappas()


def test_of_nobody_there_are_no_pairs() -> None:
    assert RaterPairs.from_codes([], [], [], 2).kappas() == []
    with pytest.raises(ValueError, match="only what was counted"):
        RaterPairs.from_codes([], [], [], 2) - RaterPairs.from_codes([1, 1], [1, 2], [0, 1], 2)
