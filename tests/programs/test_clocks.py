"""What triage promises: clocks begin when a request is sent, rest, end in time or not, and count."""

import datetime as dt

import pytest
from django.utils import timezone

from dataops.audit.models import Event
from dataops.work.models import Notification
from dataops.work.needs import Urgency
from programs.models import DataRequest, SlaClock
from programs.operations import clock, sla
from programs.operations import request as operations
from programs.operations.program import set_state
from programs.reports.requests import needs_of_requests
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def sent(at, **fields):
    """A request that its requester sends at this moment."""
    request = programs.submitted_request(**{"state": "draft", "submitted_at": None} | fields)
    return operations.submit(request, actor=request.requester, at=at)


def dues(request):
    return {row.goal: (row.state, row.due_at) for row in request.clocks.all()}


def only(request, goal="decision"):
    return request.clocks.get(goal=goal)


def test_what_is_sent_on_a_wednesday_noon_is_due_by_working_hours(noon):
    programs.policy()

    request = sent(noon)

    assert dues(request) == {
        "response": ("running", noon + DAY),
        "decision": ("running", noon + 5 * DAY),
        "delivery": ("running", noon + 42 * DAY),
    }


def test_the_first_policy_that_fits_holds(noon):
    programs.policy(position=2, name="Everybody")
    programs.policy(position=1, name="Gaps", kind="model_gap", goals=[("decision", 4, "hours")])

    gain = {"metric_name": "F1", "metric_now": "0.7", "metric_wanted": "0.8"}
    gap = sent(noon, kind="model_gap", model_name="Bot", model_slice="Refunds", **gain)
    other = sent(noon)

    assert [row.promised for row in gap.clocks.all()] == ["Decision within 4 working hours"]
    assert other.clocks.count() == 3


def test_without_a_policy_nothing_is_promised(noon):
    assert sent(noon).clocks.count() == 0


def test_sending_twice_begins_one_set_of_clocks(noon):
    programs.policy()
    request = sent(noon)

    operations.submit(request, actor=request.requester, at=noon + HOUR)
    clock.begin(request, at=noon + HOUR)

    assert request.clocks.count() == 3
    assert only(request).started_at == noon


def test_a_question_is_the_first_response_and_pauses_the_rest(noon):
    programs.policy()
    request, triager = sent(noon), accounts.user()

    operations.ask(request, "Which languages?", actor=triager, at=noon + HOUR)

    answered, decision = only(request, "response"), only(request)
    assert (answered.state, answered.done_at) == ("met", noon + HOUR)
    assert (decision.state, decision.paused_since) == ("paused", noon + HOUR)
    assert decision.time_left(at=noon + 9 * DAY) == 23 * HOUR


def test_the_answer_moves_what_is_due_by_the_working_time_of_the_pause(noon):
    programs.policy(goals=[("decision", 3, "days")])
    request, triager = sent(noon), accounts.user()
    operations.ask(request, "Which?", actor=triager, at=noon + HOUR)

    operations.reply(request, "All.", actor=request.requester, at=noon + HOUR + 7 * DAY)

    found = only(request)
    assert (found.state, found.due_at) == ("running", noon + 12 * DAY)
    assert found.paused_total == 5 * 8 * HOUR


def test_a_decision_in_time_and_one_too_late(noon):
    programs.policy(goals=[("decision", 8, "hours"), ("delivery", 9, "days")])
    early, late, triager = sent(noon), sent(noon), accounts.user()

    operations.decline(early, reason="No.", actor=triager, at=noon + HOUR)
    operations.decline(late, reason="No.", actor=triager, at=noon + 2 * DAY)

    assert (only(early).state, only(early).done_at) == ("met", noon + HOUR)
    assert (only(late).state, only(late).due_at) == ("breached", noon + DAY)
    assert only(late).done_at == noon + 2 * DAY
    assert {only(row, "delivery").state for row in (early, late)} == {"cancelled"}


