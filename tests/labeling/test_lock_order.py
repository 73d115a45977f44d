"""Who changes a batch and its shares takes the batch first, so that nobody waits for somebody who waits for them."""

import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from labeling.models import Batch, BatchShare, ImportRun
from labeling.operations.imports.shares import share_out
from labeling.operations.rework import reopen_share
from labeling.operations.share import deliver_share
from labeling.operations.withdrawal import withdraw_share
from tests.factories import compliance, vendors
from tests.labeling.test_import_repeats import judged, send
from vendors.operations.delivery import decide_delivery

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20  # seconds for another connection to come to its lock
_WAITING = "select count(*) from pg_locks where not granted and pid <> pg_backend_pid()"


def somebody_waits():
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return True
    return False


def deliver(share, noon):
    deliver_share(share.pk, actor=None, at=noon)


def withdraw(share, noon):
    withdraw_share(share, reason="Wrong order.", actor=None)


def reopen(share, noon):
    reopen_share(share, due_on=share.due_on, actor=None, at=noon)


@pytest.mark.parametrize("change", [deliver, withdraw, reopen])
def test_a_file_that_ends_and_a_change_of_its_share_wait_in_line(project, batch, vendor, noon, change):
    compliance.clearance(project.program)
    send(vendors.work_order(vendor, project.program), *judged("a1"))
    share, run, faults = BatchShare.objects.get(), ImportRun.objects.get(), []
    if change is reopen:
        deliver(share, noon)
        share.refresh_from_db()
        decide_delivery(share.delivery, is_accepted=False, reason="Guessed.", actor=None, at=noon)

    def go():
        try:
            change(share, noon)
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=go)
    with transaction.atomic():
        Batch.objects.select_for_update().get()  # as a file does whose rows come in
        other.start()
        assert somebody_waits()
        list(BatchShare.objects.select_for_update())
        share_out(run)
    other.join()

    assert faults == []
