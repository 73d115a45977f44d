import datetime as dt

import pytest

from compliance.choices import AgreementKind, ClearanceState
from compliance.operations.agreement import CannotFileAgreement, file_agreement
from compliance.operations.clearance import (
    CannotDecideClearance,
    CannotRequestClearance,
    CannotRevokeClearance,
    decide_clearance,
    request_clearance,
    revoke_clearance,
)
from compliance.reports.needs import needs_of
from compliance.rules import may_receive_data
from dataops.audit.models import Event
from tests.conftest import NOON
from tests.factories import accounts, compliance, programs, vendors

pytestmark = pytest.mark.django_db


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_data_waits_for_a_clearance(today):
    vendor, program = vendors.vendor(), programs.program()

    assert "has no clearance" in may_receive_data(vendor, program, on=today).reason
    clearance = compliance.clearance(
        program, state=ClearanceState.REQUESTED, decided_by=None, decided_at=None
    )
    assert "still waits" in may_receive_data(vendor, program, on=today).reason
    clearance.state, clearance.decision_reason = ClearanceState.DECLINED, "No consent."
    clearance.save()
    assert "declined" in may_receive_data(vendor, program, on=today).reason


@pytest.mark.parametrize("sensitivity", ["public", "internal"])
def test_data_of_nobody_needs_no_agreement(today, sensitivity):
    clearance = compliance.clearance(sensitivity=sensitivity)

    assert may_receive_data(vendors.vendor(), clearance.program, on=today)


@pytest.mark.parametrize("sensitivity", ["personal", "special"])
def test_personal_data_needs_an_agreement_that_is_in_force(today, sensitivity):
    clearance = compliance.clearance(sensitivity=sensitivity)
    vendor, program = vendors.vendor(), clearance.program
    compliance.data_agreement(vendor, kind="confidentiality")
    ended = compliance.data_agreement(vendor, ends_on=today - dt.timedelta(days=1))

    assert "no data processing agreement in force" in may_receive_data(vendor, program, on=today).reason
    compliance.data_agreement(vendor, ends_on=today)
    assert may_receive_data(vendor, program, on=today)
    assert may_receive_data(vendor, program, on=ended.ends_on)
    assert not may_receive_data(vendor, program, on=today + dt.timedelta(days=1))


def test_our_own_team_needs_none(today):
    team = vendors.vendor(organisation=accounts.organisation(kind="team"))
    clearance = compliance.clearance(sensitivity="special")

    assert may_receive_data(team, clearance.program, on=today)


def test_the_same_paper_twice_is_one(today):
    vendor = vendors.vendor()
    paper = {"kind": AgreementKind.DATA_PROCESSING, "reference": "DPA-1", "signed_on": today, "actor": None}

    for _ in range(2):
        file_agreement(vendor, ends_on=today, **paper)
    with pytest.raises(CannotFileAgreement, match="other dates"):
        file_agreement(vendor, ends_on=today + dt.timedelta(days=1), **paper)

    assert vendor.data_agreements.count() == 1
    assert verbs() == ["agreement.filed"]


def test_asking_twice_is_asking_once_and_other_data_is_asked_anew(noon):
    program, officer = programs.program(), accounts.user(role="compliance_officer")
    for _ in range(2):
        clearance = request_clearance(
            program, sensitivity="internal", basis="Ours.", actor=program.manager, at=NOON
        )
    later = NOON + dt.timedelta(days=3)
    decide_clearance(clearance, is_granted=True, reason="", actor=officer, at=noon)
    request_clearance(program, sensitivity="internal", basis="Ours.", actor=program.manager, at=NOON)

    again = request_clearance(
        program, sensitivity="personal", basis="Consent.", actor=program.manager, at=later
    )

    assert (again.state, again.decided_by) == (ClearanceState.REQUESTED, None)
    assert (clearance.requested_at, again.requested_at) == (NOON, later)
    assert verbs() == ["clearance.requested", "clearance.granted", "clearance.requested"]


