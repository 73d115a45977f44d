"""What happens on a bad day, told against the running product."""

from collections.abc import Callable

from django.db import connection, transaction

from dataops.base.database import STAFF, standing
from tests.chaos.agreement_run import AgreementRun
from tests.chaos.house import House
from tests.chaos.label_import import LabelImport
from tests.chaos.losses import Losses

Wait = Callable[[str, Callable[[], bool]], float]
Told = tuple[str, Losses, tuple[int, float]]


def worker_dies(house: House, wait: Wait) -> Told:
    """Twice in the middle of its work; the supervisor starts it again, the relay hands the rest out again."""
    with standing(STAFF):
        with transaction.atomic():
            story = AgreementRun(batches=200, items_each=200, judges=5)
        with transaction.atomic():
            story.begin()
        killed = 0
        for share in (0.2, 0.5):
            wait(f"{share:.0%} measured", lambda share=share: story.progress() >= share)
            killed += house.kill_worker()
        assert story.progress() < 1, "the worker was done before it could be killed"
        seconds = wait("every batch is measured", story.is_over)
        return story.name, story.losses(), (killed, seconds)


def everything_dies(house: House, wait: Wait) -> Told:
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
        return story.name, losses, (killed, seconds)


def _send_again(story: LabelImport, wait: Wait) -> None:
    story.begin()
    wait("the second import is done", story.is_over)
    counted = (story.run.rows_added, story.run.rows_known)
    assert counted == (0, story.world.labels), counted
    assert story.units_delivered() == story.world.labels
