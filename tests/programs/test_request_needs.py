import datetime as dt

import pytest

from dataops.web.templatetags.formats import duration
from dataops.work.needs import Urgency
from dataops.work.search import find
from programs.models import DataRequest, RequestMessage
from programs.operations import request as operations
from programs.reports.requests import needs_of_requests
from programs.views.triage import cells
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def needs(user, at):
    return [(need.urgency, need.title) for need in needs_of_requests(user, at=at)]


def test_the_requester_hears_of_questions_and_unsent_drafts(noon):
    person = accounts.user(role="requester")
    programs.submitted_request(requester=person, title="Asked", state="needs_information")
    programs.submitted_request(requester=person, title="Waiting")
    old = programs.data_request(requester=person, title="Old")
    programs.data_request(requester=person, title="New")
    programs.data_request(requester=person, title="")  # begun and never touched
    DataRequest.objects.filter(pk=old.pk).update(updated_at=noon - dt.timedelta(days=8))

    assert needs(person, noon) == [
        (Urgency.BLOCKS_OTHERS, "Answer triage about Asked"),
        (Urgency.WORTH_KNOWING, "Finish or delete the draft Old"),
        (Urgency.WORTH_KNOWING, "Finish or delete the draft New"),
    ]


def test_triage_hears_first_of_what_is_needed_first(noon, today):
    triager = accounts.user()
    programs.submitted_request(title="Fresh", needed_by=today + dt.timedelta(days=90))
    programs.submitted_request(
        title="Long", needed_by=today + dt.timedelta(days=80), submitted_at=noon - dt.timedelta(days=8)
    )
    programs.submitted_request(title="Soon", needed_by=today + dt.timedelta(days=3))
    programs.submitted_request(title="Mine", requester=triager)

    assert needs(triager, noon) == [
        (Urgency.LATE, "Decide on Soon"),
        (Urgency.DUE, "Decide on Long"),
        (Urgency.WAITING, "Decide on Fresh"),
    ]


def test_home_triage_and_its_file_say_the_same_number_of_days(noon):
    request = programs.submitted_request(submitted_at=noon - dt.timedelta(days=6, hours=14))

    [need] = needs_of_requests(accounts.user(), at=noon)

    assert duration(request.waited(at=noon).total_seconds()) == "7 d"
    assert need.why.endswith("it has waited 7 days.")
    assert 7 in cells(DataRequest.objects.filter(pk=request.pk).ranked().get(), now=noon)


@pytest.mark.parametrize("role", ["reviewer", "leadership", "vendor_admin"])
def test_others_hear_nothing(role, noon):
    programs.submitted_request()
    home = {} if role != "vendor_admin" else {"organisation": accounts.organisation()}

    assert needs(accounts.user(role=role, **home), noon) == []


def test_search_finds_what_one_may_see():
    own = programs.data_request(title="Freezer aisles")
    programs.data_request(title="Freezer doors")

    assert [hit.title for hit in find(own.requester, "freezer")] == ["Freezer aisles"]
    assert find(accounts.user(role="reviewer"), "freezer") == []
    assert [hit.title for hit in find(own.requester, own.number)] == ["Freezer aisles"]


def test_who_sees_programs_finds_what_became_one():
    program = programs.program()
    programs.submitted_request(title="Freezer aisles", state="accepted", program=program)

    assert [hit.noun for hit in find(accounts.user(role="reviewer"), "freezer")] == ["Request"]


def test_the_question_stands_on_the_home_of_who_is_asked(noon):
    request = programs.submitted_request(title="Asked", state="needs_information")
    triager = accounts.user(role="program_manager", name="Ines Carvalho")
    RequestMessage.objects.create(request=request, author=triager, body="Which countries?")

    (need,) = needs_of_requests(request.requester, at=noon)

    assert need.why == "“Which countries?” Nobody works on the request until you answer."
    assert need.meta[1].startswith("new: Ines Carvalho")


def test_who_asked_hears_that_all_is_there_and_that_the_metric_waits(delivered, now):
    program = programs.program(units_planned=100)
    request = programs.submitted_request(
        title="Gap", state="accepted", program=program, decided_at=now, metric_wanted="0.9", metric_name="F1"
    )
    delivered(program, [60], at=now)
    assert needs(request.requester, now) == []

    delivered(program, [40], at=now)
    assert needs(request.requester, now) == [(Urgency.WAITING, "Accept or reject what came of Gap")]
    operations.judge(request, is_accepted=True, actor=request.requester, at=now)

    assert needs(request.requester, now) == [(Urgency.WAITING, "Did Gap move the metric?")]
