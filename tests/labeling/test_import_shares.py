"""Labels from files under work orders: whose they are, and that each is delivered and paid once."""

import pytest

from dataops.jobs.models import Outbox
from labeling.choices import ImportState
from labeling.models import Annotation, BatchShare, ImportRun, Project, Slot
from labeling.operations import batch as batches
from labeling.operations.imports import run, run_import
from labeling.operations.imports.start import CannotImport
from labeling.operations.rework import reopen_share
from labeling.operations.share import deliver_share, promise_complete
from labeling.reports.progress import Progress, progress_of_batches, surplus_of
from tests.factories import compliance, labeling, vendors
from tests.factories.labeling import import_run
from tests.labeling.test_import_operations import LABELS, OUTSIDE, WHOLE, counts, labels
from vendors.models import Worker
from vendors.operations.delivery import decide_delivery

pytestmark = pytest.mark.django_db


def test_an_order_priced_by_the_hour_takes_no_labels(project, batch, vendor):
    order = vendors.work_order(
        vendor, project.program, rate_line=vendors.rate_line(vendors.contract(vendor), unit="hour")
    )

    with pytest.raises(CannotImport, match="priced per hour"):
        labels(project, LABELS, vendor, orders={"acme": order.number})

    assert not ImportRun.objects.exists()


# One judgement of each item is asked for: of the second one of i1 nothing is paid.
def test_labels_under_an_order_become_a_share_and_a_delivery(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)

    labels(project, WHOLE, vendor, orders={"acme": order.number})

    share = BatchShare.objects.get()
    assert (share.work_order, share.judgements) == (order, 3)
    promised = set(Outbox.objects.values_list("name", flat=True))
    assert {"labeling.deliver_share", "quality.measure_batch"} <= promised
    assert deliver_share(share.pk, actor=None, at=noon).delivery.units == 3
    assert surplus_of([share]) == {share.pk: 1}


def test_a_second_file_changes_nothing_in_a_share_that_is_delivered(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)
    labels(project, WHOLE, vendor, orders={"acme": order.number})
    deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)

    labels(project, WHOLE, vendor, orders={"acme": order.number})

    assert BatchShare.objects.count() == 1
    assert BatchShare.objects.get().delivery.units == 3


MORE = "item_id,annotator_id,label,created_at\ni3,a1,yes,\ni3,a2,no,\n"


def delivered_units(noon):
    for share in BatchShare.objects.order_by("pk"):
        deliver_share(share.pk, actor=None, at=noon)
    return [share.delivery.units if share.delivery else 0 for share in BatchShare.objects.order_by("pk")]


def test_a_second_order_is_paid_for_its_own_file_only(project, batch, vendor, noon):
    first, second = (vendors.work_order(vendor, project.program) for _ in range(2))
    labels(project, LABELS, vendor, orders={"acme": first.number})
    deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)

    labels(project, LABELS + "i3,a1,yes,\n", vendor, orders={"acme": second.number})

    assert delivered_units(noon) == [2, 1]


def test_labels_without_an_order_are_not_paid_with_the_next_share(project, batch, vendor, noon):
    labels(project, LABELS, vendor)
    order = vendors.work_order(vendor, project.program)

    labels(project, MORE, vendor, orders={"acme": order.number})

    assert delivered_units(noon) == [1]
    assert Annotation.objects.filter(share=None).count() == 3


def test_labels_without_an_order_are_not_paid_with_work_done_here(project, batch, vendor, noon):
    labels(project, LABELS, vendor)
    share = labeling.share(batch, vendors.work_order(vendor, project.program))
    slot = labeling.slot(share, batch.tasks.last(), state="done")
    labeling.annotation(slot.task, vendors.worker(vendor), slot=slot)

    assert delivered_units(noon) == [1]


def test_labels_are_paid_when_their_file_comes_again_under_an_order(project, batch, vendor, noon):
    labels(project, WHOLE, vendor)
    order = vendors.work_order(vendor, project.program)

    again = labels(project, WHOLE, vendor, orders={"acme": order.number})

    assert counts(again) == (4, 0, 4, 0)
    assert delivered_units(noon) == [3]


