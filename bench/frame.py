"""What a bench module gives back, and how it is timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure; `bar` is the worst that passes and `goal` what we aim for, both in `unit`.

    A figure without a bar is shown and judges nothing. Ratios ("x yardstick") travel between machines,
    seconds do not.
    """

    name: str
    figure: float
    unit: str
    bar: float | None = None
    goal: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def passes(self) -> bool:
        return self.bar is None or self._reaches(self.bar)

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return ""
        if not self.passes:
            return "MISSED"
        return "goal" if self.goal is not None and self._reaches(self.goal) else "pass"

    def _reaches(self, bar: float) -> bool:
        return self.figure >= bar if self.more_is_better else self.figure <= bar


class Skipped(Exception):
    """The module cannot run here; the message is a sentence that says what it lacks."""


def interleaved(*contestants: Callable[[], object], rounds: int = 7) -> list[float]:
    """Median seconds of each contestant; every round runs all of them in turn, so noise meets all alike."""
    for contestant in contestants:
        contestant()
    taken: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for seconds, contestant in zip(taken, contestants, strict=True):
            start = time.perf_counter()
            contestant()
            seconds.append(time.perf_counter() - start)
    return [median(seconds) for seconds in taken]


def afresh(prepare: Callable[[], object], work: Callable[[], object], rounds: int = 5) -> float:
    """Median seconds of work that can be done once only: `prepare` makes it possible again, off the clock."""
    taken = []
    for _ in range(rounds + 1):
        prepare()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken[1:])
