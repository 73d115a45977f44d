"""What is stored of a batch adds up: labels and the counts against gold alike, whatever the shards and their order."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.reports.counting import count_batch
from quality.reports.judgements import Judgements
from quality.reports.running import NO_BATCHES, added_up, is_same, moved, state_over
from quality.reports.state import State

CODES, PEOPLE, TASKS = (10, 20, 30), 4, 10

answers = st.dictionaries(
    st.tuples(st.integers(1, TASKS), st.integers(1, PEOPLE)), st.sampled_from(CODES), min_size=1, max_size=30
)
categories = st.lists(st.sampled_from([5, *CODES]), unique=True)
golds = st.dictionaries(st.integers(1, TASKS), st.sampled_from(CODES))


def state(said: dict[tuple[int, int], int], gold: dict[int, int], codes=CODES) -> State:
    rows = [(task, worker, code) for (task, worker), code in said.items()]
    task, worker, code = np.array(rows, np.int64).reshape(-1, 3).T
    judgements = Judgements(task.copy(), worker.copy(), code.copy())
    here = {item: right for item, right in gold.items() if item in task}
    return count_batch(judgements, codes, here, dict.fromkeys(range(1, PEOPLE + 1), 1)).state


def bits(found: State) -> str:
    return json.dumps(found.to_json())


@given(answers, golds, st.lists(st.integers(0, 3), min_size=TASKS + 1, max_size=TASKS + 1), st.randoms())
def test_batches_of_whole_items_add_up_to_the_same_bits(said, gold, home, random) -> None:
    parts = [state({k: v for k, v in said.items() if home[k[0]] == shard}, gold) for shard in range(4)]
    shuffled = dict(random.sample(sorted(said.items()), len(said)))
    random.shuffle(parts)

    total = state_over(added_up([part.to_json() for part in parts]), CODES)
    assert bits(total) == bits(state(said, gold)) == bits(state(shuffled, gold))


@given(st.lists(st.tuples(answers, golds, categories), min_size=1, max_size=6), st.data())
def test_the_running_sum_is_the_sum_of_the_batches_after_any_moves(made, data) -> None:
    stored = [state(said, gold, codes).to_json() for said, gold, codes in made]
    running, kept = NO_BATCHES, {}
    for _ in range(8):
        batch, now = data.draw(st.integers(0, 2)), data.draw(st.sampled_from(stored))
        running = moved(running, [kept[batch]] if batch in kept else [], [now])
        running, kept[batch] = json.loads(json.dumps(running)), now

    assert is_same(running, added_up(kept.values()))
    assert running["batches"] == len(kept)
    assert is_same(moved(running, kept.values(), []), NO_BATCHES)


def test_what_was_never_added_is_not_taken_away() -> None:
    one, other = (state({(1, 1): code}, {}).to_json() for code in (10, 20))

    with pytest.raises(ValueError, match="only what was counted"):
        moved(added_up([one]), [other], [])


@given(answers, golds)
def test_the_counts_against_gold_are_the_answers_to_gold_items(said, gold) -> None:
    confusion = state(said, gold).gold

    for row, truth in enumerate(CODES):
        for column, given_code in enumerate(CODES):
            hits = [k for k, v in said.items() if gold.get(k[0]) == truth and v == given_code]
            assert confusion[row, column] == len(hits)


@given(answers, golds)
def test_a_state_survives_json_and_a_wider_schema(said, gold) -> None:
    found = state(said, gold)

    again = State.from_json(json.loads(bits(found)))
    wider = found.over((*CODES, 40))

    assert bits(again) == bits(found)
    assert bits(wider.over(CODES)) == bits(found)
    assert wider.gold.sum() == found.gold.sum()
    assert wider.tally.judgements == found.tally.judgements
