import datetime as dt

import pytest

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from labeling.choices import BatchState, ShareState
from labeling.models import Batch, BatchShare, Project, Slot, Task
from labeling.operations import batch as batches
from labeling.operations import share as shares
from tests.factories import compliance, labeling, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = labeling.project()
    labeling.schema(project)
    return project


@pytest.fixture
def cleared(project):
    compliance.clearance(project.program)
    return project


def order_of(project, **fields):
    return vendors.work_order(program_=project.program, **fields)


def prepared(project, items=2):
    dataset = labeling.dataset(project.program)
    for _ in range(items):
        labeling.item(dataset)
    (batch,) = batches.prepare_batches(project, dataset, size=items, actor=None)
    return batch


def issue(batch, order, noon, judgements=1):
    return batches.issue(
        batch, order, judgements_per_item=judgements, due_on=order.due_on, actor=None, at=noon
    )


def test_items_become_batches_of_the_size_and_a_rest(project):
    dataset = labeling.dataset(project.program)
    items = [labeling.item(dataset) for _ in range(5)]

    made = batches.prepare_batches(project, dataset, size=2, actor=None)

    assert [batch.items for batch in made] == [2, 2, 1]
    assert [list(batch.tasks.values_list("item", flat=True)) for batch in made] == [
        [items[0].pk, items[1].pk],
        [items[2].pk, items[3].pk],
        [items[4].pk],
    ]
    assert Event.objects.get(verb="batches.prepared").details["batches"] == 3


def test_preparing_twice_changes_nothing(project):
    batch = prepared(project)

    assert batches.prepare_batches(project, batch.dataset, size=2, actor=None) == []

    assert (Batch.objects.count(), Task.objects.count()) == (1, 2)


def test_a_batch_is_made_under_the_newest_versions(project):
    guide = labeling.guideline(project, number=2)
    newest = labeling.schema(project, number=2)

    batch = prepared(project)

    assert (batch.schema, batch.guideline) == (newest, guide)


def test_another_programs_dataset_is_refused(project):
    with pytest.raises(batches.CannotPrepare):
        batches.prepare_batches(project, labeling.dataset(), size=2, actor=None)


def test_issuing_makes_room_for_every_judgement(cleared, noon):
    Project.objects.update(judgements_per_item=3)
    batch, order = prepared(cleared), order_of(cleared)

    share = issue(batch, order, noon, judgements=3)

    assert (share.vendor, share.judgements) == (order.vendor, 6)
    assert Slot.objects.filter(share=share, vendor=order.vendor).count() == 6
    batch.refresh_from_db()
    assert (batch.state, batch.due_on) == (BatchState.ISSUED, order.due_on)
    assert Event.objects.filter(verb="batch.issued").count() == 1


def test_slots_are_laid_out_copy_by_copy(cleared, noon):
    Project.objects.update(judgements_per_item=2)
    batch = prepared(cleared)

    issue(batch, order_of(cleared), noon, judgements=2)

    first, second = batch.tasks.order_by("pk")
    assert [slot.task for slot in Slot.objects.order_by("pk")] == [first, second, first, second]


def test_issuing_twice_changes_nothing(cleared, noon):
    batch, order = prepared(cleared), order_of(cleared)

    assert issue(batch, order, noon) == issue(batch, order, noon)

    assert (BatchShare.objects.count(), Slot.objects.count()) == (1, 2)


def test_a_batch_nobody_had_takes_the_newest_schema_when_it_is_issued(cleared, noon):
    batch = prepared(cleared)
    newest = labeling.schema(cleared, number=2)

    issue(batch, order_of(cleared), noon)

    batch.refresh_from_db()
    assert batch.schema == newest


def test_without_clearance_nothing_is_handed_out(project, noon):
    batch = prepared(project)

    with pytest.raises(batches.CannotIssue, match="no clearance"):
        issue(batch, order_of(project), noon)

    assert not Slot.objects.exists()
    assert not Event.objects.filter(verb="batch.issued").exists()


