"""This week against last week's published report: how far each figure moved, where to, and whether that is better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from dataops.web.templatetags.formats import day, number, plural_of, share
from programs.choices import LOWER_IS_BETTER
from programs.models import StatusReport
from programs.reports.items import marked
from programs.rules import written
from programs.rules.status import WORST_FIRST
from programs.rules.week import week_number

Numbers = Mapping[str, Any]
WEEK = timedelta(days=7)
NEITHER = ("spend",)  # more money spent is neither good nor bad by itself
NO_BEFORE = "No report was published before this one."


@dataclass(frozen=True)
class Delta:
    """`is_better` None where the figure did not move or neither way is better; `reason` where nothing compares."""

    key: str
    label: str
    now: str
    was: str
    moved: str
    direction: str
    is_better: bool | None
    reason: str = ""
    is_money: bool = False


def compared(
    numbers: Numbers, items: Sequence[dict[str, Any]], before: StatusReport | None, *, week_on: date
) -> dict[str, Any]:
    """What is kept with a published report: deltas, trends and marks against the one published before it."""
    if before is None:
        return _nothing(items, NO_BEFORE, marks=None)
    old = before.numbers
    seen = old.get("seen")
    if before.week_on != week_on - WEEK:
        week = week_number(before.week_on)
        reason = f"The last published report is of week {week}, not of the week before."
        return _nothing(items, reason, marks=seen) | {"with": before.pk, "since_week": week}
    return {
        "with": before.pk,
        "since_week": week_number(before.week_on),
        "reason": "",
        "deltas": [asdict(delta) for delta in deltas_of(numbers, old)],
        "trends": _trends(numbers, old),
        "items": marked(items, seen),
    }


def deltas_of(now: Numbers, was: Numbers) -> list[Delta]:
    return [*_pace(now, was), *_dates(now, was), *_measures(now, was), *_money(now, was)]


def _nothing(
    items: Sequence[dict[str, Any]], reason: str, *, marks: Mapping[str, Sequence[Any]] | None
) -> dict[str, Any]:
    told = marked(items, marks)
    return {"with": None, "since_week": None, "reason": reason, "deltas": [], "trends": {}, "items": told}


def _pace(now: Numbers, was: Numbers) -> Iterator[Delta]:
    here, there = now["progress"], was["progress"]
    yield _figure("this_week", "Accepted this week", here["this_week"], there["this_week"], number)
    done, before = here["done_share"], there["done_share"]
    if here["planned"] != there["planned"]:
        reason = f"{number(here['planned'])} units are planned now, {number(there['planned'])} a week ago."
        yield _apart("done", "Done", share(done, 1), share(before, 1), reason)
        return
    yield _figure("done", "Done", done, before, lambda value: share(value, 1), step=_points)


def _dates(now: Numbers, was: Numbers) -> Iterator[Delta]:
    for key, label in (("p50_on", "P50"), ("p85_on", "P85"), ("due_on", "Due")):
        here = now["due_on"] if key == "due_on" else now["forecast"].get(key)
        there = was["due_on"] if key == "due_on" else was["forecast"].get(key)
        today = date.fromisoformat(now["figures_on"])
        first, second = (date.fromisoformat(text) if text else None for text in (here, there))
        words = tuple(day(one, today) if one else "No date" for one in (first, second))
        if first is None or second is None:
            reason = "No date this week." if first is None else "No date a week ago."
            if first or second:
                yield _apart(key, label, *words, reason)
            continue
        days = (first - second).days
        moved = f"{plural_of(abs(days), 'day,days')} {'later' if days > 0 else 'earlier'}" if days else ""
        yield Delta(key, label, *words, moved or "No change", _arrow(days), None if not days else days < 0)


def _measures(now: Numbers, was: Numbers) -> Iterator[Delta]:
    before = {row["metric"]: row for row in was["measures"]}
    currency, other = (one["program"].get("currency", "") for one in (now, was))
    for row in now["measures"]:
        unit, old = row["unit"], before.get(row["metric"])
        is_money = unit == "money"
        shown = tuple(_shown(one, unit, currency) for one in (row, old))
        if row["value"] is None or old is None or old["value"] is None:
            reason = row["reason"] if row["value"] is None else "No figure a week ago."
            yield _apart(row["metric"], row["label"], *shown, reason, is_money)
            continue
        if is_money and currency != other:
            yield _apart(
                row["metric"], row["label"], *shown, "In another currency than a week ago.", is_money
            )
            continue
        yield _of_measure(row, old, unit, currency, shown)


def _of_measure(row: Numbers, old: Numbers, unit: str, currency: str, shown: tuple[str, str]) -> Delta:
    change = row["value"] - old["value"]
    size = _points(abs(change)) if unit == "share" else written(abs(change), unit, currency)
    nothing = _points(0) if unit == "share" else written(0, unit, currency)
    is_same = shown[0] == shown[1] or size == nothing
    sign = -1 if row["metric"] in LOWER_IS_BETTER else 1
    better = None if is_same or row["metric"] in NEITHER else sign * change > 0
    moved = "No change" if is_same else f"{'+' if change > 0 else '−'}{size}"
    arrow = _arrow(0 if is_same else change)
    return Delta(row["metric"], row["label"], *shown, moved, arrow, better, is_money=unit == "money")


def _money(now: Numbers, was: Numbers) -> Iterator[Delta]:
    here, there = now.get("money") or {}, was.get("money") or {}
    if here.get("over_share") is None or there.get("over_share") is None:
        return
    words = [f"{share(abs(one), 1)} {'over' if one > 0 else 'under'}" for one in (here["over_share"], there["over_share"])]  # fmt: skip
    change = here["over_share"] - there["over_share"]
    is_same = words[0] == words[1]
    moved = "No change" if is_same else f"{'+' if change > 0 else '−'}{_points(abs(change))}"
    better = None if is_same else change < 0
    yield Delta("ends", "Cost at completion against budget", *words, moved, _arrow(0 if is_same else change), better, is_money=True)  # fmt: skip


def _figure(
    key: str,
    label: str,
    here: float | None,
    there: float | None,
    write: Callable[..., str],
    *,
    step: Callable[[float], str] = number,
) -> Delta:
    """A figure of which more is better."""
    words = tuple("No data" if value is None else write(value) for value in (here, there))
    if here is None or there is None:
        return _apart(key, label, *words, "It had not begun a week ago." if there is None else "Not begun.")
    change = here - there
    is_same = words[0] == words[1]
    moved = "No change" if is_same else f"{'+' if change > 0 else '−'}{step(abs(change))}"
    return Delta(key, label, *words, moved, _arrow(0 if is_same else change), None if is_same else change > 0)


def _trends(now: Numbers, was: Numbers) -> dict[str, str]:
    """Of each dimension whether it got better, worse or stayed: by its figure, else by its colour."""
    before = {row["key"]: row for row in was.get("dimensions", [])}
    found = {}
    for row in now.get("dimensions", []):
        old = before.get(row["key"])
        if old is None or "no_data" in (row["rule"], old["rule"]):
            continue
        worse = _badness(row) - _badness(old)
        if None not in (row["figure"], old["figure"]) and not worse:
            worse = round(row["figure"] - old["figure"], 3)
        found[row["key"]] = "worse" if worse > 0 else "better" if worse < 0 else "same"
    return found


def _badness(row: Numbers) -> int:
    return -WORST_FIRST.index(row["rule"])


def _apart(key: str, label: str, now: str, was: str, reason: str, is_money: bool = False) -> Delta:
    return Delta(key, label, now, was, "", "", None, reason, is_money)


def _shown(row: Numbers | None, unit: str, currency: str) -> str:
    return written(row["value"], unit, currency) if row and row["value"] is not None else "No data"


def _points(change: float) -> str:
    """A difference of two shares, in points of a hundred."""
    return f"{100 * change:.1f} points"


def _arrow(change: float) -> str:
    return "up" if change > 0 else "down" if change < 0 else "level"
