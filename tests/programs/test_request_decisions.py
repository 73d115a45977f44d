import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from dataops.audit.models import Event
from dataops.base.limits import MOST
from dataops.base.versions import ChangedMeanwhile
from programs.models import DataRequest, Program, Target
from programs.operations import request as operations
from programs.operations.admission import admit
from programs.operations.change import CannotAsk, approve_change
from programs.operations.program import change_program
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_accepting_carries_every_answer_into_a_new_program(noon, today):
    triager = accounts.user()
    request = programs.submitted_request(
        title="Refusal gap",
        volume=1200,
        judgements_per_item=3,
        smallest_class=300,
        agreement_wanted="0.780",
        accuracy_wanted="0.950",
        metric_name="Refusal rate",
        metric_now="0.11",
        metric_wanted="0.03",
        model_name="Assistant 4",
        cost_of_delay="The launch slips.",
    )

    program = operations.accept(request, actor=triager, at=noon)

    assert program.name == "Refusal gap"
    assert program.due_on == request.needed_by
    assert program.units_planned == 3600
    assert (program.manager, program.starts_on) == (triager, today)
    assert program.sponsor == request.requester.name
    assert (
        program.goal == "The model mistakes refunds for complaints.\nAssistant 4: Refusal rate 0.11 to 0.03"
    )
    for answer in ("Support mail of 2025.", "What does the customer want?", "Refund, Complaint", "300 items"):
        assert answer in program.scope_in
    assert "The launch slips." in program.scope_in
    assert dict(program.targets.values_list("metric", "value")) == {
        "agreement": Decimal("0.78"),
        "gold_accuracy": Decimal("0.95"),
    }
    assert request.requester.has_perm("programs.view_program", program)
    request.refresh_from_db()
    assert (request.state, request.program, request.decided_at) == ("accepted", program, noon)


@pytest.mark.parametrize(
    ("blanked", "words"),
    [
        ({"volume": None}, "1 required answer is still missing"),
        ({"question": "", "needed_by": None}, "2 required answers are still missing"),
        ({"classes": ["Refund"]}, "at least two classes"),
    ],
)
@pytest.mark.parametrize("has_program", [False, True])
def test_what_is_not_answered_is_not_accepted(noon, blanked, words, has_program):
    request = programs.submitted_request(state="needs_information", **blanked)
    triager = accounts.user(role="administrator")
    program = programs.program() if has_program else None

    with pytest.raises(operations.CannotDecide, match=words):
        operations.accept(request, program=program, actor=triager, at=noon)

    assert Program.objects.count() == has_program
    assert DataRequest.objects.get().state == "needs_information"
    assert verbs() == []


def test_accepting_twice_starts_one_program(noon):
    request, triager = programs.submitted_request(), accounts.user()

    first = operations.accept(request, actor=triager, at=noon)
    second = operations.accept(request, actor=triager, at=noon)

    assert first == second
    assert list(Program.objects.all()) == [first]
    assert verbs().count("request.accepted") == 1


def test_what_differs_from_the_request_wins(noon, today):
    request = programs.submitted_request()
    plan = {"name": "Another name", "due_on": today + dt.timedelta(days=9)}

    program = operations.accept(request, new_program=plan, actor=accounts.user(), at=noon)

    assert (program.name, program.due_on) == ("Another name", today + dt.timedelta(days=9))
    assert program.units_planned == request.units


def test_a_program_that_exists_keeps_its_promises(noon):
    administrator = accounts.user(role="administrator")
    program = programs.program()
    programs.target(program, metric="agreement", value="0.9")
    request = programs.submitted_request(agreement_wanted="0.700", accuracy_wanted="0.950")

    operations.accept(request, program=program, actor=administrator, at=noon)

    assert dict(program.targets.values_list("metric", "value")) == {
        "agreement": Decimal("0.9"),
        "gold_accuracy": Decimal("0.95"),
    }


def test_nobody_puts_a_request_into_anothers_program(noon):
    request, program = programs.submitted_request(accuracy_wanted="0.950"), programs.program()

    with pytest.raises(operations.CannotDecide, match="You do not manage"):
        operations.accept(request, program=program, actor=accounts.user(), at=noon)

    assert DataRequest.objects.get().state == "submitted"
    assert Target.objects.count() == 0


@pytest.mark.parametrize(
    "decide",
    [
        lambda request, actor, at: operations.accept(request, actor=actor, at=at),
        lambda request, actor, at: operations.decline(request, reason="No.", actor=actor, at=at),
        lambda request, actor, at: operations.mark_duplicate(
            request, programs.submitted_request(), actor=actor, at=at
        ),
        lambda request, actor, at: operations.ask(request, "Why?", actor=actor),
        lambda request, actor, at: operations.override_rank(request, 1, reason="Mine.", actor=actor),
        lambda request, actor, at: operations.score(
            request, reach=9, impact="3", confidence=100, effort_weeks="1", actor=actor
        ),
    ],
)
def test_nobody_triages_their_own_request(decide, noon):
    manager = accounts.user()
    request = programs.submitted_request(requester=manager)

    with pytest.raises(
        (operations.CannotDecide, operations.CannotAsk, operations.CannotRank, operations.CannotScore)
    ) as no:
        decide(request, manager, noon)

    assert no.value.message == "Nobody triages their own request: a colleague does."
    request.refresh_from_db()
    assert (request.state, request.score, request.rank_override) == ("submitted", None, None)
    assert Program.objects.count() == 0
    assert verbs() == []


