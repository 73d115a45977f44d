"""Of an item no more judgements are paid than the project asks for, whoever brings them and however often."""

import pytest
from django.db.models import Sum

from dataops.jobs.models import Job, JobState, Outbox
from dataops.jobs.progress import request_stop
from labeling import rules
from labeling.choices import BatchState, ImportState, ShareState
from labeling.models import Annotation, BatchShare, ImportRun, Project, Slot
from labeling.operations import batch as batches
from labeling.operations.imports import run, run_import, stop_abandoned
from labeling.operations.rework import CannotReopen, reopen_share
from labeling.operations.share import deliver_share, promise_complete
from labeling.operations.withdrawal import withdraw_share
from labeling.reports.progress import surplus_of
from labeling.reports.room import least_room
from tests.factories import compliance, labeling, vendors
from tests.factories.labeling import import_run
from tests.labeling.test_import_operations import OUTSIDE, labels
from tests.labeling.test_import_repeats import file_of, judged, paid, send
from vendors.models import LedgerEntry
from vendors.operations.delivery import decide_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(project, batch, vendor):
    compliance.clearance(project.program)
    return vendors.work_order(vendor, project.program)


@pytest.fixture
def other(order):
    return vendors.work_order(vendors.vendor(slug="other"), order.program)


def share_of(order):
    return BatchShare.objects.get(work_order=order)


def delivered(order, noon):
    return deliver_share(share_of(order).pk, actor=None, at=noon)


def decided(order, noon, *, is_accepted):
    share = delivered(order, noon)
    decide_delivery(share.delivery, is_accepted=is_accepted, reason="Guessed.", actor=None, at=noon)
    share.delivery.refresh_from_db()
    return share


def reopen(share, noon):
    return reopen_share(share, due_on=share.due_on, actor=None, at=noon)


def issue(batch, order, noon, judgements=1):
    return batches.issue(
        batch, order, judgements_per_item=judgements, due_on=order.due_on, actor=None, at=noon
    )


def work(share, name):
    """Somebody new does every slot of the share."""
    for slot in share.slots.order_by("pk"):
        worker = vendors.worker(share.vendor, external_id=f"{name}{slot.pk}")
        Slot.objects.filter(pk=slot.pk).update(state="done", worker=worker)
        labeling.annotation(slot.task, worker, slot=slot)


def ledger():
    return LedgerEntry.objects.aggregate(units=Sum("units"))["units"]


def test_what_is_rejected_and_done_again_is_paid_once_and_nothing_beside_it(order, other, noon):
    send(order, *judged("a1"))
    share = decided(order, noon, is_accepted=False)

    send(other, *judged("b1"))
    assert not BatchShare.objects.filter(work_order=other).exists()
    reopen(share, noon)
    send(other, *judged("b1", second=7))
    send(order, *judged("a1", second=9))

    assert paid(noon) == {order.pk: 3}


def test_a_part_that_waits_takes_nothing_of_what_is_done_again(order, other, noon):
    send(other, ("i1", "b1", 0))
    send(order, ("i2", "a1", 0), ("i3", "a1", 0))
    share = decided(order, noon, is_accepted=False)
    send(other, ("i2", "b1", 1), ("i3", "b1", 1))
    assert decided(other, noon, is_accepted=True).judgements == 1

    reopen(share, noon)
    send(order, ("i2", "a1", 5), ("i3", "a1", 5))

    assert decided(order, noon, is_accepted=True).judgements == 2
    assert ledger() == 3


def test_a_rejected_share_that_was_issued_keeps_its_room(order, other, batch, noon):
    Project.objects.update(judgements_per_item=2)
    batch.refresh_from_db()
    send(other, ("i1", "b1", 0))
    work(issue(batch, order, noon), "w")
    share = decided(order, noon, is_accepted=False)
    send(other, *judged("b1", "b2", second=1))
    decided(other, noon, is_accepted=True)

    share = reopen(share, noon)
    work(share, "v")
    decided(order, noon, is_accepted=True)

    assert ledger() == 6


