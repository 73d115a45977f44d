"""What was rejected is done again: the same share, the same order, the next attempt."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from dataops.work.needs import needs_of
from labeling.choices import BatchState, ShareState, SlotState
from labeling.models import Annotation, BatchShare
from labeling.operations import slot as slots
from labeling.operations.imports import run_import
from labeling.operations.rework import CannotReopen, reopen_share
from labeling.operations.share import deliver_share
from labeling.reports.workspace import waiting_for
from tests.factories import accounts, compliance, labeling, vendors
from tests.factories.labeling import import_run
from vendors.models import Delivery, WorkOrder
from vendors.operations.delivery import decide_delivery
from vendors.operations.ledger import reverse_entry

pytestmark = pytest.mark.django_db


def delivered(noon, *, items=2, **order):
    share = labeling.share(work_order_=vendors.work_order(**order) if order else None)
    compliance.clearance(share.batch.project.program)
    worker = vendors.worker(share.vendor)
    for _ in range(items):
        slot = labeling.slot(share, state=SlotState.DONE, worker=worker, skipped_by=[7])
        labeling.annotation(slot.task, worker, slot=slot, source="workspace")
    return deliver_share(share.pk, actor=None, at=noon)


def rejected(noon, **fields):
    share = delivered(noon, **fields)
    decide_delivery(share.delivery, is_accepted=False, reason="Half of it is guessed.", actor=None, at=noon)
    return share


def reopen(share, noon):
    return reopen_share(share, due_on=noon.date() + dt.timedelta(days=9), actor=None, at=noon)


def answer_all(share):
    worker = share.vendor.workers.get()
    while slot := slots.lease_next(share.batch.project, worker, at=timezone.now()):
        slots.submit(slot, token=slot.lease_token, code=0, seconds=1, actor=None, at=timezone.now())


def test_a_rejected_share_is_open_again_in_full(noon):
    share = rejected(noon)

    again = reopen(share, noon)

    assert (again.state, again.attempt, again.judgements, again.delivery) == (ShareState.ISSUED, 2, 2, None)
    assert again.due_on == noon.date() + dt.timedelta(days=9)
    again.batch.refresh_from_db()
    assert again.batch.state == BatchState.ISSUED
    found = again.slots.values_list("state", "worker", "lease_token", "skipped_by")
    assert list(found) == [(SlotState.OPEN, None, None, [])] * 2
    assert not Annotation.objects.exists()
    assert Event.objects.get(verb="share.reopened").details["rejected"] == 2
    assert Outbox.objects.filter(name="quality.measure_batch").exists()


def test_the_same_worker_does_it_again_and_it_is_the_next_attempt(noon):
    share = reopen(rejected(noon), noon)

    answer_all(share)
    done = deliver_share(share.pk, actor=None, at=timezone.now())

    found = Delivery.objects.order_by("attempt").values_list("attempt", "state", "units", "decision_reason")
    assert list(found) == [(1, "rejected", 2, "Half of it is guessed."), (2, "received", 2, "")]
    assert (done.state, done.delivery.attempt) == (ShareState.DELIVERED, 2)


def test_the_rejected_labels_stay_in_the_trail(noon):
    labels = list(rejected(noon).batch.annotations.order_by("pk").values_list("pk", flat=True))
    share = BatchShare.objects.get()

    reopen(share, noon)

    with connection.cursor() as cursor:
        cursor.execute(
            "select pk::bigint from audit_row where tbl = 'labeling_annotation' and op = 'D' order by 1"
        )
        assert [pk for (pk,) in cursor.fetchall()] == labels


def test_reopening_twice_is_once(noon):
    share = rejected(noon)

    reopen(share, noon)
    again = reopen(share, noon)

    assert again.attempt == 2
    assert Event.objects.filter(verb="share.reopened").count() == 1


def test_an_acceptance_that_was_taken_back_is_done_again(noon):
    share = delivered(noon)
    decide_delivery(share.delivery, is_accepted=True, reason="", actor=None, at=noon)
    with pytest.raises(CannotReopen, match="Reverse its ledger entry"):
        reopen(share, noon)

    reverse_entry(share.work_order.ledger.get(), reason="Wrong guideline.", actor=None, at=noon)

    assert reopen(share, noon).attempt == 2


def test_what_waits_for_a_decision_is_not_reopened(noon):
    share = delivered(noon)

    with pytest.raises(CannotReopen, match="waits for its decision"):
        reopen(share, noon)

    assert Annotation.objects.count() == 2
    assert not Event.objects.filter(verb="share.reopened").exists()


@pytest.mark.parametrize(
    ("what", "reason"), [({"state": "closed"}, "is closed"), ({"units": 1}, "0 of 1 judgements left|1 of 1")]
)
def test_the_order_has_to_take_the_work(noon, what, reason):
    share = rejected(noon)
    WorkOrder.objects.update(**what)

    with pytest.raises(CannotReopen, match=reason):
        reopen(share, noon)

    assert Annotation.objects.count() == 2


def test_a_share_that_came_by_file_waits_for_the_next_file(noon):
    project = labeling.project()
    labeling.schema(project)
    compliance.clearance(project.program)
    batch = labeling.batch(project)
    task = labeling.task(batch)
    vendor = vendors.vendor(slug="acme")
    order = vendors.work_order(vendor, project.program)

    def send(label):
        rows = f"item_id,annotator_id,label\n{task.item.external_id},a1,{label}\n"
        options = {
            "default_vendor": "acme",
            "orders": {"acme": order.number},
            "enrols_workers": True,
            "takes_unissued": True,
        }
        found = import_run(project, rows, kind="labels", options=options, dataset=batch.dataset)
        run_import(found.pk)

    send("no")
    share = deliver_share(batch.shares.get().pk, actor=None, at=noon)
    decide_delivery(share.delivery, is_accepted=False, reason="Wrong.", actor=None, at=noon)
    share = reopen(share, noon)
    assert deliver_share(share.pk, actor=None, at=noon).state == ShareState.ISSUED
    newcomer = vendors.worker(vendor)
    assert list(share.slots.values_list("state", flat=True)) == [SlotState.FILE]
    assert waiting_for(newcomer, at=timezone.now()) == []
    assert slots.lease_next(project, newcomer, at=timezone.now()) is None

    send("yes")
    share = deliver_share(share.pk, actor=None, at=noon)

    assert (share.state, share.delivery.attempt, share.delivery.units) == (ShareState.DELIVERED, 2, 1)
    assert Annotation.objects.get().code == 1


@pytest.fixture
def manager():
    return accounts.user(role="administrator")


def test_it_is_a_button_on_the_batchs_page(client, noon, manager):
    share = rejected(noon)
    client.force_login(manager, backend="dataops.accounts.backends.SignIn")
    project, batch = share.batch.project.slug, share.batch.number
    at = reverse("labeling:share-reopen", args=[project, batch, share.pk])

    page = client.get(reverse("labeling:batch-detail", args=[project, batch])).content.decode()
    form = client.get(at).content.decode()
    done = client.post(at, {"due_on": "2026-05-01"})

    assert at in page
    assert "The rejected labels leave the batch" in form
    assert done.status_code == 302
    share.refresh_from_db()
    assert (share.state, str(share.due_on)) == (ShareState.ISSUED, "2026-05-01")


def test_the_page_says_why_not(client, noon, manager):
    share = delivered(noon)
    client.force_login(manager, backend="dataops.accounts.backends.SignIn")
    at = reverse("labeling:share-reopen", args=[share.batch.project.slug, share.batch.number, share.pk])

    form = client.get(at).content.decode()
    client.post(at, {"due_on": "2026-05-01"})

    assert "The delivery still waits for its decision." in form
    share.refresh_from_db()
    assert share.state == ShareState.DELIVERED


def test_its_manager_is_told_until_it_is_opened(noon):
    share = rejected(noon)
    boss = share.batch.project.program.manager

    before = [need.title for need in needs_of(boss, at=noon)]
    reopen(share, noon)
    after = [need.title for need in needs_of(boss, at=noon)]

    told = f"{share.batch.number} of {share.vendor.name} was rejected"
    assert told in before
    assert told not in after


def test_it_is_an_address_of_the_api(noon, manager):
    share, client = rejected(noon), APIClient()
    client.force_authenticate(manager)
    body = {"work_order": share.work_order_id, "due_on": "2026-05-01"}

    answer = client.post(f"/api/v1/batches/{share.batch.number}/reopen/", body)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["attempt"]) == ("issued", 2)
