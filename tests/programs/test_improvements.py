"""The improvement ledger: weeks that were kept stand for before and after, and somebody else verifies."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from programs.models import Improvement
from programs.operations import improvement as operations
from programs.reports.improvements import difference_words, saved_of
from programs.reports.roadmap import quarter_of, quarters_from, roads_of
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 2, 2)


@pytest.fixture
def program():
    return programs.program()


def week(program, number, value, *, frozen=True, key="first_pass"):
    return programs.snapshot(
        key, scope="program", program=program, week_on=MONDAY + dt.timedelta(weeks=number), value=value,
        low=value - 0.02, high=value + 0.02, is_frozen=frozen,
    )  # fmt: skip


@pytest.fixture
def idea(program):
    return operations.add_improvement(
        title="Two examples in every rule", change="Guidelines have examples.", metric=programs.metric("first_pass"),
        program=program, actor=program.manager,
    )  # fmt: skip


def test_from_idea_to_verified_with_every_step_once(program, idea, today):
    before, after = week(program, 0, 0.80), week(program, 3, 0.90)
    other = accounts.user(Role.REVIEWER)
    for _ in range(2):
        tried = operations.begin_trial(
            idea, baseline=before, changed_on=MONDAY + dt.timedelta(weeks=1), actor=program.manager
        )
    operations.change_improvement(
        tried,
        saved_amount=Decimal(1200),
        saved_currency="USD",
        saved_how="40 batches.",
        actor=program.manager,
    )
    for _ in range(2):
        done = operations.verify_improvement(idea, after=after, actor=other, on=today)

    assert (done.state, done.ended_by) == ("verified", other)
    assert difference_words(done) == "The intervals lie wholly apart."
    saved = saved_of(Improvement.objects.all())
    assert saved.words == "1 verified improvement, saved $1,200.00."
    verbs = (
        Event.objects.filter(verb__startswith="improvement.").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == [f"improvement.{verb}" for verb in ("added", "tried", "changed", "verified")]


def test_what_cannot_be_is_refused_in_words(program, idea, today):
    manager, other = program.manager, accounts.user(Role.REVIEWER)
    late, open_week = week(program, 2, 0.8), week(program, 4, 0.9, frozen=False)
    foreign = week(programs.program(), 0, 0.8)
    changed_on = MONDAY + dt.timedelta(weeks=1)

    for baseline, words in ((late, "not before the change"), (foreign, "choose one of the list")):
        with pytest.raises(operations.CannotImprove, match=words):
            operations.begin_trial(idea, baseline=baseline, changed_on=changed_on, actor=manager)
    with pytest.raises(operations.CannotImprove, match="begin its trial first"):
        operations.verify_improvement(idea, after=late, actor=other, on=today)
    operations.begin_trial(idea, baseline=week(program, 0, 0.7), changed_on=changed_on, actor=manager)
    with pytest.raises(operations.CannotImprove, match="Somebody else"):
        operations.verify_improvement(idea, after=late, actor=manager, on=today)
    with pytest.raises(operations.CannotImprove, match="choose one of the list"):
        operations.verify_improvement(idea, after=open_week, actor=other, on=today)
    with pytest.raises(operations.CannotImprove, match="how the saving was reckoned"):
        operations.change_improvement(idea, saved_hours=Decimal(3), actor=manager)
    assert not Event.objects.filter(verb="improvement.verified").exists()


def test_the_ledger_by_page_and_file(client, program, idea, today):
    before, after = week(program, 0, 0.80), week(program, 3, 0.81)
    client.force_login(program.manager)

    def post(name, form):
        return client.post(reverse(f"programs:improvement-{name}", args=[idea.pk]), form)

    wrong = post("try", {"version": 1, "changed_on": "2026-02-09", "baseline": 999999})
    assert (wrong.status_code, "not one that was kept" in wrong.content.decode()) == (422, True)
    assert post("try", {"version": 1, "changed_on": "2026-02-09", "baseline": before.pk}).status_code == 302
    assert post("drop", {"version": 1, "reason": "No."}).status_code == 412
    assert post("verify", {"version": 2, "after": after.pk}).status_code == 422
    client.force_login(accounts.user(Role.VENDOR_MANAGER))
    assert post("change", {"version": 2, "title": "Mine"}).status_code == 403
    assert post("verify", {"version": 2, "after": after.pk}).status_code == 302
    page = client.get(reverse("programs:improvement-detail", args=[idea.pk])).content.decode()
    assert "The intervals overlap: it may be chance." in page
    listed = client.get(reverse("programs:improvement-list"), {"state": "verified"}).content.decode()
    assert idea.title in listed
    file = client.get(reverse("programs:improvement-list"), {"state": "idea", "format": "csv"})
    assert "-0-rows-" in file["Content-Disposition"]


def test_the_ledger_by_api(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    body = {"title": "Less rework", "change": "Look twice.", "metric": "first_pass", "program": program.code}
    made = api.post(reverse("api-improvement-list"), body)
    one = [made.data["id"]]

    begun = api.post(
        reverse("api-improvement-begin-trial", args=one),
        {"changed_on": "2026-02-09", "baseline": week(program, 0, 0.8).pk},
    )
    again = api.patch(reverse("api-improvement-detail", args=one), {"version": 1, "title": "Mine"})

    assert (made.status_code, begun.data["state"], begun.data["baseline"]["value"]) == (201, "trial", 0.8)
    assert again.status_code == 412
    assert (
        api.post(reverse("api-improvement-verify", args=one), {"after": week(program, 3, 0.9).pk}).status_code
        == 409
    )
    assert (
        api.post(reverse("api-improvement-drop", args=one), {"reason": "Too dear."}).data["state"]
        == "dropped"
    )


def test_what_it_saves_and_costs_is_read_by_who_may_see_money(client, program, idea):
    said = {"saved_amount": Decimal(4321), "saved_currency": "USD", "saved_how": "4321 a year."}
    operations.change_improvement(idea, actor=program.manager, **said)
    programs.improvement(metric=programs.metric("unit_cost"), title="Cheaper units", program=program)
    pages = [reverse("programs:improvement-list"), reverse("programs:improvement-list") + "?format=csv"]
    pages += [reverse("programs:improvement-detail", args=[idea.pk]), reverse("api-improvement-list")]

    def shown(role, word):
        client.force_login(accounts.user(role))
        return [word in read(client.get(page)).replace(",", "") for page in pages]

    assert shown(Role.LEADERSHIP, "4321") == [True] * 4
    assert shown(Role.REVIEWER, "4321") == [False] * 4
    assert shown(Role.REVIEWER, "Cheaper") == [False] * 4
    body = {"title": "Mine", "change": "C", "metric": "unit_cost", "program": program.code}
    assert client.post(pages[-1], body, content_type="application/json").status_code == 400
    assert "Cost per accepted" not in read(client.get(reverse("programs:improvement-add")))


def read(answer) -> str:
    return b"".join(answer).decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_asks_the_same_number_of_questions(client, count, django_assert_num_queries):
    for _ in range(count):
        programs.improvement()
    client.force_login(accounts.user(Role.LEADERSHIP))
    client.get(reverse("programs:improvement-list"))

    with django_assert_num_queries(11):
        client.get(reverse("programs:improvement-list"))


def test_quarters_go_on_over_the_year():
    assert [quarter.label for quarter in quarters_from(dt.date(2026, 11, 5))] == [
        "Q4 2026", "Q1 2027", "Q2 2027", "Q3 2027",
    ]  # fmt: skip
    assert quarter_of(dt.date(2026, 3, 31)).months == "Jan to Mar"


def test_the_roadmap_says_how_every_milestone_stands(client, program, today):
    held = programs.milestone(program, name="Held", due_on=today + dt.timedelta(days=20))
    slips = programs.milestone(program, name="Slips", due_on=today + dt.timedelta(days=20))
    programs.milestone(program, name="Passed", due_on=today - dt.timedelta(days=1))
    for milestone, p50, p85 in ((held, 5, 10), (slips, 25, 40)):
        milestone.forecasts.create(
            computed_on=today, computed_at=NOON, remaining=5, history_days=20,
            p50_on=today + dt.timedelta(days=p50), p85_on=today + dt.timedelta(days=p85),
        )  # fmt: skip

    (road,) = roads_of([program], quarters_from(today), on=today)

    assert [(stop.milestone.name, stop.kind) for stop in road.cells[0]] == [
        ("Passed", "bad"), ("Held", "ok"), ("Slips", "bad"),
    ]  # fmt: skip
    client.force_login(accounts.user(Role.LEADERSHIP))
    for asked in ({}, {"later": "-1"}, {"later": "x"}, {"vendor": "99999"}):
        assert client.get(reverse("programs:roadmap"), asked).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_roadmap_asks_the_same_number_of_questions(client, count, django_assert_num_queries):
    for _ in range(count):
        programs.milestone(due_on=dt.date.today() + dt.timedelta(days=5))  # noqa: DTZ011
    client.force_login(accounts.user(Role.LEADERSHIP))
    client.get(reverse("programs:roadmap"))

    with django_assert_num_queries(13):
        client.get(reverse("programs:roadmap"))
