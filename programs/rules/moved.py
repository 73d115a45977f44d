"""Whether a metric moved as it was wanted, said honestly: a small change of a small sample may be chance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dataops.stats.intervals import wilson_bounds
from programs.models import DataRequest, MetricAfter
from programs.models.request_words import plain


@dataclass(frozen=True)
class Moved:
    """A word, its mark, the sentence, and the interval of the new value where it has one."""

    kind: str
    word: str
    sentence: str
    low: float | None = None
    high: float | None = None


def moved(request: DataRequest, after: MetricAfter) -> Moved:
    """Now, wanted and after, in one sentence."""
    now, wanted = request.metric_now, request.metric_wanted
    name = request.metric_name or "The metric"
    if now is None:
        return Moved("idle", "Not known", f"{name} is {plain(after.value)}; nobody wrote down what it was.")
    change = after.value - now
    aim = (wanted - now) if wanted is not None else change
    said = f"{name} went from {plain(now)} to {plain(after.value)}"
    low, high = _bounds(after)
    if change == 0:
        return Moved("bad", "Not moved", f"{name} is {plain(now)} as before.", low, high)
    if change * aim < 0:
        return Moved("bad", "Moved the wrong way", f"{said}; wanted was {_written(wanted)}.", low, high)
    reached = wanted is not None and abs(change) >= abs(aim)
    goal = "what was wanted is reached" if reached else _part(change, aim, wanted)
    sure, doubt = _doubt(after, now, low, high)
    kind = "ok" if reached and sure else "warn"
    word = "Moved" if sure else "Perhaps moved"
    return Moved(kind, word, f"{said}: {goal}. {doubt}", low, high)


def _written(wanted: Decimal | None) -> str:
    return plain(wanted) if wanted is not None else "not said"


def _part(change: Decimal, aim: Decimal, wanted: Decimal | None) -> str:
    if wanted is None:
        return "nobody said what was wanted"
    return f"{round(100 * change / aim)}% of the way to {plain(wanted)}"


def _bounds(after: MetricAfter) -> tuple[float | None, float | None]:
    """Only a share of so many items has an interval that we can give."""
    if after.items is None or not 0 <= after.value <= 1:
        return None, None
    return wilson_bounds(float(after.value), after.items)


def _doubt(after: MetricAfter, now: Decimal, low: float | None, high: float | None) -> tuple[bool, str]:
    if low is None or high is None:
        return True, "How sure that is, is not known: no number of items of a share was given."
    span = f"On {after.items:,} items it lies between {low:.2f} and {high:.2f}"
    if low <= float(now) <= high:
        return False, f"{span}, which holds the old value too: it may be chance."
    return True, f"{span}, which the old value is outside of."
