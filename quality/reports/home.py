"""The home of a reviewer or QA lead, in four figures of the quality overview."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from dataops.stats.intervals import wilson
from dataops.web.templatetags.formats import number, plural_of, share, shortly
from dataops.work.home import Tile
from programs.models import Program
from quality.reports.overview import Overview, overview_of


def reviewer_tiles(user, *, at: datetime) -> list[Tile]:
    overview = overview_of(user, Program.objects.visible_to(user))
    return [_to_decide(overview, at), _agreement(overview), _gold(overview), _taken(overview)]


def _to_decide(overview: Overview, at: datetime) -> Tile:
    waiting = [waits for waits in overview.waiting if waits.may_decide]
    detail = "Every delivery is answered"
    if waiting:
        oldest = min(waits.share.delivery.delivered_at for waits in waiting)
        units = sum(waits.share.delivery.units for waits in waiting)
        detail = f"{plural_of(units, 'unit,units')}, the oldest since {shortly(oldest, at)}"
    return Tile("waiting", "Deliveries to decide", number(len(waiting)), "", detail, _overview("#waiting"))


def _agreement(overview: Overview) -> Tile:
    label, measured = "Projects below their agreement", len(overview.measured)
    if not measured:
        return Tile("agreement", label, None, "", "No item has two judgements yet", _overview())
    detail = f"of {measured} measured; the whole interval lies below the target"
    return Tile("agreement", label, number(len(overview.missed)), "", detail, _overview())


def _gold(overview: Overview) -> Tile:
    met = wilson(overview.gold_correct, overview.gold_judged)
    return _share("gold_accuracy", "Gold answers met", met, "judged", "No gold item was judged yet")


def _taken(overview: Overview) -> Tile:
    taken = wilson(overview.accepted, overview.answered)
    return _share("accepted", "Deliveries accepted", taken, "answered", "No delivery is answered yet")


def _share(key: str, label: str, found, counted: str, reason: str) -> Tile:
    if found.estimate is None:
        return Tile(key, label, None, "", reason, _overview())
    detail = f"{share(found.ci_low, 1)} to {share(found.ci_high, 1)}, of {number(found.n)} {counted}"
    ends = (found.ci_low, found.estimate, found.ci_high)
    return Tile(key, label, share(found.estimate, 1), "", detail, _overview(), *ends)


def _overview(part: str = "") -> str:
    return reverse("quality:overview") + part