def test_accepting_leaves_the_delivery_running(noon):
    programs.policy()
    request = sent(noon)

    operations.accept(request, actor=accounts.user(), at=noon + HOUR)

    assert {row.goal: row.state for row in request.clocks.all()} == {
        "response": "met",
        "decision": "met",
        "delivery": "running",
    }


@pytest.mark.parametrize(("pauses", "moved"), [(["snoozed"], 4), ([], 0)])
def test_a_snooze_moves_what_is_due_if_the_policy_says_so(noon, pauses, moved):
    programs.policy(pauses=pauses, goals=[("decision", 3, "days")])
    evening = noon + 5 * HOUR
    request = sent(evening)

    operations.snooze(
        request, noon.date() + 7 * DAY, reason="After the launch.", actor=accounts.user(), at=evening
    )

    found = only(request)
    assert found.due_at == evening + (5 + moved) * DAY
    assert found.is_resting(at=noon + DAY) is bool(moved)


def test_back_early_gives_the_rest_of_the_pause_back(noon):
    programs.policy(pauses=["snoozed"], goals=[("decision", 3, "days")])
    request, triager = sent(noon), accounts.user()
    operations.snooze(request, noon.date() + 30 * DAY, reason="Later.", actor=triager, at=noon)

    operations.unsnooze(request, actor=triager, at=noon + DAY)
    operations.unsnooze(request, actor=triager, at=noon + 2 * DAY)

    assert only(request).due_at == noon + 6 * DAY
    assert Event.objects.filter(verb="request.unsnoozed").count() == 1


def test_a_breach_is_written_down_once(noon):
    programs.policy(goals=[("decision", 8, "hours")])
    sent(noon)

    first, second = sla.mark_breaches(at=noon + 3 * DAY), sla.mark_breaches(at=noon + 4 * DAY)

    assert (first, second) == (1, 0)
    assert SlaClock.objects.get().state == "breached"
    event = Event.objects.get(verb="clock.breached")
    assert event.subject.startswith("Decision of REQ-")


def test_the_page_knows_a_breach_before_it_is_written_down(noon):
    programs.policy(goals=[("decision", 8, "hours")])
    sent(noon)
    late = noon + DAY

    assert SlaClock.objects.at_risk(at=late - HOUR).count() == 1
    assert SlaClock.objects.breached(at=late).count() == 1
    assert SlaClock.objects.breached(at=late - HOUR).count() == 0


def test_another_promise_moves_only_new_clocks_unless_said(noon):
    policy = programs.policy(goals=[("decision", 3, "days")])
    running, admin = sent(noon), accounts.user(role="administrator")
    tight = {"decision": (8, "hours")}

    sla.change_policy(policy, goals=tight, actor=admin, at=noon)
    assert only(running).due_at == noon + 5 * DAY
    assert only(sent(noon)).due_at == noon + DAY

    sla.change_policy(policy, goals=tight, is_moving_clocks=True, actor=admin, at=noon)
    sla.change_policy(policy, goals=tight, is_moving_clocks=True, actor=admin, at=noon)
    assert only(running).due_at == noon + DAY
    moved = Event.objects.filter(verb="policy.changed").values_list("details__clocks_moved", flat=True)
    assert list(moved.order_by("pk")) == [0, 1]


def test_a_holiday_tomorrow_moves_no_clock_of_today_unless_said(noon):
    policy = programs.policy(goals=[("decision", 8, "hours")])
    request, admin = sent(noon), accounts.user(role="administrator")
    holidays = [noon.date() + DAY]

    sla.change_calendar(policy.calendar, holidays=holidays, actor=admin, at=noon)
    assert only(request).due_at == noon + DAY

    sla.change_calendar(policy.calendar, holidays=holidays, is_moving_clocks=True, actor=admin, at=noon)
    assert only(request).due_at == noon + 2 * DAY


