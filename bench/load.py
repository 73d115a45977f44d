"""L01: labelers who think between items, beside them an import and pages, against the whole running product.

`python -m bench load` takes a minute; `BENCH_LOAD_SECONDS=600` is the full length, `BENCH_LABELERS` their number.
"""

from __future__ import annotations

import os
import threading
import time

from django.db import transaction

from bench.frame import Line
from bench.running import HOUSE  # first: it sets Django up
from dataops.base.database import STAFF, standing
from tests.chaos.desk import open_desk
from tests.chaos.label_import import LabelImport
from tests.chaos.labelers import LEASE, PAGE, SUBMIT, Asked, Door, Labelers

SECONDS = int(os.environ.get("BENCH_LOAD_SECONDS", "60"))
PEOPLE = int(os.environ.get("BENCH_LABELERS", "100"))
THINK = 10.0
BATCHES = 20
PAGES = ("/api/v1/me/", "/api/v1/labeling/answers/")


def run() -> list[Line]:
    with standing(STAFF):
        return _measured()


def _measured() -> list[Line]:
    desk = open_desk(
        people=PEOPLE, batches=BATCHES, items_each=100 + int(SECONDS * PEOPLE / THINK) // BATCHES
    )
    with transaction.atomic():
        file = LabelImport(batches=10, items_each=1000, judges=10)
    people = Labelers(HOUSE.url, desk.project.slug, desk.secrets, think=THINK)
    with people.at_work():
        until = time.monotonic() + SECONDS
        _look_around(people, until=time.monotonic() + SECONDS / 5)
        before = HOUSE.memory()
        file.begin()
        _look_around(people, until=until)
        after = HOUSE.memory()
    kept = desk.stored(people.acked)
    failed = sum(asked.status == 0 or asked.status >= 400 for asked in people.asked)
    return [
        Line(f"{PEOPLE} labelers for {SECONDS} s: answers confirmed", len(people.acked), "answers"),
        Line("lease, 95 of 100 within", _late(people.of_kind(LEASE)), "ms", 300, 150),
        Line("submit, 95 of 100 within", _late(people.of_kind(SUBMIT)), "ms", 300, 150),
        Line("other requests beside them, 95 of 100 within", _late(people.of_kind(PAGE)), "ms", 800, 400),
        Line("requests that failed", failed, "requests", 0, 0),
        Line("confirmed answers lost or doubled", kept.lost + kept.doubled, "answers", 0, 0),
        Line("rows of an import meanwhile", file.progress() * file.world.labels, "rows"),
        Line("memory of all processes, end against beginning", 100 * after / before, "%", 150, 120),
    ]


def _look_around(people: Labelers, *, until: float) -> None:
    """Somebody who asks for other things meanwhile."""
    door, rest = Door(people.url, people.secrets[0], people.asked.append), threading.Event()
    while time.monotonic() < until:
        for page in PAGES:
            door.ask(PAGE, page)
        rest.wait(1)


def _late(asked: list[Asked]) -> float:
    taken = sorted(one.seconds for one in asked)
    return 1e3 * taken[int(len(taken) * 0.95)]
