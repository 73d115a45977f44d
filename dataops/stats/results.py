"""What every statistic answers with: a number, its interval, what it was made from, or why none."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


class Reason(StrEnum):
    """Why a number or its interval is missing. The value is stored; the sentence is shown."""

    EMPTY = "empty"
    SINGLE_RATER = "single_rater"
    NO_OVERLAP = "no_overlap"
    ONE_CATEGORY = "one_category"
    TOO_FEW = "too_few"
    TOO_MANY_CATEGORIES = "too_many_categories"
    NOT_CATEGORIES = "not_categories"
    NO_LENGTHS = "no_lengths"
    EMPTY_CATEGORY = "empty_category"
    BEYOND_HORIZON = "beyond_horizon"
    DISCONNECTED = "disconnected"
    ONE_SIDED = "one_sided"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Reason.EMPTY: "No data yet.",
    Reason.SINGLE_RATER: "Only one annotator has labelled.",
    Reason.NO_OVERLAP: "No item was labelled by two annotators.",
    Reason.ONE_CATEGORY: "Every label is the same, so agreement beyond chance cannot be judged.",
    Reason.TOO_FEW: "Too little data to say.",
    Reason.TOO_MANY_CATEGORIES: "Too many different labels to count as categories.",
    Reason.NOT_CATEGORIES: "Spans and boxes are not categories, so this is not defined for them.",
    Reason.NO_LENGTHS: "The lengths of the documents are not known, so their tokens cannot be counted.",
    Reason.EMPTY_CATEGORY: "A category occurs on one side only, so this difference has no bound.",
    Reason.BEYOND_HORIZON: "Too far away to date.",
    Reason.DISCONNECTED: "Some were never compared with the others, so no one scale holds them all.",
    Reason.ONE_SIDED: "Some were never beaten by the others, so their lead has no bound.",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its uncertainty; `n` counts the units (items, judgements, trials) behind it.

    `estimate` is None when the statistic is undefined, and `reason` then says why. A defined estimate
    without an interval also carries its reason.
    """

    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    reason: str | None
    n: int

    @classmethod
    def undefined(cls, reason: Reason, n: int = 0) -> "Estimate":
        return cls(None, None, None, None, reason.value, n)

    def to_json(self) -> dict[str, float | int | str | None]:
        return asdict(self)