def test_a_policy_promises_something(noon):
    with pytest.raises(sla.CannotPromise, match="at least one goal"):
        sla.add_policy(goals={}, name="Nothing", calendar=programs.calendar(), actor=None)

    assert Event.objects.count() == 0


def test_a_calendar_in_no_zone_is_refused():
    with pytest.raises(sla.CannotPromise, match="no time zone"):
        sla.add_calendar(
            name="Moon", time_zone="Moon/Base", weekdays=[0], opens=dt.time(9), closes=dt.time(17), actor=None
        )


def test_a_priority_takes_the_terms_of_its_policy(noon):
    programs.policy(position=1, priority="urgent", goals=[("decision", 4, "hours")])
    programs.policy(position=2, goals=[("decision", 3, "days")])
    request, triager = sent(noon), accounts.user()

    operations.set_priority(request, "urgent", actor=triager, at=noon + HOUR)
    operations.set_priority(request, "urgent", actor=triager, at=noon + HOUR)

    assert only(request).due_at == noon + 4 * HOUR
    assert Event.objects.filter(verb="request.priority_set").count() == 1


def test_snoozed_is_out_of_the_queue_and_back_by_itself(noon):
    now, triager = timezone.now(), accounts.user()
    request, other = programs.submitted_request(), programs.submitted_request()
    operations.snooze(request, now.date() + DAY, reason="Later.", actor=triager, at=now)
    operations.snooze(request, now.date() + DAY, reason="Later.", actor=triager, at=now)

    assert list(DataRequest.objects.waiting_for_triage()) == [other]
    assert list(DataRequest.objects.snoozed()) == [request]
    DataRequest.objects.filter(pk=request.pk).update(snoozed_until=now.date())
    assert set(DataRequest.objects.waiting_for_triage()) == {request, other}

    assert (operations.wake_due(at=now), operations.wake_due(at=now)) == (1, 0)
    request.refresh_from_db()
    assert (request.snoozed_until, request.snooze_reason) == (None, "")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "request.snoozed",
        "request.woken",
    ]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "has come already"), (-9, "has come already"), (400, "more than a year")]
)
def test_a_snooze_ends_on_a_day_that_comes(noon, days, words):
    request = programs.submitted_request()

    with pytest.raises(operations.CannotSnooze, match=words):
        operations.snooze(request, noon.date() + days * DAY, reason="Later.", actor=accounts.user(), at=noon)

    assert Event.objects.count() == 0


def test_a_broken_promise_is_told_once_and_needs_somebody(noon):
    programs.policy(goals=[("decision", 8, "hours")])
    request, triager = sent(noon), accounts.user()

    for day in (2, 3):
        sla.mark_breaches(at=noon + day * DAY)

    told = Notification.objects.filter(verb="request.promise_broken")
    assert [(row.person, row.target_id) for row in told.order_by("pk")] == [(triager, request.pk)]
    need = next(iter(needs_of_requests(triager, at=noon + 2 * DAY)))
    assert (need.urgency, need.tone) == (Urgency.LATE, "bad")
    assert "Decision: breached" in need.why


def test_an_overdue_delivery_needs_the_manager(noon):
    programs.policy(goals=[("delivery", 2, "days")])
    request, manager = sent(noon), accounts.user()
    operations.accept(request, actor=manager, at=noon + HOUR)
    sla.mark_breaches(at=noon + 8 * DAY)
    assert [row.person for row in Notification.objects.all()] == [manager]

    needs = [need.title for need in needs_of_requests(manager, at=noon + 9 * DAY)]

    assert needs == [f"Deliver {request.title}"]


def test_a_delivered_program_keeps_the_promise_of_delivery():
    programs.policy(goals=[("delivery", 30, "days")])
    request = sent(timezone.now(), needed_by=timezone.now().date() + 90 * DAY)
    program = operations.accept(request, actor=accounts.user(), at=timezone.now())

    set_state(program, "delivered", reason="Cut short.", actor=program.manager)

    assert only(request, "delivery").state == "met"
