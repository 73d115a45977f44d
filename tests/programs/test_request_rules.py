import datetime as dt

import pytest

from programs.rules import request as rules
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        ([], "Write at least two classes, one per line."),
        (["Refund"], "Write at least two classes, one per line."),
        (["Refund", "refund"], "“refund” is there twice: every class has its own name."),
        (["Refund", "x" * 81], "Shorten “xxxxxxxxxxxxxxxxxxxx…” to 80 characters; it has 81."),
        ([str(n) for n in range(10_000)], "These are 10,000 classes: one question takes at most 200."),
        (["Refund", "Complaint"], ""),
    ],
)
def test_classes(classes, reason):
    assert rules.are_classes(classes).reason == reason


def test_a_draft_may_have_one_class():
    assert rules.are_classes(["Refund"], least=0)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (0, "The day the data is needed by has passed: choose a later one."),
        (1, ""),
        (5 * 365 + 1, "The day the data is needed by is more than five years away: choose an earlier one."),
    ],
)
def test_the_day_lies_ahead_and_in_sight(days, reason, today):
    assert rules.is_date_possible(today + dt.timedelta(days=days), on=today).reason == reason


def test_a_complete_draft_can_be_sent_by_who_asks(today):
    request = programs.submitted_request(state="draft", submitted_at=None)

    assert rules.can_submit(request, request.requester, on=today)
    assert rules.can_submit(request, accounts.user(), on=today).reason.startswith("Only the person who asks")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("draft", "This request has not been sent."),
        ("submitted", ""),
        ("needs_information", ""),
        ("accepted", "This request is accepted already."),
        ("declined", "This request is declined already."),
        ("duplicate", "This request is closed as a duplicate already."),
    ],
)
def test_triage_acts_on_what_was_sent_and_not_decided(state, reason):
    request = programs.submitted_request(state=state)

    assert rules.can_triage(request, accounts.user()).reason == reason


def test_a_request_that_rests_has_no_place():
    request = programs.submitted_request(state="needs_information")

    assert "no place in the queue" in rules.can_rank(request, accounts.user()).reason


def test_a_delivered_program_takes_nothing_in():
    program = programs.program(state="delivered")

    assert "is delivered" in rules.can_join(program, accounts.user(role="administrator")).reason


@pytest.mark.parametrize(
    ("smallest", "volume", "reason"),
    [
        (300, 200, "The smallest class needs 300 items, and the request asks for 200 in all."),
        (200, 200, ""),
        (None, 200, ""),
        (300, None, ""),
    ],
)
def test_a_class_is_a_part_of_all_items(smallest, volume, reason):
    assert rules.is_class_possible(smallest, volume).reason == reason