def test_a_file_that_brings_nothing_new_makes_no_share(project, batch, vendor, noon):
    first, second = (vendors.work_order(vendor, project.program) for _ in range(2))
    labels(project, LABELS, vendor, orders={"acme": first.number})

    labels(project, LABELS, vendor, orders={"acme": second.number})

    assert [share.work_order for share in BatchShare.objects.all()] == [first]


def test_a_share_is_not_delivered_while_its_file_comes_in(project, batch, vendor, noon, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)
    order = vendors.work_order(vendor, project.program)
    options = {"default_vendor": "acme", "orders": {"acme": order.number}, **OUTSIDE}
    found = import_run(project, WHOLE, kind="labels", options=options)
    assert not any(run_import(found.pk, seconds=0) for _ in range(3))  # two looks, one chunk
    assert Annotation.objects.filter(share__work_order=order).count() == 2

    assert promise_complete() == []
    assert deliver_share(BatchShare.objects.get().pk, actor=None, at=noon).delivery is None

    assert run_import(found.pk)
    assert delivered_units(noon) == [3]


def test_labels_of_a_batch_that_the_order_was_not_given_are_faults(project, batch, vendor):
    order = vendors.work_order(vendor, project.program)

    found = labels(project, WHOLE, vendor, orders={"acme": order.number}, takes_unissued=False)

    assert (found.state, found.rows_faulty) == (ImportState.REFUSED, 4)
    fault = found.faults.order_by("row").first()
    said = f"This item is in batch {batch.number}, which has not been issued to {order.number}."
    assert (fault.row, fault.column, fault.message) == (2, "item_id", said)
    assert not Annotation.objects.exists()
    assert not BatchShare.objects.exists()


def test_a_part_of_an_unissued_batch_is_not_delivered_and_the_rest_can_be_issued(
    project, batch, vendor, noon
):
    Project.objects.update(judgements_per_item=2)
    project.refresh_from_db()
    order = vendors.work_order(vendor, project.program)
    labels(project, LABELS, vendor, orders={"acme": order.number})
    assert delivered_units(noon) == [0]

    compliance.clearance(project.program)
    share = batches.issue(batch, order, judgements_per_item=2, due_on=order.due_on, actor=None, at=noon)

    assert (share.judgements, share.slots.count()) == (6, 6)
    assert (
        Slot.objects.filter(state="done").count() == Annotation.objects.filter(slot__share=share).count() == 3
    )
    assert delivered_units(noon) == [0]


def test_the_rest_of_an_unissued_batch_comes_with_another_file(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)
    labels(project, LABELS, vendor, orders={"acme": order.number})

    labels(project, "item_id,annotator_id,label\ni3,a1,yes\n", vendor, orders={"acme": order.number})

    assert delivered_units(noon) == [3]


def test_an_annotator_nobody_knows_is_a_fault_unless_new_ones_are_enrolled(project, batch, vendor):
    found = labels(project, LABELS, vendor, enrols_workers=False)

    assert (found.state, found.rows_faulty, Worker.objects.count()) == (ImportState.REFUSED, 3, 0)
    assert found.faults.order_by("row").values_list("column", "message").first() == (
        "annotator_id",
        f"a1 is not a worker of {vendor.name}. Correct the number, or have new workers enrolled.",
    )
    vendors.worker(vendor, external_id="a1")
    part = labels(project, LABELS, vendor, enrols_workers=False, all_or_nothing=False)
    assert (part.rows_added, part.rows_faulty, Worker.objects.count()) == (2, 1, 1)


def test_all_or_nothing_finds_what_would_not_be_taken(project, batch, vendor):
    labels(project, LABELS, vendor)
    again = LABELS.replace("i1,a1,yes", "i1,a1,no") + "i3,a9,yes,\ni3,a9,no,\nnone,a1,yes,\n"

    strict = labels(project, again, vendor)
    lenient = labels(project, again, vendor, all_or_nothing=False)

    told = [list(run.faults.order_by("row").values_list("row", "column")) for run in (strict, lenient)]
    assert told[0] == told[1] == [(2, "label"), (6, "label"), (7, "item_id")]


