"""Carry promised effects to their end as the product does: its relay, its broker, its registered tasks."""

from celery import current_app
from django.db import connection
from django.utils import timezone

from dataops.base.database import STAFF, standing
from dataops.jobs.outbox import relay

QUEUE = "celery"


def carry_out() -> list[str]:
    """Until nothing is promised any more; the names of the tasks that ran, in order."""
    ran: list[str] = []
    try:
        while _hand_over():
            ran += _work_off()
    finally:
        connection.close()
    return ran


def strike(name: str) -> list[str]:
    """What the clock does at its hour: one periodic task, and all that it promises."""
    try:
        current_app.tasks[name]()
    finally:
        connection.close()
    return carry_out()


def empty_the_broker() -> None:
    """What an earlier test left on the queue is not ours."""
    with current_app.connection_for_write() as broker:
        broker.SimpleQueue(QUEUE).clear()


def _hand_over() -> int:
    with standing(STAFF):
        return relay(at=timezone.now())


def _work_off() -> list[str]:
    """Take message by message off the queue, as a worker with one process would."""
    ran = []
    with current_app.connection_for_read() as broker:
        queue = broker.SimpleQueue(QUEUE)
        while len(queue):
            message = queue.get(block=False)
            _, kwargs, _ = message.payload
            ran.append(message.headers["task"])
            current_app.tasks[ran[-1]](**kwargs)
            message.ack()
        queue.close()
    return ran
