"""From acceptance to the end: where a request is, the requester's verdict, the metric after, satisfaction."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import DataRequest, MetricAfter, RequesterVerdict, RequestRest, Satisfaction
from programs.operations import request as operations
from programs.operations.clock import begin
from programs.reports.ageing import ageing_of
from programs.reports.evidence import evidence_of
from programs.reports.outcomes import satisfaction_of, seen_outcomes
from programs.reports.stages import completed_on, way_of
from programs.rules.moved import moved
from tests.factories import accounts, programs
from tests.programs.test_request_api import api
from tests.programs.test_triage_pages import around_the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(noon):
    """A request that became a program of 1,000 units."""
    program = programs.program(units_planned=1000)
    return programs.submitted_request(
        state="accepted",
        program=program,
        decided_at=noon,
        submitted_at=noon - dt.timedelta(days=2),
        accuracy_wanted="0.95",
        metric_name="macro-F1",
        metric_now="0.71",
        metric_wanted="0.85",
        team="Search",
    )


@pytest.fixture
def there(accepted, delivered, now):
    """All of its units are accepted."""
    delivered(accepted.program, [600, 400], at=now)
    return accepted


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def judge(request, at, **fields):
    return operations.judge(request, **{"is_accepted": True, "actor": request.requester, "at": at} | fields)


def names(way):
    return [(stage.name, stage.state) for stage in way.stages]


def test_a_sent_request_is_in_triage(noon):
    way = way_of(programs.submitted_request(), on=noon.date())

    assert names(way)[:4] == [
        ("Sent", "done"),
        ("In triage", "now"),
        ("Estimated", "next"),
        ("Accepted", "next"),
    ]
    assert way.who == "Triage"


def test_the_way_of_a_snoozed_request_says_until_when(noon):
    asked = programs.submitted_request(snoozed_until=noon.date() + dt.timedelta(days=3))

    assert way_of(asked, on=noon.date()).next.startswith("Triage put it aside until")
    assert "aside" not in way_of(asked, on=noon.date() + dt.timedelta(days=3)).next


def test_the_way_takes_its_dates_from_the_program(accepted, delivered, now):
    delivered(accepted.program, [250, 100], at=now)

    way = way_of(accepted, on=now.date())

    assert dict(names(way))["In production"] == "done"
    assert way.now.name == "Delivered"
    assert way.now.words == "350 of 1,000 units accepted"
    assert way.who == accepted.program.manager.name
    assert not way.is_all_there


def test_when_all_is_there_the_requester_is_at_it(there, now):
    way = way_of(there, on=now.date())

    assert (way.now.name, way.who, way.is_all_there) == ("Judged", there.requester.name, True)
    assert {stage.name: stage.on for stage in way.stages}["Delivered"] == now.date() - dt.timedelta(days=1)


def test_of_a_program_that_brought_nothing_there_is_nothing_to_judge(client, accepted, now):
    accepted.program.state = "delivered"
    accepted.program.save()
    client.force_login(accepted.requester)

    way = way_of(accepted, on=now.date())
    page = client.get(reverse("programs:request-detail", args=[accepted.number])).content.decode()

    assert (way.is_all_there, way.who) == (False, accepted.program.manager.name)
    assert "there is nothing to judge" in page
    assert "Accept or reject" not in page


def test_a_program_leads_to_the_request_it_was_asked_for_in(client, accepted):
    client.force_login(accepted.program.manager)

    page = client.get(reverse("programs:program-detail", args=[accepted.program.code])).content.decode()

    assert f'href="{reverse("programs:request-detail", args=[accepted.number])}"' in page


def test_a_declined_request_ends_there(noon):
    way = way_of(
        programs.submitted_request(state="declined", decided_at=noon, decision_reason="No."), on=noon.date()
    )

    assert names(way) == [("Sent", "done"), ("Declined", "stopped")]


def test_the_day_of_the_last_planned_unit():
    days = {dt.date(2026, 3, 2): 5, dt.date(2026, 3, 1): 5, dt.date(2026, 3, 3): 5}

    assert completed_on(days, 10) == dt.date(2026, 3, 2)
    assert completed_on(days, 16) is None


def test_acceptance_keeps_the_figures_as_they_stood(there, now):
    programs.criterion(there, threshold="0.9", sample_size=100)
    programs.criterion(there, metric="speed", threshold="3")

    for _ in range(2):
        verdict = judge(there, now)

    met = [(one["label"], one["measured"], one["met"]) for one in verdict.evidence]
    assert met[0] == ("Gold accuracy", "", "")
    assert met[1][0] == "Accepted of delivered units"
    assert met[2] == ("“speed”, which is measured no longer", "", "")
    assert (verdict.units_accepted, verdict.units_planned) == (1000, 1000)
    assert verbs() == ["request.delivery_accepted"]


def test_a_sample_that_is_too_small_decides_nothing(there, now):
    programs.criterion(there, threshold="0.5", sample_size=100_000)

    judged = evidence_of(there, on=now.date()).judged[1]

    assert (judged.word, judged.reason) == ("No data", "Known on 1,000 of 100,000 items.")


def test_a_verdict_is_never_changed(there, now):
    judge(there, now)

    with pytest.raises(operations.CannotJudge, match="judged already"):
        judge(there, now, is_accepted=False, reason="Too late.")
    assert RequesterVerdict.frozen_when == "true"


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"is_accepted": False, "reason": " "}, "Say what is wrong"), ({"version": 1}, "figures changed")],
)
def test_what_is_said_blindly_is_refused(there, now, fields, words):
    with pytest.raises((operations.CannotJudge, ChangedMeanwhile), match=words):
        judge(there, now, **fields)

    assert not RequesterVerdict.objects.exists()
    assert verbs() == []


def test_nobody_judges_before_it_is_there_nor_what_they_delivered(accepted, delivered, now):
    with pytest.raises(operations.CannotJudge, match="nothing to judge"):
        judge(accepted, now)
    delivered(accepted.program, [10], at=now)
    with pytest.raises(operations.CannotJudge, match="10 of 1,000 units"):
        judge(accepted, now)
    with pytest.raises(operations.CannotJudge, match="Only the person who asked"):
        judge(accepted, now, actor=accepted.program.manager)
    own = programs.submitted_request(
        state="accepted", program=accepted.program, requester=accepted.program.manager, decided_at=now
    )
    with pytest.raises(operations.CannotJudge, match="nobody accepts what they delivered"):
        judge(own, now)


def test_a_rejection_opens_a_corrective_request_with_its_reason(there, now):
    for _ in range(2):
        judge(there, now, is_accepted=False, reason="The rare class is wrong.")

    corrective = DataRequest.objects.get(corrects=there)
    assert (corrective.state, corrective.kind, corrective.requester) == ("draft", "fix", there.requester)
    assert corrective.purpose == "The rare class is wrong."
    assert there.program.code in corrective.about
    assert corrective.unanswered() == ["needed_by"]
    assert verbs() == ["request.delivery_rejected", "request.started"]
    assert "rejected" in way_of(there, on=now.date()).next
    fresh = DataRequest.objects.get(pk=there.pk)
    assert fresh.what_next == "Who asked rejected what came: the corrective request goes on."


def after(request, at, **fields):
    said = {"value": Decimal("0.86"), "model_release": "ranker-8", "measured_on": at.date()}
    return operations.record_metric_after(request, actor=request.requester, at=at, **said | fields)


def test_the_metric_after_is_recorded_once_accepted(there, now):
    with pytest.raises(operations.CannotSay, match="Accept what came first"):
        after(there, now)
    judge(there, now)

    first = after(there, now)
    after(there, now)
    changed = after(there, now, value=Decimal("0.84"), version=first.version)
    with pytest.raises(ChangedMeanwhile):
        after(there, now, value=Decimal("0.8"), version=first.version)

    assert (MetricAfter.objects.get().value, changed.version) == (Decimal("0.84"), 2)
    assert verbs().count("request.metric_recorded") == 2
    assert way_of(there, on=now.date()).now is None


def test_a_measurement_of_tomorrow_is_refused(there, now):
    judge(there, now)

    with pytest.raises(operations.CannotSay, match="not come yet"):
        after(there, now, measured_on=now.date() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("value", "items", "word", "part"),
    [
        ("0.86", 2000, "Moved", "what was wanted is reached"),
        ("0.78", 2000, "Moved", "50% of the way to 0.85"),
        ("0.74", 50, "Perhaps moved", "it may be chance"),
        ("0.86", None, "Moved", "How sure that is, is not known"),
        ("0.60", 2000, "Moved the wrong way", "wanted was 0.85"),
        ("0.71", 2000, "Not moved", "as before"),
    ],
)
def test_whether_the_metric_moved_is_said_honestly(value, items, word, part):
    request = DataRequest(metric_name="F1", metric_now=Decimal("0.71"), metric_wanted=Decimal("0.85"))

    found = moved(request, MetricAfter(value=Decimal(value), items=items))

    assert found.word == word
    assert part in found.sentence


def test_less_can_be_better():
    request = DataRequest(metric_name="Refusals", metric_now=Decimal("0.11"), metric_wanted=Decimal("0.03"))

    assert moved(request, MetricAfter(value=Decimal("0.02"))).word == "Moved"
    assert moved(request, MetricAfter(value=Decimal("0.2"))).word == "Moved the wrong way"


def test_satisfaction_is_said_once_and_changed_for_a_while(there, now):
    judge(there, now)

    def say(score, days):
        at = now + dt.timedelta(days=days)
        return operations.rate(there, score=score, actor=there.requester, at=at)

    say(4, 0)
    say(4, 1)
    say(5, 14)
    with pytest.raises(operations.CannotSay, match="14 days ago"):
        say(1, 15)
    with pytest.raises(operations.CannotSay, match="Only who asked"):
        operations.rate(there, score=1, actor=accounts.user(), at=now)

    assert Satisfaction.objects.get().score == 5
    assert verbs().count("request.rated") == 2


def rated(there, now, scores, team):
    for score in scores:
        twin = programs.submitted_request(state="accepted", program=there.program, team=team)
        RequesterVerdict.objects.create(
            request=twin,
            is_accepted=True,
            units_accepted=1,
            units_planned=1,
            decided_by=twin.requester,
            decided_at=now,
        )
        Satisfaction.objects.create(request=twin, person=twin.requester, score=score, given_at=now)


def test_satisfaction_of_a_team_has_an_interval_or_says_too_few(there, now):
    rated(there, now, [5, 4, 4, 5, 1], "Search")
    rated(there, now, [1], "")

    search, none = satisfaction_of(seen_outcomes(DataRequest.objects.all()))

    assert (search.team, search.n, search.content, search.share) == ("Search", 5, 4, "80%")
    assert " to " in search.between
    assert (none.team, none.share) == ("No team said", "")
    assert none.between.startswith("Too few")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_more_rows(client, there, now, rows, django_assert_num_queries):
    rated(there, now, [5] * rows, "Search")
    client.force_login(accounts.user(role="leadership"))
    address = reverse("programs:outcome-list")
    client.get(address)

    with django_assert_num_queries(12):
        page = client.get(address)

    assert page.content.decode().count("table__main") == rows


def test_the_file_is_the_list_with_its_filter(client, there, now):
    judge(there, now, is_accepted=False, reason="=cmd()")
    rated(there, now, [5], "Maps")
    client.force_login(accounts.user())

    text = client.get(reverse("programs:outcome-list"), {"team": "Search", "format": "csv"}).content.decode()

    assert there.number in text
    assert "Maps" not in text
    assert "'=cmd()" in text


def test_the_requester_judges_on_the_page(client, there, now):
    client.force_login(there.requester)
    address = reverse("programs:request-judge", args=[there.number])

    page = client.get(address)
    version = page.context["form"]["version"].value()
    silent = client.post(address, {"is_accepted": "no", "version": version})
    stale = client.post(address, {"is_accepted": "yes", "version": version + 1})
    done = client.post(address, {"is_accepted": "yes", "version": version})
    detail = client.get(done["Location"]).content.decode()

    assert "1,000 of 1,000 units" in page.content.decode()
    assert (silent.status_code, stale.status_code, done.status_code) == (422, 412, 302)
    assert "What came, judged" in detail
    assert "Write it down" in detail


def test_what_a_unit_cost_is_read_by_who_may_see_money(client, there, now):
    there.criteria.create(metric="unit_cost", operator="at_most", threshold="2")
    reviewer, leader = accounts.user(Role.REVIEWER), accounts.user(Role.LEADERSHIP)
    DataRequest.objects.filter(pk=there.pk).update(requester=accounts.user(Role.REQUESTER))
    there.refresh_from_db()
    client.force_login(there.requester)
    own = client.get(reverse("programs:request-judge", args=[there.number])).content.decode()
    judge(there, now)
    measured = there.verdict.evidence[-1]["measured"]

    def shown(person):
        client.force_login(person)
        pages = [
            reverse("programs:request-detail", args=[there.number]),
            f"/api/v1/requests/{there.number}/way/",
        ]
        return [measured in client.get(page).content.decode() for page in pages]

    assert "Not shown" in own
    assert measured not in own
    assert (shown(leader), shown(reviewer), shown(there.requester)) == ([True] * 2, [False] * 2, [False] * 2)


def test_metric_and_satisfaction_on_their_pages(client, there, now):
    judge(there, now)
    client.force_login(there.requester)
    metric = reverse("programs:request-metric", args=[there.number])
    rate = reverse("programs:request-rate", args=[there.number])
    typed = {
        "value": "86%",
        "items": "2,000",
        "model_release": "ranker-8",
        "measured_on": now.date(),
        "version": 0,
    }

    wrong = client.post(metric, typed | {"value": "better"})
    assert client.post(metric, typed).status_code == 302
    assert client.post(rate, {"score": "5", "words": "Quick."}).status_code == 302
    detail = client.get(reverse("programs:request-detail", args=[there.number])).content.decode()

    assert "Enter a number" in wrong.content.decode()
    assert "macro-F1 went from 0.71 to 0.86: what was wanted is reached." in detail
    assert "5 of 5: Quick." in detail


def test_the_outcome_by_the_api(there, now):
    asker = api(there.requester)
    url = f"/api/v1/requests/{there.number}/"

    judged = asker.post(f"{url}verdict/", {"is_accepted": True})
    body = {"value": "0.86", "items": 2000, "model_release": "r8", "measured_on": now.date().isoformat()}
    measured = asker.post(f"{url}metric-after/", body)
    rated_ = asker.post(f"{url}satisfaction/", {"score": 5})

    assert judged.json()["verdict"]["is_accepted"] is True
    assert measured.json()["after"]["value"] == "0.8600"
    assert rated_.status_code == 200
    assert asker.get(f"{url}way/").json()["units_accepted"] == 1000
    assert api(there.program.manager).post(f"{url}verdict/", {"is_accepted": True}).status_code == 404


def test_a_verdict_ends_the_promise_of_delivery_and_its_days_are_counted(client, there, now):
    """What is judged is there: the promise neither runs on nor is broken later, and says how long it took."""
    around_the_clock(goals=[("delivery", 300, "hours")])
    there.submitted_at, there.decided_at = (now - dt.timedelta(days=days) for days in (6, 5))
    there.save()
    begin(there, at=there.submitted_at)
    since = now - dt.timedelta(days=4)
    RequestRest.objects.create(
        request=there, why="needs_information", since=since, until=since + dt.timedelta(days=2)
    )

    judge(there, now)

    clock = there.clocks.get()
    found = ageing_of(
        DataRequest.objects.all(), since=now - dt.timedelta(days=30), at=now + dt.timedelta(hours=1)
    )
    assert (clock.state, clock.done_at) == ("met", now)
    assert [round(one.estimate.estimate, 1) for one in found.delivered] == [4.0, 4.0]
    client.force_login(accounts.user(Role.PROGRAM_MANAGER))
    assert "Sent to delivered, P85" in client.get(reverse("programs:triage-ageing")).content.decode()
    tiles = {tile.key: tile for tile in client.get(reverse("programs:leadership")).context["tiles"]}
    assert tiles["turnaround"].detail.endswith("; to delivery 4 d, P85 4 d, of 1")