def test_a_batch_is_not_issued_beyond_what_the_project_asks_for(order, other, batch, noon):
    issue(batch, order, noon)

    with pytest.raises(batches.CannotIssue, match=r"asks for 1 of each item, and .* has room for 0 more"):
        issue(batch, other, noon)

    assert Slot.objects.count() == 3


def test_what_a_file_brought_is_not_issued_to_somebody_else(order, other, batch, noon):
    send(order, ("i1", "a1", 0))

    with pytest.raises(batches.CannotIssue, match="came in a file"):
        issue(batch, other, noon)
    withdraw_share(share_of(order), reason="It goes to others.", actor=None)

    batch.refresh_from_db()
    assert issue(batch, other, noon).slots.count() == 3


def test_a_share_that_was_done_again_keeps_a_slot_for_what_was_paid(order, noon):
    send(order, *judged("a1", "a2"))
    share = decided(order, noon, is_accepted=False)

    again = reopen(share, noon)

    assert (again.judgements, again.slots.count(), Annotation.objects.count()) == (3, 3, 0)
    assert not rules.can_close(again.batch.project)


@pytest.mark.parametrize("is_open_again", [False, True])
def test_rejected_work_is_withdrawn_and_its_room_is_free(order, other, batch, noon, is_open_again):
    send(order, *judged("a1"))
    share = decided(order, noon, is_accepted=False)
    if is_open_again:
        reopen(share, noon)

    withdraw_share(share, reason="Others do it.", actor=None)
    withdraw_share(share, reason="Others do it.", actor=None)

    share.refresh_from_db()
    batch.refresh_from_db()
    assert (share.state, share.judgements, batch.state) == (ShareState.WITHDRAWN, 0, BatchState.PREPARED)
    assert (Slot.objects.count(), Annotation.objects.count()) == (0, 0)
    assert least_room(batch) == 1
    assert rules.can_close(batch.project)
    with pytest.raises(CannotReopen, match="is withdrawn"):
        reopen(share, noon)
    send(other, *judged("b1"))
    assert decided(other, noon, is_accepted=True).judgements == ledger() == 3


@pytest.mark.parametrize("is_open_again", [False, True])
def test_what_was_withdrawn_is_paid_under_the_same_order_when_it_comes_anew(order, noon, is_open_again):
    send(order, *judged("a1"))
    share = decided(order, noon, is_accepted=False)
    if is_open_again:
        reopen(share, noon)
    withdraw_share(share, reason="Not good enough.", actor=None)

    send(order, *judged("a2", second=5))

    anew = BatchShare.objects.standing().get()
    anew = deliver_share(anew.pk, actor=None, at=noon)
    decide_delivery(anew.delivery, is_accepted=True, reason="", actor=None, at=noon)
    assert (anew.work_order, anew.attempt, anew.delivery.attempt) == (order, 2, 2)
    assert ledger() == 3


def test_what_was_withdrawn_is_issued_under_the_same_order_again(order, batch, noon):
    send(order, *judged("a1"))
    withdraw_share(decided(order, noon, is_accepted=False), reason="Not good enough.", actor=None)
    batch.refresh_from_db()

    anew = issue(batch, order, noon)
    work(anew, "w")
    anew = deliver_share(anew.pk, actor=None, at=noon)

    assert (issue(batch, order, noon), anew.attempt, anew.delivery.attempt) == (anew, 2, 2)
    assert BatchShare.objects.count() == 2


def test_new_work_of_a_share_that_is_withdrawn_stays_and_is_not_paid(order, other, noon):
    send(order, *judged("a1"))
    share = reopen(decided(order, noon, is_accepted=False), noon)
    send(order, ("i1", "a1", 5))

    withdraw_share(share, reason="Too late.", actor=None)

    assert list(Annotation.objects.values_list("share", "slot")) == [(None, None)]
    send(other, *judged("b1"))
    assert paid(noon) == {other.pk: 3}


