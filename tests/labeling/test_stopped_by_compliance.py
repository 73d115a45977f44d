"""What compliance stops is shown to no labeler any more, also when it is a date that stops it."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from compliance.rules import may_receive_data
from dataops.base.database import Scope, acting
from labeling import rules
from labeling.models import Annotation
from labeling.operations import slot as slots
from labeling.operations.undo import undo_last
from labeling.reports.workspace import waiting_for
from tests.factories import accounts, compliance, labeling, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def share():
    share = labeling.share()
    labeling.slot(share), labeling.slot(share)
    return share


@pytest.fixture
def worker(share):
    return vendors.worker(share.vendor)


def at_work(share, worker, at=None):
    """As a request would: behind the vendor's wall."""
    with acting(Scope(vendor_id=worker.vendor_id)):
        return slots.lease_next(share.batch.project, worker, at=at or timezone.now())


def test_a_clearance_that_is_asked_for_again_stops_the_work(share, worker):
    assert at_work(share, worker)
    compliance.clearance(share.batch.project.program, state="requested", decided_by=None, decided_at=None)

    with pytest.raises(slots.CannotLabel, match="may not be handed out now"):
        at_work(share, worker)

    assert waiting_for(worker, at=timezone.now()) == []


def test_personal_data_stops_the_day_after_the_agreement_ends(share, worker, noon):
    compliance.clearance(share.batch.project.program, sensitivity="personal")
    compliance.data_agreement(share.vendor, ends_on=noon.date())

    assert at_work(share, worker, at=noon)
    assert waiting_for(worker, at=noon)

    with pytest.raises(slots.CannotLabel):
        at_work(share, worker, at=noon + dt.timedelta(days=1))
    assert waiting_for(worker, at=noon + dt.timedelta(days=1)) == []


def test_what_was_seen_before_may_still_be_answered(share, worker):
    held = at_work(share, worker)
    compliance.clearance(share.batch.project.program, state="declined")

    slots.submit(held, token=held.lease_token, code=1, seconds=1, actor=None, at=timezone.now())

    assert Annotation.objects.count() == 1


def test_an_answer_is_not_taken_back_when_that_would_show_the_item(share, worker):
    held = at_work(share, worker)
    slots.submit(held, token=held.lease_token, code=1, seconds=1, actor=None, at=timezone.now())
    compliance.clearance(share.batch.project.program, state="declined")

    with pytest.raises(slots.CannotLabel, match="may not be handed out"):
        undo_last(worker, share.batch.project, actor=None, at=timezone.now())

    assert Annotation.objects.count() == 1


STATES = ("requested", "granted", "declined")
SENSITIVITIES = ("public", "internal", "personal", "special")
PAPERS = (None, ("data_processing", 0), ("data_processing", -1), ("confidentiality", 0))


@pytest.mark.parametrize("kind", ["vendor", "team"])
def test_the_query_and_the_rule_say_the_same(kind, today):
    vendor = vendors.vendor(organisation=accounts.organisation(kind=kind))
    project = labeling.project()
    vendors.work_order(vendor, project.program)
    assert not rules.may_be_shown(project, vendor.pk, on=today)

    for state, sensitivity, paper in itertools.product(STATES, SENSITIVITIES, PAPERS):
        compliance.clearance(project.program, state=state, sensitivity=sensitivity)
        vendor.data_agreements.all().delete()
        if paper:
            kind_of_paper, days = paper
            compliance.data_agreement(vendor, kind=kind_of_paper, ends_on=today + dt.timedelta(days=days))
        rule = may_receive_data(vendor, project.program, on=today)
        with acting(Scope(vendor_id=vendor.pk)):
            query = rules.may_be_shown(project, vendor.pk, on=today)

        assert bool(query) == bool(rule), (state, sensitivity, paper)
