"""What is stored of a batch: integers that add up over batches, slices and projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataops.stats.agreement import agreement
from dataops.stats.coincidence import disagreement
from dataops.stats.results import Estimate, Reason
from dataops.stats.tally import Tally

Integers = NDArray[np.int64]
NOTHING = Estimate.undefined(Reason.EMPTY)
COEFFICIENTS = ("alpha", "ac1", "fleiss_kappa", "brennan_prediger", "percent_agreement")


@dataclass(frozen=True, eq=False)
class State:
    """The categories, how labels agreed on items, and what was said where gold was known.

    Parameters
    ----------
    codes : the categories' codes in the schema's order
    tally : patterns over these categories
    gold : (categories, categories) how often gold of a row's category was given a column's
    """

    codes: tuple[int, ...]
    tally: Tally
    gold: Integers

    @classmethod
    def empty(cls, codes: Sequence[int]) -> State:
        k = max(len(codes), 1)
        return cls(tuple(codes), Tally.empty(k), np.zeros((k, k), np.int64))

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> State:
        return cls(
            tuple(stored["codes"]), Tally.from_json(stored["tally"]), np.array(stored["gold"], np.int64)
        )

    def to_json(self) -> dict[str, Any]:
        return {"codes": list(self.codes), "tally": self.tally.to_json(), "gold": self.gold.tolist()}

    def over(self, codes: tuple[int, ...]) -> State:
        """The same counts among other categories, of which none may be missing that occurs.

        A later version of the schema may declare more of them, or no longer the one that nobody used.
        """
        if codes == self.codes:
            return self
        here = [place for place, code in enumerate(self.codes) if code in codes]
        there = [codes.index(self.codes[place]) for place in here]
        patterns = np.zeros((len(self.tally.patterns), max(len(codes), 1)), np.int64)
        patterns[:, there] = self.tally.patterns[:, here]
        gold = np.zeros((max(len(codes), 1),) * 2, np.int64)
        gold[np.ix_(there, there)] = self.gold[np.ix_(here, here)]
        if patterns.sum() != self.tally.patterns.sum() or gold.sum() != self.gold.sum():
            raise ValueError("Expected every category that occurs to be kept.")
        return State(codes, _with_patterns(self.tally, patterns), gold)


def _with_patterns(tally: Tally, patterns: Integers) -> Tally:
    """Through JSON, which sorts the patterns anew."""
    plain = Tally(
        patterns.shape[1],
        patterns,
        tally.multiplicity,
        tally.annotators,
        tally.judgements_by,
        tally.repeats,
        tally.repeated_pairs,
        tally.consistent_pairs,
    )
    return Tally.from_json(plain.to_json())


def figures(tally: Tally) -> dict[str, Any]:
    """Every coefficient with its interval or reason, and what they were made from, as plain data."""
    found = agreement(tally)
    return {
        "items": found.items,
        "overlapping_items": found.overlapping_items,
        "annotators": found.annotators,
        "judgements": found.judgements,
        "categories": tally.n_classes,
        "repeats": tally.repeats,
        "repeated_pairs": tally.repeated_pairs,
        "consistent_pairs": tally.consistent_pairs,
        "minority_items": found.minority_items,
        "rests_on_few": found.rests_on_few,
        "disagreement": list(disagreement(tally)),
        **{name: getattr(found, name).to_json() for name in COEFFICIENTS},
    }


def stored_estimate(results: dict[str, Any] | None, name: str) -> Estimate:
    """One coefficient of stored figures; no data before anything was measured."""
    return Estimate(**results[name]) if results else NOTHING


def few_items(results: dict[str, Any] | None) -> int | None:
    """How many items hold a rarer answer, where so few do that agreement rests on them; None where enough do."""
    return results["minority_items"] if results and results.get("rests_on_few") else None
