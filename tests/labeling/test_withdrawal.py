"""A share that a file opened is taken back before it is delivered; its labels stay."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.audit.models import Event
from dataops.jobs.progress import request_stop
from dataops.work.needs import needs_of
from labeling import tasks
from labeling.choices import BatchState
from labeling.models import Annotation, BatchShare, ImportRun, Slot
from labeling.operations import batch as batches
from labeling.operations.imports import run, run_import
from labeling.operations.share import deliver_share
from labeling.operations.withdrawal import CannotWithdraw, withdraw_share
from tests.factories import accounts, compliance, labeling, vendors
from tests.factories.labeling import import_run
from tests.labeling.test_import_operations import OUTSIDE, WHOLE, labels
from vendors.models import Delivery
from vendors.operations.delivery import decide_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(project, batch, vendor):
    return vendors.work_order(vendor, project.program)


@pytest.fixture
def share(project, order, vendor):
    labels(project, WHOLE, vendor, orders={"acme": order.number})
    return BatchShare.objects.get()


@pytest.fixture
def manager():
    return accounts.user("administrator")


def refused(share, match, **fields):
    with pytest.raises(CannotWithdraw, match=match):
        withdraw_share(share, actor=None, **{"reason": "Wrong order."} | fields)
    assert BatchShare.objects.filter(pk=share.pk).exists()
    assert not Event.objects.filter(verb="share.withdrawn").exists()


def test_its_labels_stay_and_are_not_paid(share, batch, order, manager):
    withdraw_share(share, reason="Wrong order.", actor=manager)

    assert not BatchShare.objects.exists()
    assert Annotation.objects.filter(share=None).count() == 4
    batch.refresh_from_db()
    assert (batch.state, batch.due_on) == (BatchState.PREPARED, None)
    event = Event.objects.get(verb="share.withdrawn")
    assert event.actor == manager
    assert event.details == {
        "batch": batch.number,
        "order": order.number,
        "labels": 4,
        "reason": "Wrong order.",
    }


def test_the_file_is_then_paid_under_the_right_order(share, project, vendor, noon):
    right = vendors.work_order(vendor, project.program)
    withdraw_share(share, reason="Wrong order.", actor=None)

    labels(project, WHOLE, vendor, orders={"acme": right.number})

    done = deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)
    assert (done.work_order, done.delivery.units) == (right, 3)
    assert Annotation.objects.count() == 4


def test_twice_is_once(share):
    withdraw_share(share, reason="Wrong order.", actor=None)
    withdraw_share(share, reason="Wrong order.", actor=None)

    assert Event.objects.filter(verb="share.withdrawn").count() == 1


def test_what_others_delivered_of_the_batch_is_then_all_of_it(share, batch, project, noon):
    other = labeling.share(batch, vendors.work_order(program_=project.program), state="delivered")

    withdraw_share(share, reason="Wrong order.", actor=None)

    batch.refresh_from_db()
    assert (batch.state, list(batch.shares.all())) == (BatchState.DELIVERED, [other])


def test_a_delivery_that_was_promised_before_is_no_fault(share):
    withdraw_share(share, reason="Wrong order.", actor=None)

    tasks.deliver_share(share_id=share.pk, vendor_id=None)

    assert not Delivery.objects.exists()


def test_a_reason_is_needed(share):
    refused(share, "Say why", reason=" ")


def test_what_is_delivered_waits_for_its_decision(share, noon):
    refused(deliver_share(share.pk, actor=None, at=noon), "is delivered")


@pytest.fixture
def issued(batch, order, noon):
    compliance.clearance(order.program)
    return batches.issue(batch, order, judgements_per_item=1, due_on=order.due_on, actor=None, at=noon)


def test_an_issued_share_that_nobody_began_is_taken_back_and_others_are_given_it(issued, batch, noon):
    withdraw_share(issued, reason="Another team is quicker.", actor=None)
    withdraw_share(issued, reason="Another team is quicker.", actor=None)

    issued.refresh_from_db()
    batch.refresh_from_db()
    assert (issued.state, issued.withdrawn_reason) == ("withdrawn", "Another team is quicker.")
    assert (batch.state, Slot.objects.count()) == (BatchState.PREPARED, 0)
    assert Event.objects.get(verb="share.withdrawn").details["labels"] == 0
    other = vendors.work_order(program_=issued.work_order.program)
    anew = batches.issue(batch, other, judgements_per_item=1, due_on=other.due_on, actor=None, at=noon)
    assert anew.slots.count() == batch.items


@pytest.mark.parametrize("state", ["leased", "done"])
def test_what_somebody_began_is_not_taken_back(issued, state):
    Slot.objects.filter(pk=issued.slots.first().pk).update(state=state)

    refused(issued, "has begun")
    assert issued.slots.count() == issued.judgements


def test_an_issued_share_has_the_button_until_work_begins(client, issued, batch, manager):
    client.force_login(manager, backend="dataops.accounts.backends.SignIn")
    home = reverse("labeling:batch-detail", args=[batch.project.slug, batch.number])
    at = reverse("labeling:share-withdraw", args=[batch.project.slug, batch.number, issued.pk])

    before = client.get(home).content.decode()
    Slot.objects.filter(pk=issued.slots.first().pk).update(state="leased")
    begun = client.get(home).content.decode()

    assert (at in before, at in begun) == (True, False)


def test_its_vendor_reads_why(client, issued, vendor):
    admin = accounts.user("vendor_admin", organisation=vendor.organisation)
    client.force_login(admin, backend="dataops.accounts.backends.SignIn")
    withdraw_share(issued, reason="Another team is quicker.", actor=None)

    order = client.get(reverse("vendors:portal-order", args=[issued.work_order_id])).content.decode()
    panel = reverse("labeling:order-panel", args=[issued.work_order_id])
    [need] = [each for each in needs_of(admin, at=timezone.now()) if "taken back" in each.title]

    assert panel in order
    assert "Another team is quicker." in client.get(panel).content.decode()
    assert (need.title, need.why) == (
        f"Batch {issued.batch.number} was taken back",
        "Another team is quicker.",
    )


def test_a_file_on_its_way_ends_first(share, project, order):
    options = {"default_vendor": "acme", "orders": {"acme": order.number}, **OUTSIDE}
    import_run(project, WHOLE + "i2,a9,yes,\n", kind="labels", options=options)

    refused(share, "still on its way")


def test_it_is_a_button_on_the_batchs_page_that_asks_why(client, share, batch, manager):
    client.force_login(manager, backend="dataops.accounts.backends.SignIn")
    home = reverse("labeling:batch-detail", args=[batch.project.slug, batch.number])
    at = reverse("labeling:share-withdraw", args=[batch.project.slug, batch.number, share.pk])

    page, form = client.get(home).content.decode(), client.get(at).content.decode()
    unsaid = client.post(at, {"reason": ""})
    assert BatchShare.objects.exists()
    done = client.post(at, {"reason": "Wrong order."})

    assert at in page
    assert "Withdraw the share" in form
    assert (unsaid.status_code, done.status_code, done.url) == (422, 302, home)
    assert not BatchShare.objects.exists()
    assert at not in client.get(home).content.decode()


def test_it_is_an_address_of_the_api(share, batch, order, manager):
    client = APIClient()
    client.force_authenticate(manager)
    address = f"/api/v1/batches/{batch.number}/withdraw/"

    unsaid = client.post(address, {"work_order": order.pk})
    done = client.post(address, {"work_order": order.pk, "reason": "Wrong order."})
    again = client.post(address, {"work_order": order.pk, "reason": "Wrong order."})

    assert [unsaid.status_code, done.status_code, again.status_code] == [400, 200, 404]
    assert (done.json()["state"], done.json()["shares"]) == ("prepared", [])


def test_what_came_under_the_wrong_order_before_a_stop_is_paid_under_the_right_one(
    project, batch, order, vendor, noon, monkeypatch
):
    monkeypatch.setattr(run, "CHUNK", 2)
    options = {"default_vendor": "acme", "orders": {"acme": order.number}, **OUTSIDE}
    found = import_run(project, WHOLE, kind="labels", options=options)
    while not ImportRun.objects.get().rows_read:
        run_import(found.pk, seconds=0)
    request_stop(found.job, actor=None)
    run_import(found.pk)
    withdraw_share(BatchShare.objects.get(), reason="Wrong order.", actor=None)
    right = vendors.work_order(vendor, project.program)

    labels(project, WHOLE, vendor, orders={"acme": right.number})

    done = deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)
    assert (done.work_order, done.delivery.units) == (right, 3)


def test_a_rejected_share_has_both_buttons(client, share, batch, manager, noon):
    client.force_login(manager, backend="dataops.accounts.backends.SignIn")
    done = deliver_share(share.pk, actor=None, at=noon)
    decide_delivery(done.delivery, is_accepted=False, reason="Guessed.", actor=None, at=noon)
    home = reverse("labeling:batch-detail", args=[batch.project.slug, batch.number])
    ways = [
        reverse(f"labeling:share-{way}", args=[batch.project.slug, batch.number, share.pk])
        for way in ("reopen", "withdraw")
    ]

    page = client.get(home).content.decode()
    form = client.get(ways[1]).content.decode()
    client.post(ways[1], {"reason": "Others do it."})
    after = client.get(home).content.decode()

    assert all(way in page for way in ways)
    assert "The rejected labels leave the batch" in form
    assert not any(way in after for way in ways)
    assert "Withdrawn" in after
