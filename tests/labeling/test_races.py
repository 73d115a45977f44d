"""What threads do to leases and answers, on a real Postgres with its real locks."""

import datetime as dt
import threading
import uuid
from collections import Counter

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.base.database import Scope, acting
from dataops.jobs.models import Outbox
from labeling.choices import ShareState
from labeling.models import Annotation, BatchShare, Slot
from labeling.operations import share as shares
from labeling.operations import slot as slots
from labeling.operations.undo import undo_last
from tests.factories import accounts, labeling, vendors

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
EACH_WAITS = 30  # seconds before a thread that never starts fails the test


def at_once(calls):
    """Run the calls in threads that start together, and answer what each answered."""
    start, found, faults = threading.Barrier(len(calls)), [None] * len(calls), []

    def run(place, call):
        try:
            start.wait(EACH_WAITS)
            found[place] = call()
        except Exception as fault:  # noqa: BLE001 -- handed to the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return found


@pytest.fixture
def share():
    return labeling.share()


def works_until_empty(project, worker):
    """A labeler behind the wall who answers until nothing is left; says which tasks."""

    def work():
        done = []
        while True:
            with acting(Scope(vendor_id=worker.vendor_id)):
                slot = slots.lease_next(project, worker, at=timezone.now())
                if slot is None:
                    return done
                slots.submit(
                    slot, token=slot.lease_token, code=1, seconds=None, actor=None, at=timezone.now()
                )
                done.append((slot.pk, slot.task_id))

    return work


def test_k01_eight_labelers_share_sixty_slots_without_a_double(share):
    for _ in range(60):
        labeling.slot(share)
    workers = [vendors.worker(share.vendor) for _ in range(THREADS)]

    done = at_once([works_until_empty(share.batch.project, worker) for worker in workers])

    taken = Counter(slot for part in done for slot, _ in part)
    assert len(taken) == 60
    assert max(taken.values()) == 1
    assert Annotation.objects.count() == 60


def test_k15_three_judgements_are_three_people(share):
    for _ in range(20):
        task = labeling.task(share.batch)
        for _ in range(3):
            labeling.slot(share, task)
    workers = [vendors.worker(share.vendor) for _ in range(THREADS)]

    done = at_once([works_until_empty(share.batch.project, worker) for worker in workers])

    for part in done:
        assert len({task for _, task in part}) == len(part)
    people = Annotation.objects.values_list("task", "worker")
    assert len(set(people)) == Annotation.objects.count() == 60


def test_one_worker_in_many_tabs_holds_one_item(share):
    task = labeling.task(share.batch)
    labeling.slot(share, task), labeling.slot(share, task), labeling.slot(share)
    worker = vendors.worker(share.vendor)

    def lease():
        with acting(Scope(vendor_id=worker.vendor_id)):
            return slots.lease_next(share.batch.project, worker, at=timezone.now()).pk

    assert len(set(at_once([lease] * THREADS))) == 1
    assert Slot.objects.held_by(worker).count() == 1


def test_a_lapsed_slot_goes_to_one_of_many(share):
    slot = labeling.slot(
        share,
        state="leased",
        worker=vendors.worker(share.vendor),
        lease_token=uuid.uuid4(),
        leased_until=timezone.now() - dt.timedelta(minutes=1),
    )
    workers = [vendors.worker(share.vendor) for _ in range(THREADS)]

    def lease(worker):
        with acting(Scope(vendor_id=worker.vendor_id)):
            return slots.lease_next(share.batch.project, worker, at=timezone.now())

    found = at_once([lambda worker=worker: lease(worker) for worker in workers])

    assert [held.pk for held in found if held] == [slot.pk]


def test_k02_one_key_sent_twenty_times_at_once_is_one_annotation(share):
    labeling.slot(share), labeling.slot(share)
    user = accounts.user(role="vendor_labeler", organisation=share.vendor.organisation)
    vendors.worker(share.vendor, user=user)

    def client():
        fresh = APIClient()
        fresh.force_login(user)
        return fresh

    held = client().post("/api/v1/labeling/lease/", {"project": share.batch.project.slug}).json()
    clients = [client() for _ in range(20)]

    def send(fresh):
        answer = fresh.post(
            f"/api/v1/labeling/slots/{held['id']}/submit/",
            {"token": held["token"], "code": 1},
            headers={"Idempotency-Key": "k"},
        )
        return answer.status_code, answer.json()

    answers = at_once([lambda fresh=fresh: send(fresh) for fresh in clients])

    assert Annotation.objects.count() == 1
    assert {status for status, _ in answers} == {201}
    assert all(body == answers[0][1] for _, body in answers)


def test_a_share_is_delivered_even_when_its_last_answers_cross(share):
    for _ in range(THREADS):
        labeling.slot(share)
    workers = [vendors.worker(share.vendor) for _ in range(THREADS)]

    at_once([works_until_empty(share.batch.project, worker) for worker in workers])
    Outbox.objects.all().delete()

    assert shares.promise_complete() == [share.pk]
    assert shares.deliver_share(share.pk, actor=None, at=timezone.now()).state == ShareState.DELIVERED


def answered(share):
    slot = labeling.slot(share, state="done")
    return labeling.annotation(slot.task, vendors.worker(share.vendor), slot=slot, source="workspace")


def test_a_share_is_not_delivered_while_an_answer_is_taken_back(share, noon):
    answered(share)
    last = answered(share)

    def deliver():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '200ms'")
            shares.deliver_share(share.pk, actor=None, at=noon)

    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        undo_last(last.worker, share.batch.project, actor=None, at=noon)
        at_once([deliver])

    assert BatchShare.objects.get().state == ShareState.ISSUED


def test_an_answer_is_not_taken_back_while_its_share_is_delivered(share, noon):
    last = answered(share)

    def undo():
        with acting(Scope(vendor_id=share.vendor_id)), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '200ms'")
            undo_last(last.worker, share.batch.project, actor=None, at=noon)

    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        shares.deliver_share(share.pk, actor=None, at=noon)
        at_once([undo])

    assert Annotation.objects.filter(pk=last.pk).exists()


def test_two_deliveries_at_once_are_one(share, noon):
    slot = labeling.slot(share, state="done")
    labeling.annotation(slot.task, vendors.worker(share.vendor), slot=slot)

    found = at_once([lambda: shares.deliver_share(share.pk, actor=None, at=noon)] * THREADS)

    assert len({done.delivery_id for done in found}) == 1