def test_personal_data_needs_the_vendors_agreement(project, noon):
    compliance.clearance(project.program, sensitivity="personal")
    batch, order = prepared(project), order_of(project)

    with pytest.raises(batches.CannotIssue, match="data processing agreement"):
        issue(batch, order, noon)

    compliance.data_agreement(order.vendor)
    assert issue(batch, order, noon).judgements == 2


@pytest.mark.parametrize("state", ["draft", "sent", "declined", "closed"])
def test_only_an_accepted_order_takes_work(cleared, noon, state):
    with pytest.raises(batches.CannotIssue):
        issue(prepared(cleared), order_of(cleared, state=state), noon)


def test_another_programs_order_is_refused(cleared, noon):
    with pytest.raises(batches.CannotIssue, match="another program"):
        issue(prepared(cleared), vendors.work_order(), noon)


def test_a_closed_project_hands_nothing_out(cleared, noon):
    batch = prepared(cleared)
    Project.objects.update(state="closed")

    with pytest.raises(batches.CannotIssue, match="is closed"):
        issue(batch, order_of(cleared), noon)

    assert not BatchShare.objects.exists()


def test_an_order_priced_by_the_hour_is_refused(cleared, noon):
    by_the_hour = order_of(cleared, rate_line=vendors.rate_line(unit="hour"))

    with pytest.raises(batches.CannotIssue, match="priced per hour"):
        issue(prepared(cleared), by_the_hour, noon)

    assert not BatchShare.objects.exists()


def test_an_order_is_not_issued_beyond_its_units(cleared, noon):
    order = order_of(cleared, units=3)
    issue(prepared(cleared), order, noon)

    with pytest.raises(batches.CannotIssue, match="1 of 3"):
        issue(prepared(cleared), order, noon)

    assert BatchShare.objects.count() == 1


def finished_share():
    share = labeling.share()
    slot = labeling.slot(share, state="done")
    labeling.annotation(slot.task, vendors.worker(share.vendor), slot=slot)
    return share


def test_a_finished_share_becomes_one_delivery(noon):
    share = finished_share()

    done = shares.deliver_share(share.pk, actor=None, at=noon)

    assert (done.state, done.delivery.units) == (ShareState.DELIVERED, 1)
    assert done.delivery.batch_ref == share.batch.number
    assert Batch.objects.get().state == BatchState.DELIVERED
    assert Outbox.objects.get().kwargs == {"batch_id": share.batch_id}


def test_delivering_twice_changes_nothing(noon):
    share = finished_share()

    first = shares.deliver_share(share.pk, actor=None, at=noon)
    second = shares.deliver_share(share.pk, actor=None, at=noon + dt.timedelta(1))

    assert first.delivery == second.delivery
    assert Event.objects.filter(verb="share.delivered").count() == 1


def test_an_unfinished_share_stays(noon):
    share = finished_share()
    labeling.slot(share)

    assert shares.deliver_share(share.pk, actor=None, at=noon).state == ShareState.ISSUED
    assert not Outbox.objects.exists()


def test_a_batch_is_delivered_with_its_last_share(noon):
    share = finished_share()
    labeling.slot(labeling.share(share.batch))

    shares.deliver_share(share.pk, actor=None, at=noon)

    assert Batch.objects.get().state == BatchState.ISSUED


def test_an_order_that_cannot_take_it_says_why_and_is_tried_again(noon):
    share = finished_share()
    order = share.work_order
    type(order).objects.update(state="closed")

    shares.deliver_share(share.pk, actor=None, at=noon)
    assert "closed" in BatchShare.objects.get().held_up_by

    type(order).objects.update(state="accepted")
    assert shares.promise_complete() == [share.pk]
    assert shares.deliver_share(share.pk, actor=None, at=noon).state == ShareState.DELIVERED


def test_what_is_complete_is_promised_share_by_share_and_once():
    complete = [finished_share() for _ in range(3)]
    labeling.slot(labeling.share())

    assert shares.promise_complete() == [share.pk for share in complete]
    assert shares.promise_complete() == []

    promised = Outbox.objects.order_by("pk").values_list("name", "kwargs")
    assert list(promised) == [("labeling.deliver_share", {"share_id": share.pk}) for share in complete]
    assert not BatchShare.objects.exclude(delivery=None).exists()
