"""Repeats of one worker on one item: evidence of how steady they are, and neither overlap nor money."""

import pytest
from django.db.models import Sum

from dataops.jobs.models import Outbox
from labeling.choices import ShareState
from labeling.models import Annotation, BatchShare, Project, Slot
from labeling.operations import batch as batches
from labeling.operations.rework import reopen_share
from labeling.operations.share import deliver_share, promise_complete
from labeling.reports.progress import Progress, progress_of_batches, surplus_of
from tests.factories import compliance, labeling, vendors
from tests.labeling.test_import_operations import labels
from vendors.models import LedgerEntry
from vendors.operations.delivery import decide_delivery

pytestmark = pytest.mark.django_db
HEADER = "item_id,annotator_id,label,created_at\n"


def file_of(*rows):
    return HEADER + "".join(
        f"{item},{worker},yes,2026-01-02T03:04:{second:02}Z\n" for item, worker, second in rows
    )


def judged(*workers, second=0):
    """Each of the three items by each of these workers at one moment."""
    return [(f"i{n}", worker, second) for n in (1, 2, 3) for worker in workers]


@pytest.fixture
def overlap(project):
    """Two people judge every item."""
    Project.objects.update(judgements_per_item=2)
    project.refresh_from_db()
    return project


@pytest.fixture
def order(overlap, vendor):
    return vendors.work_order(vendor, overlap.program)


def send(order, *rows):
    return labels(
        Project.objects.get(), file_of(*rows), order.vendor, orders={order.vendor.slug: order.number}
    )


def paid(noon):
    """Everything that is whole is delivered and accepted; the units of the ledger by order."""
    for share in BatchShare.objects.order_by("pk"):
        share = deliver_share(share.pk, actor=None, at=noon)
        if share.delivery:
            decide_delivery(share.delivery, is_accepted=True, reason="", actor=None, at=noon)
    found = LedgerEntry.objects.order_by("work_order").values_list("work_order").annotate(units=Sum("units"))
    return dict(found)


def test_one_person_three_times_is_not_two_people(batch, order, noon):
    found = send(order, *judged("a1", second=1), *judged("a1", second=2), *judged("a1", second=3))

    assert (found.rows_added, Annotation.objects.count()) == (9, 9)
    assert (BatchShare.objects.get().judgements, paid(noon)) == (0, {})


def test_repeats_beside_enough_people_are_kept_and_not_paid(batch, order, noon):
    send(order, *judged("a1", "a2"), *judged("a1", second=5), ("i2", "a2", 9))

    assert paid(noon) == {order.pk: 6}
    assert Annotation.objects.count() == 10
    assert surplus_of(BatchShare.objects.all()) == {BatchShare.objects.get().pk: 4}


@pytest.mark.parametrize("is_delivered", [False, True])
def test_repeats_in_a_later_file_change_nothing_in_the_ledger(batch, order, noon, is_delivered):
    send(order, *judged("a1", "a2"))
    if is_delivered:
        assert paid(noon) == {order.pk: 6}

    send(order, *judged("a1", "a2", second=7))

    assert paid(noon) == {order.pk: 6}
    assert Annotation.objects.count() == 12


def test_repeats_under_another_order_open_no_share_and_are_not_paid(batch, order, noon):
    send(order, *judged("a1", "a2"))
    paid(noon)
    second = vendors.work_order(order.vendor, order.program)

    send(second, *judged("a1", "a2", second=7))

    assert paid(noon) == {order.pk: 6}
    assert BatchShare.objects.get().work_order == order


def test_repeats_fill_no_slots_of_another_order(batch, order, noon):
    send(order, *judged("a1", "a2"))
    paid(noon)
    second = vendors.work_order(order.vendor, order.program)
    share = labeling.share(batch, second)
    for task in batch.tasks.all():
        labeling.slot(share, task)

    send(second, *judged("a1", second=7))

    assert Slot.objects.filter(state="open").count() == 3
    assert surplus_of([share]) == {share.pk: 3}
    assert paid(noon) == {order.pk: 6}


def test_work_in_slots_that_repeats_a_file_is_not_paid(batch, order, noon):
    send(order, ("i1", "a1", 0))
    share = labeling.share(batch, vendors.work_order(order.vendor, order.program))
    for task, worker in zip(batch.tasks.order_by("pk"), ("a1", "a2", "a3"), strict=True):
        slot = labeling.slot(share, task, state="done")
        person = order.vendor.workers.get_or_create(external_id=worker)[0]
        labeling.annotation(task, person, slot=slot)

    assert deliver_share(share.pk, actor=None, at=noon).delivery.units == 2


def test_a_third_person_is_beyond_what_was_asked(batch, order, noon):
    send(order, *judged("a1", "a2", "a3"))

    assert paid(noon) == {order.pk: 6}
    assert Annotation.objects.count() == 9


def test_two_orders_share_the_room_of_an_item(batch, order, noon):
    other = vendors.work_order(vendors.vendor(slug="other"), order.program)
    send(order, *judged("a1"))
    assert paid(noon) == {}

    send(other, *judged("b1", "b2"))

    assert paid(noon) == {order.pk: 3, other.pk: 3}


def test_an_order_with_slots_leaves_files_of_another_no_room(batch, order, noon):
    other = vendors.work_order(vendors.vendor(slug="other"), order.program)
    compliance.clearance(order.program)
    batches.issue(batch, order, judgements_per_item=2, due_on=order.due_on, actor=None, at=noon)

    send(other, *judged("b1", "b2"))

    assert BatchShare.objects.get().work_order == order
    assert paid(noon) == {}


def test_a_share_whose_room_is_used_up_waits_and_is_not_swept_again(batch, order, noon):
    other = vendors.work_order(vendors.vendor(slug="other"), order.program)
    send(order, *judged("a1"))
    send(other, *judged("b1", "b2"))
    mine, theirs = BatchShare.objects.order_by("pk")
    Annotation.objects.filter(share=mine).update(share=None)

    assert deliver_share(mine.pk, actor=None, at=noon).state == ShareState.ISSUED
    Outbox.objects.all().delete()
    assert promise_complete() == [theirs.pk]


def test_what_is_rejected_leaves_with_its_repeats_and_is_paid_when_it_is_done_again(batch, order, noon):
    compliance.clearance(order.program)
    send(order, *judged("a1", "a2"))
    share = deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)
    send(order, *judged("a1", second=7))
    decide_delivery(share.delivery, is_accepted=False, reason="Guessed.", actor=None, at=noon)
    reopen_share(share, due_on=order.due_on, actor=None, at=noon)
    assert not Annotation.objects.exists()

    send(order, *judged("a1", "a2", second=9))

    assert paid(noon) == {order.pk: 6}


def test_progress_without_an_order_counts_people_and_not_repeats(overlap, batch, vendor):
    labels(overlap, file_of(*judged("a1"), *judged("a1", second=5)), vendor)

    assert progress_of_batches([batch.pk])[batch.pk] == Progress(3, 6)
