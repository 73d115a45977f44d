"""`manage.py forecast THROUGHPUT.csv`: when the rest will be done, from a file alone - no database, no server."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from dataops.stats.forecast import HORIZON, MOST_ITEMS, Forecast, days_until_done, done_within
from dataops.stats.futures import Ahead
from dataops.stats.results import Reason
from dataops.stats.throughput import Throughput, day_of, read_holidays, read_throughput

CONFIDENCE = {"p50": "50 %", "p85": "85 %", "p95": "95 %"}


class Command(BaseCommand):
    help = (
        "Say when the remaining items will be done, from a file of past days with the columns date and done (CSV "
        "or gzip). Days missing between the first and the last count as idle; the last day must be over."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("throughput", type=Path, metavar="THROUGHPUT.csv[.gz]")
        parser.add_argument("--remaining", type=int, required=True, metavar="N", help="items still to do")
        parser.add_argument(
            "--rework",
            default="0",
            metavar="SHARE",
            help="finished items that come back (0.05 or 5%%), if the file counts them as done all the same",
        )
        parser.add_argument("--holidays", type=Path, metavar="FILE", help="free days, in the column date")
        parser.add_argument("--by", metavar="DATE", help="also say how many will be done by that day")
        parser.add_argument("--seed", type=int, default=1, help="another number draws other futures (1)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _found(options)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join(_page(options["throughput"].name, found)))


def _found(options: dict[str, Any]) -> dict[str, Any]:
    remaining, rework, seed = options["remaining"], _share(options["rework"]), options["seed"]
    if not 0 <= remaining <= MOST_ITEMS or seed < 0:
        raise ValueError(
            f"--remaining and --seed are whole numbers of 0 or more, and at most {MOST_ITEMS:,} remain."
        )
    past = read_throughput(options["throughput"])
    free = read_holidays(options["holidays"]) if options["holidays"] else frozenset()
    daily = past.without(free)
    ahead = Ahead.of(rework=rework, holidays=past.ahead(free))
    when = days_until_done(remaining, daily, rng=np.random.default_rng(seed), ahead=ahead)
    found = {
        "first": _iso(past.first),
        "last": _iso(past.last),
        "days": int(daily.size),
        "done": int(past.daily.sum()),
        "remaining": remaining,
        "rework": rework,
        "holidays_ahead": len(ahead.holidays),
        "done_on": {name: _after(past, getattr(when, name)) for name in CONFIDENCE},
        "reason": when.reason,
    }
    return found | (_by(options["by"], past, daily, ahead, seed) if options["by"] else {})


def _by(text: str, past: Throughput, daily: Any, ahead: Ahead, seed: int) -> dict[str, Any]:
    by = day_of(text)
    days = (by - past.last).days if past.last else 0
    if past.last and not 0 < days <= HORIZON:
        raise ValueError(f"--by {by} is not in the ten years after {past.last}, the last day of the file.")
    much = done_within(days, daily, rng=np.random.default_rng(seed), ahead=ahead)
    return {"by": by.isoformat(), "done_by": _percentiles(much), "by_reason": much.reason}


def _percentiles(found: Forecast) -> dict[str, int | None]:
    return {name: getattr(found, name) for name in CONFIDENCE}


def _page(name: str, found: dict[str, Any]) -> list[str]:
    """The forecast as a manager reads it."""
    if found["first"] is None:
        return [f"{name}: {Reason.EMPTY.sentence}"]
    return [
        f"{name}: {found['done']:,} items done from {found['first']} to {found['last']}.",
        f"Drawn from {found['days']:,} days{_ahead(found)}.",
        "",
        *_when(found),
        *_by_then(found),
    ]


def _when(found: dict[str, Any]) -> list[str]:
    if not found["remaining"]:
        return ["Nothing remains: all is done."]
    items = "item is" if found["remaining"] == 1 else "items are"
    return [
        f"{found['remaining']:,} more {items} done by",
        *_rows(found["done_on"], found["reason"]),
    ]


def _by_then(found: dict[str, Any]) -> list[str]:
    if "by" not in found:
        return []
    counts = {name: n if n is None else f"{n:,} or more" for name, n in found["done_by"].items()}
    return ["", f"By {found['by']} there are done", *_rows(counts, found["by_reason"])]


def _rows(values: dict[str, Any], reason: str | None) -> list[str]:
    if not any(value is not None for value in values.values()):
        return [f"  {Reason(reason).sentence}"]
    beyond = Reason.BEYOND_HORIZON.sentence
    return [
        f"  {value if value is not None else beyond:<24}in {CONFIDENCE[name]} of futures"
        for name, value in values.items()
    ]


def _ahead(found: dict[str, Any]) -> str:
    days, rework = found["holidays_ahead"], found["rework"]
    said = [f"{100 * rework:.3g} % of what is finished comes back"] if rework else []
    said += [f"{days} working {'day' if days == 1 else 'days'} ahead yield nothing"] if days else []
    return f"; {' and '.join(said)}" if said else ""


def _share(text: str) -> float:
    try:
        share = float(text.strip().rstrip("%")) / (100.0 if text.strip().endswith("%") else 1.0)
    except ValueError as fault:
        raise ValueError(f"--rework {text}: expected a share such as 0.05 or 5%.") from fault
    if not 0.0 <= share < 1.0:
        raise ValueError(f"--rework {text}: expected a share of 0 or more and below 1.")
    return share


def _after(past: Throughput, days: int | None) -> str | None:
    return None if days is None or past.last is None else _iso(past.last + timedelta(days=days))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
