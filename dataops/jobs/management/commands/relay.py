"""Carry promised effects from the outbox to Celery, until told to stop."""

from __future__ import annotations

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from dataops.base.database import STAFF, standing
from dataops.jobs.outbox import relay

PAUSE = 0.25
PAUSE_AFTER_FAULT = 2.0


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(self._round())

    def _round(self) -> float:
        """One hand-over; how long to wait before the next. A broker or database that is away is waited for."""
        try:
            with standing(STAFF):
                sent = relay(at=timezone.now())
        except BrokerDown as fault:
            return self._trying_again(fault)
        except (DatabaseError, InterfaceError) as fault:
            # A server that dies in the middle of an answer is a plain DatabaseError to the driver.
            if connection.is_usable():
                raise
            return self._trying_again(fault)
        return 0 if sent else PAUSE

    def _trying_again(self, fault: Exception) -> float:
        self.stderr.write(f"relay: {fault}; trying again")
        connection.close()
        return PAUSE_AFTER_FAULT
