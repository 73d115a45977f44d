"""The sum of a project's batches as it is stored: it moves with each batch and never has to be made anew.

Integers throughout, so that after any number of moves it is what adding up all batches gives, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from dataops.stats.stored import Stored, moved_stored
from quality.reports.state import State

# Of what `State.to_json` writes of a batch, with how many batches there are and how many know each category.
NO_BATCHES: Stored = {"batches": 0, "known_by": {}, **State.empty(()).to_json()}


def moved(running: Stored, gone: Iterable[Stored], come: Iterable[Stored]) -> Stored:
    """The running sum with these states of batches taken away and these put in."""
    for state in come:
        running = _with(running, state, 1)
    for state in gone:
        running = _with(running, state, -1)
    return running


def added_up(states: Iterable[Stored]) -> Stored:
    """The running sum made from nothing."""
    return moved(NO_BATCHES, (), states)


def is_same(one: Stored, other: Stored) -> bool:
    """Whether two sums are equal, in whatever order they met their categories."""
    return _in_order(one) == _in_order(other)


def state_over(running: Stored, declared: Sequence[int]) -> State:
    """The sum over the declared categories, then any others that a batch knows."""
    others = sorted(set(running["codes"]) - set(declared))
    return _state(running).over((*declared, *others))


def _with(running: Stored, part: Stored, sign: int) -> Stored:
    known_by = _counted(running["known_by"], part["codes"], sign)
    every = list(dict.fromkeys([*running["codes"], *part["codes"]]))
    whole, more = _over(running, every), _over(part, every)
    gold = np.add(whole["gold"], np.multiply(sign, more["gold"]))
    if running["batches"] + sign < 0 or gold.min() < 0:
        raise ValueError("Expected to take away only what was counted before.")
    found = {
        "codes": every,
        "tally": moved_stored(whole["tally"], more["tally"], sign),
        "gold": gold.tolist(),
    }
    kept = [code for code in every if str(code) in known_by]
    return {"batches": running["batches"] + sign, "known_by": known_by, **_over(found, kept)}


def _over(state: Stored, codes: Sequence[int]) -> Stored:
    """The same counts spelled over other categories; as they lie where the categories are the same."""
    return state if state["codes"] == list(codes) else _state(state).over(tuple(codes)).to_json()


def _state(state: Stored) -> State:
    return State.from_json(state)


def _counted(known_by: Mapping[str, int], codes: Iterable[int], sign: int) -> dict[str, int]:
    found = dict(known_by)
    for code in codes:
        found[str(code)] = found.get(str(code), 0) + sign
    return {code: batches for code, batches in found.items() if batches}


def _in_order(running: Stored) -> dict[str, Any]:
    return {**running, **_over(running, sorted(running["codes"]))}
