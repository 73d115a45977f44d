"""The home of a compliance officer: how many gates are open, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.urls import reverse

from compliance.models import Clearance, DataAgreement
from compliance.reports.gates import gates
from dataops.web.templatetags.formats import day, number, plural_of, shortly
from dataops.work.home import Ahead, Tile
from programs import permissions
from programs.models import Program

ENDING = timedelta(days=60)


def officer_tiles(user, *, at: datetime) -> list[Tile]:
    on = at.date()
    shown = gates(Program.objects.visible_to(user).running(), on=on)
    working = [gate for gate in shown if gate.vendors]
    blocked = [gate for gate in working if gate.blocked]
    url = reverse("compliance:overview")
    return [
        _waiting(user, at, url),
        _open_gates(len(working) - len(blocked), len(working), url),
        _outside(sum(len(gate.blocked) for gate in blocked), url),
        _agreements(user, on, url),
    ]


def dates_of_agreements(user, *, on: date, until: date) -> Iterator[Ahead]:
    if user.vendor_id is not None or not user.has_perm(permissions.SEE_COMPLIANCE):
        return
    ending = DataAgreement.objects.visible_to(user).ending_within(on=on, until=until)
    for paper in ending.select_related("vendor__organisation"):
        url = reverse("compliance:overview")
        yield Ahead(paper.ends_on, paper.reference, paper.vendor.name, url, "Agreement ends")


def _waiting(user, at: datetime, url: str) -> Tile:
    waiting = Clearance.objects.visible_to(user).waiting()
    count, since = waiting.count(), waiting.aggregate(since=Min("requested_at"))["since"]
    detail = f"the oldest since {shortly(since, at)}" if since else "Every request is decided"
    return Tile("waiting", "Clearances to decide", number(count), "", detail, url)


def _open_gates(free: int, working: int, url: str) -> Tile:
    label = "Programs free to hand out data"
    if not working:
        return Tile("gates", label, None, "", "No program under way has an open order", url)
    return Tile("gates", label, number(free), f"of {working}", "programs with open orders", url)


def _outside(pairs: int, url: str) -> Tile:
    detail = "a vendor and a program each" if pairs else "Every vendor that works may receive its data"
    return Tile("outside", "Vendors kept outside", number(pairs), "", detail, url)


def _agreements(user, on: date, url: str) -> Tile:
    held = DataAgreement.objects.visible_to(user)
    ending = held.ending_within(on=on, until=on + ENDING)
    first = ending.order_by("ends_on").first()
    detail = f"the first on {day(first.ends_on, on)}" if first else "None runs out before that"
    count = ending.count()
    words = plural_of(count, "agreement,agreements").split(" ", 1)[1]
    return Tile("agreements", "Ending within 60 days", number(count), words, detail, url)
