import gzip

import pytest

from dataops.audit.models import Event
from labeling.models import ImportRun
from labeling.operations.imports import run_import
from labeling.operations.share import deliver_share
from programs.operations.admission import admit
from quality.choices import Outcome
from quality.models import AcceptanceDecision, BatchTally
from quality.operations.decision import CannotDecide, decide_share
from tests.conftest import NOON
from tests.factories import accounts, labeling, programs, quality, vendors
from vendors.models import LedgerEntry

pytestmark = pytest.mark.django_db


def delivered(judgements=20, **fields):
    """A share whose items have all come: two workers, gold on every item, one answer in ten wrong."""
    share = labeling.share(**fields)
    people = [vendors.worker(share.vendor) for _ in range(2)]
    for position in range(judgements):
        task = labeling.task(share.batch)
        quality.gold_item(task, code=position % 2)
        for person in people:
            code = position % 2 if position % 10 else 1
            labeling.annotation(task, person, code=code)
    share.delivery = vendors.delivery(share.work_order, batch_ref=share.batch.number, units=2 * judgements)
    share.save()
    return share


@pytest.fixture
def lead(db):
    return accounts.user("reviewer")


def test_accepting_enters_the_ledger_and_freezes_the_evidence(lead):
    share = delivered()

    decision = decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON)

    assert [entry.units for entry in LedgerEntry.objects.all()] == [40]
    assert BatchTally.objects.get().annotations_seen == 40
    gold = decision.evidence["findings"][2]["estimate"]
    assert (gold["estimate"], gold["n"]) == (0.9, 40)
    assert (decision.evidence["agreeing_pairs"], decision.evidence["compared_pairs"]) == (20, 20)
    assert "share.accepted" in set(Event.objects.values_list("verb", flat=True))


def test_later_labels_do_not_move_what_was_frozen(lead):
    share = delivered()
    decision = decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON)

    labeling.annotation(share.batch.tasks.first(), vendors.worker(share.vendor), code=0)

    before = decision.evidence
    decision.refresh_from_db()
    assert decision.evidence == before


def test_a_rejection_says_why_and_owes_nothing(lead):
    share = delivered()

    with pytest.raises(CannotDecide, match="Say why"):
        decide_share(share, outcome=Outcome.REJECTED, reason=" ", actor=lead, at=NOON)
    decide_share(share, outcome=Outcome.REJECTED, reason="Half of it is empty.", actor=lead, at=NOON)

    share.delivery.refresh_from_db()
    assert (share.delivery.state, share.delivery.decision_reason) == ("rejected", "Half of it is empty.")
    assert not LedgerEntry.objects.exists()


def test_a_delivery_is_answered_once(lead):
    share = delivered()
    decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON)

    with pytest.raises(CannotDecide, match="accepted this delivery already"):
        decide_share(share, outcome=Outcome.REJECTED, reason="No.", actor=lead, at=NOON)

    assert AcceptanceDecision.objects.count() == LedgerEntry.objects.count() == 1


def brought_by(person, share):
    """The share's labels came by a file of this person's."""
    share.batch.annotations.update(share=share)
    run = ImportRun.objects.create(project=share.batch.project, kind="labels", size=1, started_by=person)
    run.batches.add(share.batch)
    return run


def may_not_accept(share, lead):
    with pytest.raises(CannotDecide, match="You brought these labels in"):
        decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON)
    assert not AcceptanceDecision.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_nobody_accepts_what_they_brought_in_themselves(lead):
    share = delivered()
    brought_by(lead, share)

    may_not_accept(share, lead)


def test_nobody_accepts_what_they_sent_after_somebody_else(lead):
    share = delivered()
    brought_by(accounts.user("program_manager"), share).senders.add(lead)

    may_not_accept(share, lead)


def test_nobody_accepts_labels_of_theirs_that_somebody_else_sent_under_the_order_in_another_form(lead):
    project = labeling.project()
    labeling.schema(project)
    task = labeling.task(labeling.batch(project))
    order = vendors.work_order(vendors.vendor(slug="acme"), project.program)
    rows = f"item_id,annotator_id,label\n{task.item.external_id},a1,yes\n".encode()
    usual = {"default_vendor": "acme", "enrols_workers": True, "takes_unissued": True}
    under_order = usual | {"orders": {"acme": order.number}}
    files = [
        (rows, lead, usual),
        (gzip.compress(rows), accounts.user("program_manager"), under_order),
    ]
    for content, actor, options in files:
        run = labeling.import_run(
            project, content, kind="labels", actor=actor, options=options, dataset=task.batch.dataset
        )
        assert run_import(run.pk)

    may_not_accept(deliver_share(task.batch.shares.get().pk, actor=None, at=NOON), lead)


def test_what_somebody_else_brought_in_is_decided(lead):
    share = delivered()
    brought_by(accounts.user("program_manager"), share)
    brought_by(lead, delivered())

    assert decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON).decided_by == lead


@pytest.mark.parametrize("role", ["program_manager", "vendor_manager", "leadership"])
def test_it_takes_the_permission_to_judge(role):
    share = delivered()

    with pytest.raises(CannotDecide, match="may not accept"):
        decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=accounts.user(role), at=NOON)

    assert not AcceptanceDecision.objects.exists()


def test_being_admitted_to_the_program_lets_its_manager_judge():
    share, manager = delivered(), accounts.user("program_manager")
    admit(share.batch.project.program, manager, actor=None)

    assert (
        decide_share(share, outcome=Outcome.ACCEPTED, reason="", actor=manager, at=NOON).decided_by == manager
    )


def test_what_has_not_come_cannot_be_answered(lead):
    with pytest.raises(CannotDecide, match="Nothing has been delivered"):
        decide_share(labeling.share(), outcome=Outcome.ACCEPTED, reason="", actor=lead, at=NOON)


@pytest.mark.parametrize(("target", "suggestion"), [("0.5", "accept"), ("0.99", "reject"), ("0.9", "look")])
def test_the_rule_of_thumb_asks_where_the_interval_lies(lead, target, suggestion):
    share = delivered(judgements=40)
    programs.target(share.batch.project.program, metric="gold_accuracy", value=target)

    decision = decide_share(share, outcome=Outcome.ACCEPTED, reason="Seen.", actor=lead, at=NOON)

    assert decision.evidence["suggestion"] == suggestion


def test_accepting_against_the_rule_of_thumb_says_why(lead):
    share = delivered()
    programs.target(share.batch.project.program, metric="gold_accuracy", value="0.99")

    with pytest.raises(CannotDecide, match="The rule of thumb says reject"):
        decide_share(share, outcome=Outcome.ACCEPTED, reason=" ", actor=lead, at=NOON)
    assert not AcceptanceDecision.objects.exists()
    decision = decide_share(share, outcome=Outcome.ACCEPTED, reason="The gold is old.", actor=lead, at=NOON)

    assert (decision.evidence["suggestion"], decision.reason) == ("reject", "The gold is old.")