def test_a_request_says_why():
    program = programs.program()

    with pytest.raises(CannotRequestClearance, match="Say why"):
        request_clearance(program, sensitivity="internal", basis=" ", actor=program.manager, at=NOON)

    assert verbs() == []


def test_nobody_decides_on_their_own_request(noon):
    program, officer = programs.program(), accounts.user(role="compliance_officer")
    clearance = request_clearance(program, sensitivity="internal", basis="Ours.", actor=officer, at=NOON)

    with pytest.raises(CannotDecideClearance, match="yourself"):
        decide_clearance(clearance, is_granted=True, reason="", actor=officer, at=noon)

    clearance.refresh_from_db()
    assert (clearance.state, verbs()) == (ClearanceState.REQUESTED, ["clearance.requested"])


def test_declining_says_what_is_missing_and_twice_is_once(noon):
    program, officer = programs.program(), accounts.user(role="compliance_officer")
    clearance = request_clearance(
        program, sensitivity="internal", basis="Ours.", actor=program.manager, at=NOON
    )

    with pytest.raises(CannotDecideClearance, match="what is missing"):
        decide_clearance(clearance, is_granted=False, reason="", actor=officer, at=noon)
    for _ in range(2):
        decide_clearance(clearance, is_granted=False, reason="No consent.", actor=officer, at=noon)
    with pytest.raises(CannotDecideClearance, match="already"):
        decide_clearance(clearance, is_granted=True, reason="", actor=officer, at=noon)

    assert verbs() == ["clearance.requested", "clearance.declined"]


def test_what_was_granted_is_stopped_once_and_with_a_reason(noon, today):
    vendor, officer = vendors.vendor(), accounts.user(role="compliance_officer")
    clearance = compliance.clearance()

    with pytest.raises(CannotRevokeClearance, match="Say why"):
        revoke_clearance(clearance, reason=" ", actor=officer, at=noon)
    assert may_receive_data(vendor, clearance.program, on=today)
    for _ in range(2):
        revoke_clearance(clearance, reason="Consent was withdrawn.", actor=officer, at=noon)
    with pytest.raises(CannotDecideClearance, match="revoked this clearance already"):
        decide_clearance(clearance, is_granted=True, reason="", actor=officer, at=noon)

    assert "Consent was withdrawn." in may_receive_data(vendor, clearance.program, on=today).reason
    assert verbs() == ["clearance.revoked"]


def test_only_what_was_granted_is_stopped_and_not_by_who_asked(noon):
    officer = accounts.user(role="compliance_officer")
    waiting = compliance.clearance(state=ClearanceState.REQUESTED, decided_by=None, decided_at=None)
    own = compliance.clearance(requested_by=officer)

    with pytest.raises(CannotRevokeClearance, match="Nothing is granted"):
        revoke_clearance(waiting, reason="Stop.", actor=officer, at=noon)
    with pytest.raises(CannotRevokeClearance, match="yourself"):
        revoke_clearance(own, reason="Stop.", actor=officer, at=noon)

    assert verbs() == []


def test_after_a_stop_the_manager_is_told_and_asks_again(noon):
    order, officer = vendors.work_order(), accounts.user(role="compliance_officer")
    program, manager = order.program, order.program.manager
    clearance = compliance.clearance(program)
    revoke_clearance(clearance, reason="Consent was withdrawn.", actor=officer, at=noon)

    assert [need.title for need in needs_of(manager, at=noon)] == [
        f"Compliance stopped the data of {program}"
    ]
    again = request_clearance(
        program, sensitivity=clearance.sensitivity, basis=clearance.basis, actor=manager, at=noon
    )

    assert (again.state, list(needs_of(manager, at=noon))) == (ClearanceState.REQUESTED, [])


@pytest.mark.parametrize(
    ("sensitivity", "name"), [("internal", "internal data"), ("personal", "personal data")]
)
def test_the_trail_names_the_data_once(sensitivity, name):
    assert compliance.clearance(sensitivity=sensitivity).trail_name == name