def test_labels_beyond_what_was_asked_are_surplus_and_not_paid(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)
    compliance.clearance(project.program)
    share = batches.issue(batch, order, judgements_per_item=1, due_on=order.due_on, actor=None, at=noon)

    labels(project, WHOLE, vendor, orders={"acme": order.number})

    assert delivered_units(noon) == [3]
    share.refresh_from_db()
    assert (share.judgements, surplus_of([share])[share.pk]) == (3, 1)
    assert progress_of_batches([batch.pk])[batch.pk] == Progress(3, 3)


def test_labels_for_an_issued_share_fill_its_slots(project, batch, vendor):
    order = vendors.work_order(vendor, project.program)
    share = labeling.share(batch, order)
    for task in batch.tasks.order_by("pk"):
        labeling.slot(share, task), labeling.slot(share, task)

    labels(project, LABELS, vendor, orders={"acme": order.number})

    assert Slot.objects.filter(state="done").count() == 3
    assert Annotation.objects.filter(slot__share=share).count() == 3
    assert Slot.objects.unfinished().count() == 3


def test_a_row_with_two_faults_is_one_row_that_is_not_taken(project, batch, vendor):
    order = vendors.work_order(vendor, project.program)

    found = labels(
        project,
        LABELS,
        vendor,
        orders={"acme": order.number},
        all_or_nothing=False,
        enrols_workers=False,
        takes_unissued=False,
    )

    assert (found.state, counts(found)) == (ImportState.DONE, (3, 0, 0, 3))
    assert found.faults.filter(row=2).count() == 2


def late(noon, project, vendor, order):
    """All of the batch is delivered, and then somebody new judges an item of it."""
    labels(project, WHOLE, vendor, orders={"acme": order.number})
    share = deliver_share(BatchShare.objects.get().pk, actor=None, at=noon)
    return share, "item_id,annotator_id,label\ni1,a9,no\n"


@pytest.mark.parametrize("has_order", [True, False])
def test_a_delivery_that_waits_takes_no_more_labels(project, batch, vendor, noon, has_order):
    order = vendors.work_order(vendor, project.program)
    share, more = late(noon, project, vendor, order)
    orders = {"acme": order.number} if has_order else {}

    refused = labels(project, more, vendor, orders=orders)
    part = labels(project, WHOLE + "i1,a9,no,\n", vendor, orders=orders, all_or_nothing=False)

    said = f"Batch {batch.number} was delivered under {order.number} and waits for its decision, so nothing is added to it meanwhile."
    assert (refused.state, refused.faults.get().message) == (ImportState.REFUSED, said)
    assert (counts(part), part.faults.get().message) == ((5, 0, 4, 1), said)
    assert Annotation.objects.count() == 4
    assert surplus_of([share]) == {share.pk: 1}  # the repeat that was delivered with it


def test_a_rejected_delivery_is_opened_again_before_it_takes_labels(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)
    compliance.clearance(project.program)
    share, more = late(noon, project, vendor, order)
    decide_delivery(share.delivery, is_accepted=False, reason="Guessed.", actor=None, at=noon)

    refused = labels(project, more, vendor, orders={"acme": order.number})
    reopen_share(share, due_on=order.due_on, actor=None, at=noon)
    taken = labels(project, more, vendor, orders={"acme": order.number})

    assert (refused.state, taken.state, taken.rows_added) == (ImportState.REFUSED, ImportState.DONE, 1)
    assert "Open its share again" in refused.faults.get().message


def test_what_comes_after_an_acceptance_is_surplus(project, batch, vendor, noon):
    order = vendors.work_order(vendor, project.program)
    share, more = late(noon, project, vendor, order)
    decide_delivery(share.delivery, is_accepted=True, reason="", actor=None, at=noon)

    labels(project, more, vendor, orders={"acme": order.number})

    assert (Annotation.objects.count(), surplus_of([share])) == (5, {share.pk: 2})