def test_declining_says_why_and_only_once(noon):
    request, triager = programs.submitted_request(), accounts.user()

    operations.decline(request, reason="Covered by another set.", actor=triager, at=noon)
    operations.decline(request, reason="Covered by another set.", actor=triager, at=noon)
    with pytest.raises(operations.CannotDecide, match="declined already"):
        operations.accept(request, actor=triager, at=noon)

    request.refresh_from_db()
    assert (request.state, request.decision_reason) == ("declined", "Covered by another set.")
    assert (request.decided_by, request.decided_at) == (triager, noon)
    assert verbs() == ["request.declined"]


def test_a_duplicate_points_at_what_the_other_stands_for(noon):
    first, second, third = (programs.submitted_request() for _ in range(3))
    triager = accounts.user()

    operations.mark_duplicate(second, first, actor=triager, at=noon)
    operations.mark_duplicate(third, second, actor=triager, at=noon)
    operations.mark_duplicate(third, second, actor=triager, at=noon)

    third.refresh_from_db()
    assert (third.state, third.duplicate_of) == ("duplicate", first)
    assert verbs() == ["request.marked_duplicate", "request.marked_duplicate"]


def test_two_requests_are_not_duplicates_of_each_other(noon):
    first, second = programs.submitted_request(), programs.submitted_request()
    triager = accounts.user()
    operations.mark_duplicate(second, first, actor=triager, at=noon)

    with pytest.raises(operations.CannotDecide, match="duplicate of itself"):
        operations.mark_duplicate(first, second, actor=triager, at=noon)

    first.refresh_from_db()
    assert first.state == "submitted"


def test_the_past_is_no_due_date(noon, today):
    request = programs.submitted_request(needed_by=today - dt.timedelta(days=1))

    with pytest.raises(Exception, match="due date is before the start"):
        operations.accept(request, actor=accounts.user(), at=noon)

    assert Program.objects.count() == 0
    assert DataRequest.objects.get().state == "submitted"


def test_what_joins_a_program_asks_for_its_units_by_a_change(client, noon):
    """The plan moves only when somebody decides so, with the effect before their eyes."""
    program = programs.program(units_planned=1000, scope_in="Mails.")
    admit(program, program.manager, actor=None)
    request = programs.submitted_request(volume=200, judgements_per_item=3, source="Chat of 2026.")
    client.force_login(program.manager)

    form = client.get(reverse("programs:triage-accept", args=[request.number])).content.decode()
    seen = {"version": DataRequest.objects.get().version, "program": program.code, "adds_units": "on"}
    client.post(reverse("programs:triage-join", args=[request.number]), seen)

    change = program.changes.get()
    program.refresh_from_db()
    assert "Ask for its 600 units" in form
    assert (change.state, change.requested_by, change.units_planned) == ("waiting", request.requester, 1600)
    assert change.scope_in.startswith("Mails.\n200 items of text")
    assert "Chat of 2026." in change.scope_in
    assert program.units_planned == 1000
    assert Event.objects.get(verb="change.requested").actor == program.manager


def test_two_that_join_while_both_wait_add_up(noon):
    """Each asked upon the program as it was; the second does not take back what the first brought."""
    program = programs.program(units_planned=1000, scope_in="Mails.")
    admit(program, program.manager, actor=None)
    for volume, source in ((200, "Chat of 2026."), (50, "Calls of 2026.")):
        request = programs.submitted_request(volume=volume, judgements_per_item=1, source=source)
        operations.accept(request, program=program, adds_units=True, actor=program.manager, at=noon)
    first, second = program.changes.order_by("pk")
    seen = second.seen

    approve_change(first, actor=program.manager, at=noon)
    second.refresh_from_db()
    assert second.units_planned == 1250
    with pytest.raises(ChangedMeanwhile):
        approve_change(second, seen=seen, actor=program.manager, at=noon)
    approve_change(second, actor=program.manager, at=noon)

    program.refresh_from_db()
    lines = program.scope_in.splitlines()
    assert program.units_planned == 1250
    assert lines[0] == "Mails."
    assert [("Chat" in line, "Calls" in line) for line in lines if "2026" in line] == [
        (True, False),
        (False, True),
    ]


def test_a_long_purpose_is_cut_where_it_asks_for_more_units(noon):
    program, administrator = programs.program(), accounts.user(role="administrator")
    request = programs.submitted_request(purpose="Better answers. " * 60)

    operations.accept(request, program=program, adds_units=True, actor=administrator, at=noon)

    reason = program.changes.get().reason
    assert len(reason) == 500
    assert reason.endswith("…")


def test_a_program_is_asked_for_no_more_units_than_it_can_count(noon):
    program, administrator = programs.program(units_planned=MOST), accounts.user(role="administrator")
    request = programs.submitted_request()

    with pytest.raises(CannotAsk, match="at most 2,147,483,647 units"):
        operations.accept(request, program=program, adds_units=True, actor=administrator, at=noon)


def test_what_joins_without_asking_for_units_changes_no_plan(noon):
    program, administrator = programs.program(), accounts.user(role="administrator")

    operations.accept(programs.submitted_request(), program=program, actor=administrator, at=noon)

    assert program.changes.count() == 0


@pytest.mark.parametrize(("units", "left"), [(100, 1), (MOST, MOST)])
def test_a_plan_is_changed_though_what_waits_on_top_could_not_follow(noon, units, left):
    """Its requester wrote less than was planned, or the plan becomes as large as a plan can be."""
    program, administrator = programs.program(units_planned=1000), accounts.user(role="administrator")
    request = programs.submitted_request()
    operations.accept(request, program=program, adds_units=True, actor=administrator, at=noon)
    program.changes.update(units_planned=500 if units == 100 else 1600)

    change_program(program, units_planned=units, actor=administrator)

    assert program.changes.get().units_planned == left
