"""Carry promised effects to their end as the product does: its relay, its broker, its registered tasks."""

from contextlib import suppress

from django.utils import timezone

from dataops.base.database import STAFF, standing
from dataops.celery import app
from dataops.jobs.outbox import relay

QUEUE = "celery"


def carry_out() -> list[str]:
    """Until nothing is promised any more; the names of the tasks that ran, in order."""
    ran: list[str] = []
    while hand_over():
        ran += _work_off()
    return ran


def strike(name: str) -> list[str]:
    """What the clock does at its hour: one periodic task, and all that it promises."""
    app.tasks[name]()
    return carry_out()


def be_ready() -> None:
    """What an earlier test left on the queue is not ours. As a worker does first, the tasks are loaded."""
    app.loader.import_default_modules()
    with app.connection_for_write() as broker:
        broker.SimpleQueue(QUEUE).clear()


def hand_over() -> int:
    """One round of the relay."""
    with standing(STAFF):
        return relay(at=timezone.now())


def _work_off() -> list[str]:
    """Take message by message off the queue, as a worker with one process would."""
    ran = []
    with app.connection_for_read() as broker, broker.SimpleQueue(QUEUE) as queue, suppress(queue.Empty):
        while message := queue.get(block=False):
            _, kwargs, _ = message.payload
            ran.append(message.headers["task"])
            app.tasks[ran[-1]](**kwargs)
            message.ack()
    return ran