def test_room_that_becomes_free_goes_to_what_waits(order, other, noon):
    send(order, ("i1", "a1", 0))
    send(other, *judged("b1"))
    assert share_of(other).judgements == 2
    Outbox.objects.all().delete()

    withdraw_share(share_of(order), reason="Wrong order.", actor=None)

    assert share_of(other).judgements == 3
    assert promise_complete() == []  # it is promised already
    assert paid(noon) == {other.pk: 3}


def cut(project, content, order, monkeypatch):
    """A file under the order that comes in row by row, stopped after the first."""
    monkeypatch.setattr(run, "CHUNK", 1)
    slug = order.vendor.slug
    options = {"default_vendor": slug, "orders": {slug: order.number}, **OUTSIDE}
    found = import_run(project, content, kind="labels", options=options)
    while not ImportRun.objects.get(pk=found.pk).rows_read:
        run_import(found.pk, seconds=0)
    return found


@pytest.mark.parametrize("how", ["stopped", "given up"])
def test_a_later_file_that_ends_early_holds_nothing_up(project, order, noon, monkeypatch, how):
    send(order, *judged("a1"))
    found = cut(project, file_of(*judged("a2", second=9)), order, monkeypatch)
    share = share_of(order)
    assert (share.judgements, delivered(order, noon).state) == (3, ShareState.ISSUED)
    assert promise_complete() == []

    if how == "stopped":
        request_stop(found.job, actor=None)
        run_import(found.pk)
    else:
        Job.objects.filter(pk=found.job_id).update(state=JobState.FAILED)
        assert (stop_abandoned(), stop_abandoned()) == ([found.pk], [])

    assert ImportRun.objects.get(pk=found.pk).state == ImportState.STOPPED
    assert Outbox.objects.filter(name="labeling.deliver_share", kwargs__share_id=share.pk).exists()
    assert paid(noon) == {order.pk: 3}


def test_a_first_file_that_was_given_up_is_counted_as_far_as_it_came(project, order, noon, monkeypatch):
    cut(project, file_of(*judged("a1"), ("i1", "a2", 0)), order, monkeypatch)
    found = ImportRun.objects.get()
    while ImportRun.objects.get().rows_read < 3:
        run_import(found.pk, seconds=0)
    Job.objects.update(state=JobState.FAILED)

    stop_abandoned()

    assert share_of(order).judgements == 3
    assert paid(noon) == {order.pk: 3}


def test_a_stopped_file_does_not_keep_the_shares_of_others_uncounted(
    project, order, other, noon, monkeypatch
):
    Project.objects.update(judgements_per_item=2)
    project.refresh_from_db()
    send(order, *judged("a1"))
    found = cut(project, file_of(*judged("c1")), vendors.work_order(order.vendor, order.program), monkeypatch)
    request_stop(found.job, actor=None)
    run_import(found.pk)

    send(other, *judged("b1"))

    assert (share_of(order).judgements, share_of(other).judgements) == (3, 1)  # i1 and i2 are stored


def test_what_no_order_paid_for_takes_no_room_that_somebody_has(project, order, other, vendor, noon):
    labels(project, file_of(*judged("a1")), vendor)
    send(other, ("i1", "b1", 0))

    send(order, *judged("a1"))

    assert (share_of(other).judgements, share_of(order).judgements) == (1, 2)
    assert paid(noon) == {order.pk: 2, other.pk: 1}


def test_surplus_is_not_counted_yet_or_all_there_is(project, order, other, batch, noon):
    Project.objects.update(judgements_per_item=2)
    send(order, *judged("a1"))
    assert surplus_of([share_of(order)]) == {share_of(order).pk: None}

    Project.objects.update(judgements_per_item=1)
    assert paid(noon) == {order.pk: 3}
    held_back = labeling.share(batch, other)
    for task in batch.tasks.all():
        labeling.annotation(task, vendors.worker(other.vendor), share=held_back)

    assert deliver_share(held_back.pk, actor=None, at=noon).state == ShareState.ISSUED
    assert surplus_of(BatchShare.objects.all()) == {held_back.pk: 3}
