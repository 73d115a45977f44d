"""A second attempt is measured for itself; what the first one showed stays."""

import datetime as dt

import pytest
from django.urls import reverse

from labeling.models import BatchShare
from labeling.operations.rework import reopen_share
from labeling.operations.share import deliver_share
from quality.choices import Outcome
from quality.models import AcceptanceDecision
from quality.operations.decision import decide_share
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import accounts, compliance, labeling, quality, vendors
from vendors.models import Evidence
from vendors.reports.scorecard import month_lines

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=40)


@pytest.fixture
def lead():
    return accounts.user("reviewer")


def answered(share, code, at):
    """Everything in the share is judged by one worker, and delivered."""
    worker = share.vendor.workers.first() or vendors.worker(share.vendor)
    for slot in share.slots.order_by("pk"):
        share.slots.filter(pk=slot.pk).update(state="done", worker=worker)
        labeling.annotation(slot.task, worker, slot=slot, source="workspace", code=code)
    return deliver_share(share.pk, actor=None, at=at)


def first_attempt(lead):
    share = labeling.share()
    compliance.clearance(share.batch.project.program)
    for _ in range(4):
        quality.gold_item(labeling.slot(share).task, code=1)
    share = answered(share, 0, NOON)
    decide_share(share, outcome=Outcome.REJECTED, reason="All wrong.", actor=lead, at=NOON)
    return reopen_share(share, due_on=LATER.date(), actor=lead, at=NOON)


def gold():
    rows = Evidence.objects.filter(metric="gold_accuracy").order_by("attempt")
    return list(rows.values_list("attempt", "numerator", "denominator", "measured_on"))


def test_each_attempt_has_evidence_of_its_own(lead):
    share = first_attempt(lead)
    measure_batch(share.batch_id, at=NOON + dt.timedelta(days=1))
    assert gold() == [(1, 0, 4, NOON.date())]

    answered(share, 1, LATER)
    measure_batch(share.batch_id, at=LATER)

    assert gold() == [(1, 0, 4, NOON.date()), (2, 4, 4, LATER.date())]


def test_the_first_decision_stays_and_the_second_is_another(lead):
    share = answered(first_attempt(lead), 1, LATER)

    decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=LATER)

    found = AcceptanceDecision.objects.order_by("pk")
    assert [(each.outcome, each.delivery.attempt) for each in found] == [("rejected", 1), ("accepted", 2)]
    assert [each.evidence["findings"][2]["estimate"]["estimate"] for each in found] == [0, 1]
    assert share.work_order.ledger.get().units == 4


def test_work_done_twice_is_not_accepted_at_the_first_attempt(lead):
    share = answered(first_attempt(lead), 1, LATER)
    decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=LATER)

    march, april = (
        next(line for line in month_lines(share.vendor, day) if line.criterion == "acceptance")
        for day in (dt.date(2026, 3, 1), dt.date(2026, 4, 1))
    )

    assert (march.numerator, march.denominator) == (0, 4)
    assert april.reason == "empty"


def test_the_deliverys_page_offers_it_and_tells_of_earlier_attempts(client, lead):
    boss = accounts.user("administrator")
    client.force_login(boss, backend="dataops.accounts.backends.SignIn")
    share = labeling.share(labeling.batch(labeling.project()))
    compliance.clearance(share.batch.project.program)
    labeling.slot(share)
    share = answered(share, 0, NOON)
    decide_share(share, outcome=Outcome.REJECTED, reason="All wrong.", actor=lead, at=NOON)
    page, again = (
        reverse("quality:share-decide", args=[share.pk]),
        reverse("labeling:share-reopen", args=[share.batch.project.slug, share.batch.number, share.pk]),
    )

    offered = client.get(page).content.decode()
    reopen_share(BatchShare.objects.get(), due_on=LATER.date(), actor=lead, at=NOON)
    after = client.get(page).content.decode()

    assert again in offered
    assert again not in after
    assert "Attempt 1" in after
    assert "All wrong." in after
