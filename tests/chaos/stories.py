"""What happens on a bad day, told against the running product."""

import http.client
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.db import connection, transaction

from dataops.base.database import STAFF, standing
from tests.chaos import faults
from tests.chaos.agreement_run import AgreementRun
from tests.chaos.desk import Desk, open_desk
from tests.chaos.house import House
from tests.chaos.label_import import LabelImport
from tests.chaos.labelers import SUBMIT, Labelers
from tests.chaos.losses import Losses

Wait = Callable[[str, Callable[[], bool]], float]
Told = tuple[str, Losses, tuple[int, float]]


# Of the kills each eighth meets the whole worker: more often than thrice a minute, and the supervisor gives up.
KILLS, EVERY, WHOLE = 20, 2.0, 8
CRASHES, BETWEEN, BACK_WITHIN = 5, 4.0, 10.0


def worker_dies(house: House, wait: Wait) -> list[Told]:
    """K06: twenty times under load. What was measured is right, what was answered is there, what follows happened once."""
    with standing(STAFF):
        with transaction.atomic():
            story = AgreementRun(batches=200, items_each=200, judges=5)
        desk = open_desk(people=8, batches=60, items_each=20)
        with transaction.atomic():
            story.begin()
        people, killed = _labelers(house, desk), 0
        with people.at_work():
            for n in range(KILLS):
                time.sleep(EVERY)
                killed += house.kill_pool() if (n + 1) % WHOLE else house.kill_worker()
        began = time.monotonic()
        wait("every batch is measured", story.is_over)
        wait("every whole share is delivered", desk.is_settled)
        cost = (killed, time.monotonic() - began)
        return [
            (story.name, story.losses(), cost),
            ("labelers, worker killed", desk.stored(people.acked), cost),
            ("deliveries, worker killed", desk.effects(), cost),
        ]


def postgres_dies(house: House, wait: Wait) -> list[Told]:
    """K08: five immediate restarts under load. Whatever was confirmed is stored, and answers go on within ten seconds."""
    with standing(STAFF):
        desk = open_desk(people=8, batches=60, items_each=20)
    people, longest = _labelers(house, desk), 0.0
    with people.at_work():
        for _ in range(CRASHES):
            time.sleep(BETWEEN)
            before, fell = len(people.acked), time.monotonic()
            faults.crash_postgres()
            wait("Postgres answers", faults.postgres_answers)
            wait(
                "answers are taken again",
                lambda before=before: len(people.acked) > before + len(people.secrets),
            )
            longest = max(longest, time.monotonic() - fell)
    assert longest < BACK_WITHIN, f"the longest way back took {longest:.1f} s"
    connection.close()  # it broke with the server
    with standing(STAFF):
        wait("every whole share is delivered", desk.is_settled)
        cost = (CRASHES, longest)
        return [
            ("labelers, Postgres restarted", desk.stored(people.acked), cost),
            ("deliveries, Postgres restarted", desk.effects(), cost),
        ]


def redis_dies(house: House, wait: Wait, *, data: Path) -> list[Told]:
    """K07: emptied, paused, killed. People answer all the while, nothing that follows is lost, nobody signs in meanwhile."""
    with faults.redis_apart(data) as redis:
        house.start(REDIS_URL=redis.url)
        with standing(STAFF):
            desk = open_desk(people=8, batches=60, items_each=20)
        people, statuses = _labelers(house, desk), []
        with people.at_work():
            for fault in (redis.forget_everything, redis.pause):
                wait("people answer", _more_than(people, len(people.acked) + 20))
                fault()
            before = len(people.acked)
            redis.die(
                lambda: (
                    statuses.append(_sign_in(house)),
                    wait("people answer", _more_than(people, before + 20)),
                )
            )
            began = time.monotonic()
            wait("people answer", _more_than(people, len(people.acked) + 20))
        assert statuses[0] >= 500, f"somebody could try a password uncounted: {statuses}"
        refused = [asked for asked in people.of_kind(SUBMIT) if asked.status >= 400]
        assert not refused, refused[:3]
        with standing(STAFF):
            wait("every whole share is delivered", desk.is_settled)
            cost = (3, time.monotonic() - began)
            return [
                ("labelers, Redis gone", desk.stored(people.acked), cost),
                ("deliveries, Redis gone", desk.effects(), cost),
            ]


def _labelers(house: House, desk: Desk) -> Labelers:
    return Labelers(house.url, desk.project.slug, desk.secrets, think=0.2)


def _more_than(people: Labelers, answers: int) -> Callable[[], bool]:
    return lambda: len(people.acked) > answers


def _sign_in(house: House) -> int:
    """How an attempt with some password is answered."""
    line = http.client.HTTPConnection(urlsplit(house.url).netloc, timeout=20)
    line.request("GET", "/accounts/login/")
    page = line.getresponse()
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    page.read()
    form = {
        "login": "somebody@example.com",
        "password": "some password",
        "csrfmiddlewaretoken": cookie.partition("=")[2],
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/accounts/login/", urlencode(form), headers)
    return line.getresponse().status


def everything_dies(house: House, wait: Wait) -> list[Told]:
    """In the middle of a file. Then the same file once more, which must add nothing."""
    with standing(STAFF), transaction.atomic():
        story = LabelImport(batches=20, items_each=1000, judges=10)
    with standing(STAFF):
        story.begin()
        wait("a third of the rows are in", lambda: story.progress() >= 1 / 3)
    connection.close()
    killed = house.kill_everything()
    house.start()
    with standing(STAFF):
        assert 0 < story.progress() < 1, "the import was done before it could be killed"
        seconds = wait("the import is done", story.is_over)
        losses = story.losses()
        wait("every batch is delivered", lambda: story.units_delivered() == story.world.labels)
        _send_again(story, wait)
        return [(story.name, losses, (killed, seconds))]


def _send_again(story: LabelImport, wait: Wait) -> None:
    story.begin()
    wait("the second import is done", story.is_over)
    counted = (story.run.rows_added, story.run.rows_known)
    assert counted == (0, story.world.labels), counted
    assert story.units_delivered() == story.world.labels
