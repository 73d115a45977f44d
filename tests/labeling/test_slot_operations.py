import datetime as dt
import uuid

import pytest
from django.utils import timezone

from dataops.audit.models import Event
from dataops.base.database import Scope, acting
from dataops.jobs.models import Outbox
from labeling.choices import SlotState
from labeling.models import Annotation, Skip, Slot
from labeling.operations import slot as slots
from labeling.operations.undo import CannotUndo, undo_last
from tests.factories import labeling, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def share():
    return labeling.share()


@pytest.fixture
def project(share):
    return share.batch.project


@pytest.fixture
def worker(share):
    return vendors.worker(share.vendor)


def lease(project, worker):
    return slots.lease_next(project, worker, at=timezone.now())


def submit(slot, code=1, **fields):
    values = {"token": slot.lease_token, "seconds": None, "actor": None, "at": timezone.now()}
    return slots.submit(slot, code=code, **values | fields)


def lapse(slot):
    Slot.objects.filter(pk=slot.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def test_a_worker_is_handed_the_first_open_slot_for_ten_minutes(share, project, worker):
    first, _ = labeling.slot(share), labeling.slot(share)

    leased = lease(project, worker)

    assert leased == first
    assert (leased.state, leased.worker) == (SlotState.LEASED, worker)
    assert dt.timedelta(minutes=9) < leased.leased_until - timezone.now() < dt.timedelta(minutes=11)


def test_leasing_again_gives_the_same_item_under_the_same_token(share, project, worker):
    labeling.slot(share), labeling.slot(share)

    first, again = lease(project, worker), lease(project, worker)

    assert (again.pk, again.lease_token) == (first.pk, first.lease_token)


def test_two_workers_are_handed_two_slots(share, project, worker):
    one, two = labeling.slot(share), labeling.slot(share)

    assert lease(project, worker) == one
    assert lease(project, vendors.worker(share.vendor)) == two


def test_k15_nobody_judges_one_item_twice(share, project, worker):
    task = labeling.task(share.batch)
    labeling.slot(share, task), labeling.slot(share, task)
    submit(lease(project, worker))

    assert lease(project, worker) is None
    assert lease(project, vendors.worker(share.vendor)).task == task


def test_k15_what_a_worker_answered_in_a_file_is_not_asked_again(share, project, worker):
    told, new = labeling.task(share.batch), labeling.task(share.batch)
    labeling.slot(share, told), labeling.slot(share, new)
    labeling.annotation(told, worker)

    assert lease(project, worker).task == new
    assert lease(project, vendors.worker(share.vendor)).task == told


def test_another_vendors_slots_are_not_offered(share, project):
    labeling.slot(share)

    assert lease(project, vendors.worker()) is None


def test_a_lapsed_lease_goes_to_whoever_asks_next(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    lapse(held)

    taken = lease(project, vendors.worker(share.vendor))

    assert taken.pk == held.pk
    assert taken.lease_token != held.lease_token


def test_a_token_that_was_taken_over_stores_nothing(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    lapse(held)
    lease(project, vendors.worker(share.vendor))

    with pytest.raises(slots.LeaseLost, match="somebody else"):
        submit(held)

    assert not Annotation.objects.exists()
    assert not Event.objects.filter(verb="annotation.submitted").exists()


def test_an_answer_after_the_delivery_stores_nothing(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    type(share).objects.update(state="delivered")

    with pytest.raises(slots.LeaseLost):
        submit(held)

    assert not Annotation.objects.exists()


def test_an_answer_is_one_annotation_with_its_versions(share, project, worker):
    guide = labeling.guideline(project)
    share.batch.guideline = guide
    share.batch.save()
    labeling.slot(share), labeling.slot(share)
    held = lease(project, worker)

    annotation = submit(held, seconds=3, at=held.leased_at + dt.timedelta(seconds=9))

    assert (annotation.task, annotation.worker, annotation.code) == (held.task, worker, 1)
    assert (annotation.schema, annotation.guideline) == (share.batch.schema, guide)
    assert annotation.seconds == 3
    assert Event.objects.filter(verb="annotation.submitted", vendor_id=share.vendor_id).count() == 1
    assert not Outbox.objects.exists()


def test_nobody_worked_longer_than_they_held_the_item(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)

    annotation = submit(held, seconds=9000, at=held.leased_at + dt.timedelta(seconds=9))

    assert annotation.seconds == 9


def test_the_same_answer_twice_is_stored_once(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)

    assert submit(held) == submit(held)

    assert Annotation.objects.count() == 1


def test_another_answer_after_the_first_is_refused(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    submit(held, code=1)

    with pytest.raises(slots.CannotLabel, match="Undo"):
        submit(held, code=0)

    assert Annotation.objects.get().code == 1


def test_i11_an_answer_outside_the_schema_is_refused(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)

    with pytest.raises(slots.UnknownCode):
        submit(held, code=7)

    assert not Annotation.objects.exists()
    assert lease(project, worker).pk == held.pk


def test_a_wrong_token_is_refused(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)

    with pytest.raises(slots.LeaseLost):
        submit(held, token=uuid.uuid4())

    assert not Annotation.objects.exists()


def test_the_last_answer_promises_the_delivery(share, project, worker):
    labeling.slot(share)

    submit(lease(project, worker))

    assert Outbox.objects.get().name == "labeling.deliver_share"
    assert Outbox.objects.get().kwargs == {"share_id": share.pk}


def test_a_skipped_task_goes_to_others_and_not_back(share, project, worker):
    task = labeling.task(share.batch)
    labeling.slot(share, task), labeling.slot(share, task)
    held = lease(project, worker)

    slots.skip(held, token=held.lease_token, actor=None, at=timezone.now())

    assert lease(project, worker) is None
    assert lease(project, vendors.worker(share.vendor)).task == task
    assert Event.objects.filter(verb="slot.skipped").count() == 1


def test_skipping_twice_is_refused_and_changes_nothing(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    slots.skip(held, token=held.lease_token, actor=None, at=timezone.now())

    with pytest.raises(slots.LeaseLost):
        slots.skip(held, token=held.lease_token, actor=None, at=timezone.now())

    assert Slot.objects.get().skipped_by == [worker.pk]


def test_renewing_keeps_the_draft_and_starts_the_lease_over(share, project, worker):
    labeling.slot(share)
    held = lease(project, worker)
    lapse(held)

    slots.renew(held, token=held.lease_token, draft=1)

    kept = lease(project, worker)
    assert (kept.draft, kept.leased_until > timezone.now()) == (1, True)


def test_undo_takes_the_answer_back_and_keeps_it_as_draft(share, project, worker):
    labeling.slot(share), labeling.slot(share)
    held = lease(project, worker)
    submit(held)
    after = lease(project, worker)

    again = undo_last(worker, project, actor=None, at=timezone.now())

    assert (again.pk, again.draft, again.worker) == (held.pk, 1, worker)
    assert not Annotation.objects.exists()
    assert Slot.objects.get(pk=after.pk).state == SlotState.OPEN
    assert lease(project, worker).pk == held.pk
    assert Event.objects.filter(verb="annotation.undone").count() == 1


def test_what_is_delivered_cannot_be_undone(share, project, worker):
    labeling.slot(share)
    submit(lease(project, worker))
    type(share).objects.update(state="delivered")

    with pytest.raises(CannotUndo, match="delivered"):
        undo_last(worker, project, actor=None, at=timezone.now())

    assert Annotation.objects.count() == 1


def test_the_clock_releases_lapsed_leases_and_twice_changes_nothing(share, project, worker):
    labeling.slot(share), labeling.slot(share)
    held = lease(project, worker)
    other = lease(project, vendors.worker(share.vendor))
    lapse(held)

    assert slots.release_lapsed(at=timezone.now()) == 1
    assert slots.release_lapsed(at=timezone.now()) == 0

    assert Slot.objects.get(pk=held.pk).state == SlotState.OPEN
    assert Slot.objects.get(pk=other.pk).state == SlotState.LEASED


def test_a_retired_worker_is_refused(share, project, worker):
    labeling.slot(share)
    worker.is_active = False

    with pytest.raises(slots.CannotLabel):
        lease(project, worker)


def test_a_closed_project_hands_out_nothing(share, project, worker):
    labeling.slot(share)
    project.state = "closed"

    with pytest.raises(slots.CannotLabel, match="not open"):
        lease(project, worker)


def test_t18_the_whole_cycle_works_behind_the_vendors_wall(share, project, worker):
    labeling.slot(share), labeling.slot(share)

    with acting(Scope(vendor_id=share.vendor_id)):
        submit(lease(project, worker))
        undo_last(worker, project, actor=None, at=timezone.now())
        held = lease(project, worker)
        slots.renew(held, token=held.lease_token, draft=0)
        slots.skip(held, token=held.lease_token, actor=None, at=timezone.now())
        submit(lease(project, worker))

    assert Annotation.objects.count() == 1


def test_t18_a_rivals_slot_is_out_of_reach_in_the_database(share, project, worker):
    slot = labeling.slot(share)
    rival = vendors.worker()

    with acting(Scope(vendor_id=rival.vendor_id)):
        with pytest.raises(slots.CannotLabel):
            lease(project, worker)
        assert not Slot.objects.filter(pk=slot.pk).update(state=SlotState.DONE)
        with pytest.raises(slots.LeaseLost):
            submit(slot, token=uuid.uuid4())

    assert not Annotation.objects.exists()


def skipped(project, worker):
    held = lease(project, worker)
    slots.skip(held, token=held.lease_token, actor=None, at=timezone.now())
    return held


def test_a_skip_is_taken_back_before_the_answer_under_it(share, project, worker):
    labeling.slot(share), labeling.slot(share), labeling.slot(share)
    submit(lease(project, worker))
    first = skipped(project, worker)
    after = lease(project, worker)

    again = undo_last(worker, project, actor=None, at=timezone.now())

    assert (again.pk, again.draft, again.worker, again.skipped_by) == (first.pk, None, worker, [])
    assert Slot.objects.get(pk=after.pk).state == SlotState.OPEN
    assert lease(project, worker).pk == first.pk
    assert (Annotation.objects.count(), Skip.objects.count()) == (1, 0)
    assert Event.objects.filter(verb="slot.unskipped").count() == 1


def test_after_a_skip_was_taken_back_the_next_undo_is_about_the_answer(share, project, worker):
    labeling.slot(share), labeling.slot(share)
    answered = lease(project, worker)
    submit(answered)
    skipped(project, worker)

    undo_last(worker, project, actor=None, at=timezone.now())
    again = undo_last(worker, project, actor=None, at=timezone.now())

    assert (again.pk, again.draft) == (answered.pk, 1)


def test_a_skip_stands_when_a_file_brought_the_answer_meanwhile(share, project, worker):
    """Not even when the file's answer filled the other place of the same item."""
    first = labeling.slot(share)
    twin = labeling.slot(share, task_=first.task)
    skipped(project, worker)
    labeling.annotation(first.task, worker, slot=twin, share=share)
    Slot.objects.filter(pk=twin.pk).update(state=SlotState.DONE, worker=worker)

    with pytest.raises(CannotUndo, match="That answer stands"):
        undo_last(worker, project, actor=None, at=timezone.now())

    assert Skip.objects.count() == 1


def test_a_skip_stands_when_somebody_else_has_the_item(share, project, worker):
    labeling.slot(share)
    skipped(project, worker)
    other = vendors.worker(share.vendor)
    held = lease(project, other)

    with pytest.raises(CannotUndo, match="Somebody else has"):
        undo_last(worker, project, actor=None, at=timezone.now())

    assert Slot.objects.get(pk=held.pk).worker == other
    assert not Event.objects.filter(verb="slot.unskipped").exists()
