"""What a request will take: from records or typed, quoted, agreed to or asked otherwise."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.web.templatetags.formats import day
from programs.models import DataRequest, Estimate
from programs.operations import estimate as operations
from programs.operations import request as requests
from programs.reports.requests import needs_of_requests
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def like_it(delivered, noon):
    """A program that answers such requests and accepted 100 units on each of the last 20 days at 0.10."""
    program = programs.program()
    programs.submitted_request(state="accepted", program=program)
    delivered(program, [100] * 20, at=noon)
    return program


def typed(at, **fields):
    figures = {"starts_on": at.date(), "p50_on": at.date() + 9 * DAY, "p85_on": at.date() + 12 * DAY}
    return figures | {"reason": "Like the pilot."} | fields


def test_from_records_it_has_dates_costs_and_the_rows_behind(noon, like_it):
    request = programs.submitted_request(volume=500, judgements_per_item=2)

    made = operations.estimate_from_records(request, actor=accounts.user(), at=noon)

    assert noon.date() + 10 * DAY <= made.p50_on <= made.p85_on < noon.date() + 25 * DAY
    assert (made.cost_p50, made.cost_p85, made.currency) == (Decimal("100.00"), Decimal("100.00"), "USD")
    assert [(row["code"], row["accepted"]) for row in made.programs] == [(like_it.code, 2000)]
    assert (made.units, made.basis["overlap"], made.is_typed) == (1000, 2, False)


def test_the_same_day_gives_the_same_draft(noon, like_it):
    request, triager = programs.submitted_request(), accounts.user()

    first = operations.estimate_from_records(request, actor=triager, at=noon)
    second = operations.estimate_from_records(request, actor=triager, at=noon)

    assert first == second
    assert Event.objects.filter(verb="estimate.made").count() == 1


def test_without_history_it_says_so_and_a_typed_one_is_marked(noon):
    request, triager = programs.submitted_request(), accounts.user()

    with pytest.raises(operations.CannotEstimate, match="Too little history of text"):
        operations.estimate_from_records(request, actor=triager, at=noon)
    made = operations.type_estimate(request, actor=triager, at=noon, **typed(noon))

    assert (made.is_typed, made.reason, made.cost_p50) == (True, "Like the pilot.", None)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"p85_on": dt.date(2026, 3, 5)}, "P85 date is not before"),
        ({"p50_on": dt.date(2026, 1, 31)}, "before work starts"),
        ({"cost_p50": Decimal(1)}, "both costs or none"),
        ({"cost_p50": Decimal(9), "cost_p85": Decimal(1)}, "not below"),
        ({"reason": " "}, "rests on"),
    ],
)
def test_typed_figures_that_cannot_be(noon, wrong, words):
    request = programs.submitted_request()

    with pytest.raises(operations.CannotEstimate, match=words):
        operations.type_estimate(request, actor=accounts.user(), at=noon, **typed(noon) | wrong)

    assert Estimate.objects.count() == 0


def quoted(noon, **fields):
    request, triager = programs.submitted_request(**fields), accounts.user()
    made = operations.type_estimate(request, actor=triager, at=noon, **typed(noon))
    return operations.quote(made, actor=triager, at=noon), triager


def test_quoting_waits_for_the_requester_and_stops_the_clock(noon):
    programs.policy(goals=[("response", 8, "hours"), ("decision", 3, "days")])
    request = programs.submitted_request(state="draft")
    requests.submit(request, actor=request.requester, at=noon)
    triager = accounts.user()
    made = operations.type_estimate(request, actor=triager, at=noon, **typed(noon))

    operations.quote(made, actor=triager, at=noon)
    operations.quote(made, actor=triager, at=noon)

    request.refresh_from_db()
    assert (request.state, request.agreed_at) == ("estimated", None)
    assert {clock.goal: clock.state for clock in request.clocks.all()} == {
        "response": "met",
        "decision": "paused",
    }
    assert Event.objects.filter(verb="estimate.quoted").count() == 1
    assert "estimate" in next(iter(needs_of_requests(request.requester, at=noon))).title
    with pytest.raises(requests.CannotDecide, match="has not agreed"):
        requests.accept(request, actor=triager, at=noon)


def test_agreed_it_is_triages_turn_again_and_can_be_accepted(noon):
    made, triager = quoted(noon)
    requester = made.request.requester

    operations.agree(made, actor=requester, at=noon)
    operations.agree(made, actor=requester, at=noon)

    request = DataRequest.objects.get()
    assert list(DataRequest.objects.waiting_for_triage()) == [request]
    assert Event.objects.filter(verb="estimate.agreed").count() == 1
    requests.accept(request, actor=triager, at=noon)
    assert DataRequest.objects.get().state == "accepted"


def test_a_change_is_asked_for_and_a_new_one_takes_its_place(noon):
    first, triager = quoted(noon)

    operations.ask_change(first, "Half the items will do.", actor=first.request.requester, at=noon)
    second = operations.type_estimate(
        first.request, actor=triager, at=noon, **typed(noon, reason="Half of it.")
    )
    operations.quote(second, actor=triager, at=noon)

    assert list(Estimate.objects.order_by("number").values_list("number", "state")) == [
        (1, "change_asked"),
        (2, "quoted"),
    ]
    assert first.request.messages.get().body == "Half the items will do."


def test_a_quoted_estimate_is_superseded_and_never_changed(noon):
    first, triager = quoted(noon)
    figures = (first.p50_on, first.p85_on, first.reason)

    second = operations.type_estimate(
        first.request, actor=triager, at=noon, **typed(noon, reason="Thought again.")
    )
    operations.quote(second, actor=triager, at=noon)

    first.refresh_from_db()
    assert (first.state, (first.p50_on, first.p85_on, first.reason)) == ("superseded", figures)
    with pytest.raises(operations.CannotEstimate, match="nothing to answer"):
        operations.agree(first, actor=first.request.requester, at=noon)


def test_nobody_else_agrees(noon):
    made, triager = quoted(noon)

    with pytest.raises(operations.CannotEstimate, match="Only the person who asked"):
        operations.agree(made, actor=triager, at=noon)


def test_the_pages_of_both_sides(client, noon):
    request, triager = programs.submitted_request(), accounts.user()
    client.force_login(triager)
    url = reverse("programs:triage-estimate", args=[request.number])

    page = client.get(url).content.decode()
    today = timezone.now().date()
    sight = DataRequest.objects.get().version
    figures = {"starts_on": today, "p50_on": today + 9 * DAY, "p85_on": today + 3 * DAY, "currency": "USD"}
    sent = {f"typed-{name}": value for name, value in figures.items()}
    wrong = client.post(
        reverse("programs:triage-estimate-type", args=[request.number]),
        sent | {"typed-version": sight, "typed-reason": "The pilot."},
    )
    client.post(
        reverse("programs:triage-estimate-type", args=[request.number]),
        sent | {"typed-version": sight, "typed-reason": "The pilot.", "typed-p85_on": today + 12 * DAY},
    )
    quote = client.get(reverse("programs:triage-quote", args=[request.number])).content.decode()
    client.post(reverse("programs:triage-quote", args=[request.number]), {"version": sight})

    assert f"{day(today + 9 * DAY)} at P50, {day(today + 12 * DAY)} at P85; no cost." in quote
    assert "Too little history" in page
    assert (wrong.status_code, "The pilot.</textarea>" in wrong.content.decode()) == (422, True)
    client.force_login(request.requester)
    own = client.get(reverse("programs:request-detail", args=[request.number])).content.decode()
    assert "Agree to the estimate" in own
    assert "typed by hand" in own
    assert 'id="messages-h"' in own
    assert 'id="talk-h"' not in own  # the comments below bring it
    made = Estimate.objects.get()
    empty = client.post(reverse("programs:estimate-change", args=[request.number, made.pk]), {"body": ""})
    assert (empty.status_code, "Say what should be otherwise." in empty.content.decode()) == (422, True)
    client.post(reverse("programs:estimate-agree", args=[request.number, made.pk]))
    assert Estimate.objects.get().state == "agreed"


def test_what_it_costs_is_read_by_who_may_and_by_who_asked(client, noon, like_it):
    request, triager = programs.submitted_request(), accounts.user()
    operations.quote(
        operations.estimate_from_records(request, actor=triager, at=noon), actor=triager, at=noon
    )
    DataRequest.objects.filter(pk=request.pk).update(state="accepted", program=like_it)
    figures = {"p50_on": noon.date(), "p85_on": noon.date(), "starts_on": noon.date(), "made_at": noon}
    Estimate.objects.create(request=request, number=2, made_by=triager, **figures)

    def read(person):
        client.force_login(person)
        page = client.get(reverse("programs:request-detail", args=[request.number])).content.decode()
        told = client.get(f"/api/v1/requests/{request.number}/").json()["estimates"]
        first = told[-1]
        return "Cost, P85" in page, len(told), first["cost_p85"] is None, "programs" in first["basis"]

    assert read(accounts.user(Role.PROGRAM_MANAGER)) == (True, 2, False, True)
    assert read(request.requester) == (True, 1, False, request.requester.has_perm("programs.see_money"))
    assert read(accounts.user(Role.REVIEWER)) == (False, 1, True, False)


def test_two_who_estimate_at_once(client, noon):
    request, triager = programs.submitted_request(), accounts.user()
    client.force_login(triager)
    sight = DataRequest.objects.get().version
    requests.ask(request, "Which?", actor=accounts.user(), at=noon)
    requests.reply(DataRequest.objects.get(), "All.", actor=request.requester, at=noon)

    page = client.post(
        reverse("programs:triage-estimate", args=[request.number]),
        {"version": sight, "starts_on": timezone.now().date()},
    )

    assert page.status_code == 412
    assert "All." in page.content.decode()
