"""What pages show beyond single programs, by scripts: the same rows, filters and noes."""

import pytest
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.audit.recording import record
from programs.models import DigestReader, RequesterVerdict
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def script(person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_is_that_of_the_page(rows, django_assert_num_queries):
    milestone = programs.milestone(name="Pilot")
    program = milestone.program
    for _ in range(rows):
        record("milestone.moved", milestone, actor=program.manager)
    record("program.changed", programs.program(), actor=None)
    api = script(program.manager)
    api.get("/api/v1/feed/")

    with django_assert_num_queries(7):
        found = api.get("/api/v1/feed/", {"program": program.code, "kind": "milestone"}).data["results"]

    assert [(row["program"], row["verb"]) for row in found] == [(program.code, "milestone.moved")] * rows
    assert "Pilot" in found[0]["text"]
    assert found[0]["url"].endswith(f"/milestones/{milestone.pk}/")
    assert api.get("/api/v1/feed/?who=x").status_code == 400
    assert api.get("/api/v1/feed/?program=NONE-1").status_code == 400
    assert api.get("/api/v1/feed/?until=9999-12-31").status_code == 400


def test_what_things_cost_is_no_news_for_who_may_not_know_it():
    program = programs.program()
    line = programs.budget_line(program)
    record("budget.line_added", line, actor=program.manager)

    told = [
        [row["verb"] for row in script(person).get("/api/v1/feed/", {"kind": "budget"}).data["results"]]
        for person in (program.manager, accounts.user(role=Role.REVIEWER))
    ]

    assert told == [["budget.line_added"], []]


def judged(request, *, is_accepted: bool) -> None:
    RequesterVerdict.objects.create(
        request=request, is_accepted=is_accepted, reason="Because.", units_accepted=1, units_planned=1,
        decided_by=request.requester, decided_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_outcomes_are_listed_with_their_filters(rows, django_assert_num_queries):
    program = programs.program()
    for n in range(rows):
        request = programs.submitted_request(
            program=program, state="accepted", decided_at=NOON, team=f"Team {n}"
        )
        judged(request, is_accepted=n == 0)
    api = script(accounts.user(role=Role.LEADERSHIP))
    api.get("/api/v1/outcomes/")

    with django_assert_num_queries(5):
        found = api.get("/api/v1/outcomes/").data["results"]

    assert len(found) == rows
    assert [row["team"] for row in api.get("/api/v1/outcomes/?is_accepted=true").data["results"]] == [
        "Team 0"
    ]
    assert api.get("/api/v1/outcomes/teams/").data == []
    assert script(accounts.user(role=Role.REQUESTER)).get("/api/v1/outcomes/").status_code == 403


def test_how_the_digest_comes_is_chosen_once():
    leader = accounts.user(role=Role.LEADERSHIP)
    api, url = script(leader), "/api/v1/digest/settings/"

    assert api.get(url).data == {"time_zone": "UTC", "wants_mail": True, "version": 0}
    for _ in range(2):
        chosen = api.post(url, {"wants_mail": False}, format="json").data
    api.post(url, {"wants_mail": True, "version": 0}, format="json")

    assert chosen == {"time_zone": "UTC", "wants_mail": False, "version": 1}
    assert not DigestReader.objects.get(person=leader).wants_mail
    assert Event.objects.filter(verb="digest.set").count() == 1


def test_the_rows_behind_a_figure_are_those_of_its_page():
    programs.submitted_request()
    api = script(accounts.user(role=Role.LEADERSHIP))

    found = api.get("/api/v1/leadership/backlog/").data

    assert found["columns"] == ("Sent (UTC)", "Days waiting", "Needed by")
    assert len(found["rows"]) == 1
    assert api.get("/api/v1/leadership/no-such-figure/").status_code == 404


def test_what_waits_for_a_word_is_listed_soonest_first():
    ask = programs.ask(programs.program())

    found = script(accounts.user(role=Role.LEADERSHIP)).get("/api/v1/leadership/waiting/").data["waiting"]

    assert [(row["title"], row["kind"]) for row in found] == [(ask.what, "Ask")]


def test_a_view_goes_to_somebody_else_only_from_its_owner():
    owner, reader, other = (accounts.user(role=Role.LEADERSHIP) for _ in range(3))
    view = programs.saved_view(owner, is_shared=True)
    url, when = f"/api/v1/saved-views/{view.pk}/send/", {"every": "week", "day": 1, "hour": 8, "zone": "UTC"}

    mine = script(owner).post(url, when | {"reader": reader.email}, format="json")
    theirs = script(other).post(url, when | {"reader": reader.email}, format="json")
    (row,) = script(reader).get("/api/v1/view-deliveries/").data["results"]
    stop = f"/api/v1/view-deliveries/{row['id']}/stop/"

    assert (mine.status_code, theirs.status_code, row["reader"]) == (204, 409, reader.email)
    assert script(other).post(stop).status_code == 404
    assert script(reader).post(stop).status_code == 204
    assert script(reader).get("/api/v1/view-deliveries/").data["results"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_risks_of_all_programs_are_one_list(rows, django_assert_num_queries):
    for _ in range(rows):
        programs.raid_item()
    person = accounts.user(role=Role.LEADERSHIP)
    api = script(person)
    api.get("/api/v1/raid/")

    with django_assert_num_queries(4):
        found = api.get("/api/v1/raid/", {"kind": "risk"}).data["results"]

    assert len({row["program"] for row in found}) == rows


def test_ageing_says_its_figures_or_why_not():
    programs.submitted_request()
    api = script(accounts.user())

    found = api.get("/api/v1/triage/ageing/", {"days": 30}).data

    assert sum(sum(line["counts"]) for line in found["lines"]) == 1
    assert found["outcomes"][0]["value"] is None
    assert found["outcomes"][0]["reason"]
    assert api.get("/api/v1/triage/ageing/?days=7").status_code == 400
