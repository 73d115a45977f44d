import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.web.templatetags.formats import duration, money_short
from programs.models import Milestone, Program, ProgramForecast, Target
from programs.operations.admission import admit
from programs.operations.forecast import forecast_program
from programs.reports import portfolio
from programs.reports.line import lines_of
from programs.rules import Status
from programs.rules.status import Cause, Standing
from tests.factories import accounts, programs
from tests.programs.conftest import accept_units

pytestmark = pytest.mark.django_db


def sign_in(client, role=Role.PROGRAM_MANAGER, **fields):
    person = accounts.user(role, **fields)
    client.force_login(person)
    return person


def running(now, **fields):
    day = now.date()
    return programs.program(
        **{"starts_on": day - dt.timedelta(days=40), "due_on": day + dt.timedelta(days=30)} | fields
    )


def test_the_portfolio_says_who_misses_a_date(client, now, delivered):
    manager = sign_in(client)
    late = running(now, name="Late one", units_planned=100_000, manager=manager)
    delivered(late, [20, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    forecast_program(late, at=now)
    programs.milestone(late)
    programs.budget_line(late, quantity=100_000, unit_cost="0.1")

    page = client.get(reverse("programs:program-list")).content.decode()

    assert "One program misses its date" in page
    assert "Late one" in page
    assert "Off track" in page
    assert "230 of 100,000" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_portfolio_asks_the_same_number_of_questions(
    client, now, delivered, count, django_assert_num_queries
):
    manager = sign_in(client)
    for _ in range(count):
        one = running(now, manager=manager)
        delivered(one, [20] * 12, at=now)
        forecast_program(one, at=now)
        programs.target(one)
        programs.milestone(one)
        programs.budget_line(one)
    client.get(reverse("programs:program-list"))

    with django_assert_num_queries(QUERIES):
        assert client.get(reverse("programs:program-list")).status_code == 200


QUERIES = 28


def test_the_file_equals_the_screen(client, now):
    manager = sign_in(client)
    running(now, name="=cmd()", code="PRG-901", manager=manager)
    running(now, name="Other", code="PRG-902", state="paused")

    answer = client.get(reverse("programs:program-export"), {"status": "paused"})
    everything = client.get(reverse("programs:program-export"), {"sort": "name"})

    assert "programs-1-rows-" in answer["Content-Disposition"]
    assert "UTC.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(everything.content.decode("utf-8-sig"))))
    assert [row["Program"] for row in rows] == ["'=cmd()", "Other"]
    assert rows[0]["Accepted units"] == "0"


def test_reviewers_see_programs_without_their_costs(client, now, delivered):
    program = running(now)
    order = delivered(program, [100] * 12, at=now)
    programs.budget_line(program, quantity=7777, unit_cost="1")
    sign_in(client, Role.REVIEWER)

    listed = client.get(reverse("programs:program-list")).content.decode()
    page = client.get(reverse("programs:program-detail", args=[program.code])).content.decode()
    file = client.get(reverse("programs:program-export")).content.decode("utf-8-sig")

    assert order.unit_price
    for text in (listed, page, file):
        assert "Budget" not in text
        assert "Cost per" not in text
        assert "7,777" not in text


def test_an_admitted_requester_opens_one_program_only(client, now):
    mine, other = running(now), running(now)
    requester = sign_in(client, Role.REQUESTER)
    admit(mine, requester, actor=mine.manager)

    assert client.get(reverse("programs:program-detail", args=[mine.code])).status_code == 200
    assert client.get(reverse("programs:program-detail", args=[other.code])).status_code == 404
    assert client.get(reverse("programs:program-list")).status_code == 403


def test_for_a_vendor_there_is_no_program_page(client, now, delivered):
    program = running(now)
    order = delivered(program, [], at=now)
    admin = accounts.user(Role.VENDOR_ADMIN, organisation=order.vendor.organisation)
    client.force_login(admin)

    assert client.get(reverse("programs:program-detail", args=[program.code])).status_code == 403
    assert client.get(reverse("programs:program-detail", args=["PRG-NONE"])).status_code == 403


def test_the_program_page_shows_plan_forecast_and_people(client, now, delivered):
    manager = sign_in(client)
    program = running(now, manager=manager, units_planned=600)
    admit(program, manager, actor=manager)
    delivered(program, [20, 0, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    programs.milestone(program, name="Pilot accepted")
    programs.target(program, metric="acceptance", value="0.9")
    forecast = forecast_program(program, at=now)

    page = client.get(reverse("programs:program-detail", args=[program.code])).content.decode()

    assert forecast.p85_on is not None
    assert "Pilot accepted" in page
    assert "drawn 10,000 times" in page
    assert manager.name in page
    assert "Plotly" not in page.split("<main")[1]


def test_too_little_history_is_no_data_with_its_reason(client, now, delivered):
    manager = sign_in(client)
    program = running(now, manager=manager)
    delivered(program, [20], at=now)
    forecast_program(program, at=now)

    page = client.get(reverse("programs:program-detail", args=[program.code])).content.decode()

    assert "No data" in page
    assert ProgramForecast.objects.get().why in page


def test_start_by_form(client, now):
    manager = sign_in(client)
    form = {
        "name": "New one",
        "goal": "Better.",
        "manager": manager.pk,
        "starts_on": "2026-01-01",
        "due_on": "2026-02-01",
        "units_planned": 10,
        "currency": "USD",
    }

    answer = client.post(reverse("programs:program-start"), form)
    wrong = client.post(reverse("programs:program-start"), form | {"due_on": "2025-02-01"})

    program = Program.objects.get()
    assert answer["Location"] == reverse("programs:program-detail", args=[program.code])
    assert wrong.status_code == 422
    assert "before the start" in wrong.content.decode()


def test_a_forecast_from_before_the_last_acceptance_says_so_and_ends_with_the_work(client, now, delivered):
    manager = sign_in(client)
    program = running(now, units_planned=1000, manager=manager)
    admit(program, manager, actor=manager)
    order = delivered(program, [20, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    forecast_program(program, at=now)
    address = reverse("programs:program-detail", args=[program.code])
    fresh = client.get(address).content.decode()

    accept_units(order, 70, at=now)
    behind = client.get(address).content.decode()
    accept_units(order, 700, at=now)
    page = client.get(address)
    done = page.content.decode()

    assert "770 units remain." in fresh
    assert "before the last acceptance" not in fresh
    assert "before the last acceptance, with 770 units to go; now 700 units remain." in behind
    assert "nothing is left to forecast" in done
    assert page.context["line"].forecast_words == "All units are accepted"
    assert (page.context["line"].forecast, page.context["line"].slip_days) == (None, None)


def test_the_headline_says_the_pace_that_scripts_read(client, now, delivered):
    manager = sign_in(client)
    program = running(now, units_planned=900, manager=manager)
    delivered(program, [20, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    forecast_program(program, at=now)

    told = client.get(reverse("api-program-detail", args=[program.code])).json()

    pace = round(told["progress"]["per_week"])
    assert f"the last four weeks brought {pace} a week" in told["status"]["reason"]


def test_the_plan_is_changed_by_forms(client, now):
    manager = sign_in(client)
    program = running(now, manager=manager)
    admit(program, manager, actor=manager)

    def post(name, form, *args):
        return client.post(reverse(f"programs:{name}", args=[program.code, *args]), form)

    assert (
        post("milestone-plan", {"name": "Pilot", "due_on": now.date() + dt.timedelta(days=1)}).status_code
        == 302
    )
    milestone = Milestone.objects.get()
    unsaid = post(
        "milestone-move",
        {"version": 1, "due_on": now.date() + dt.timedelta(days=8), "reason": ""},
        milestone.pk,
    )
    assert unsaid.status_code == 422
    moved = {"version": 1, "due_on": now.date() + dt.timedelta(days=8), "reason": "Ill."}
    assert post("milestone-move", moved, milestone.pk).status_code == 302
    assert post("milestone-finish", {"on": now.date()}, milestone.pk).status_code == 302
    assert post("milestone-drop", {"reason": "No."}, milestone.pk).status_code == 422
    target = {"version": 0, "metric": "agreement", "tolerance": "0"}
    assert post("target-set", target | {"value": "70"}).status_code == 422
    assert post("target-set", target | {"value": ".7"}).status_code == 302
    line = {"category": "labeling", "quantity": 10, "unit_cost": "0.5"}
    assert post("budget-add", line).status_code == 302
    added = program.budget_lines.get()
    assert post("budget-change", line | {"version": 1, "quantity": 5}, added.pk).status_code == 302
    assert post("program-state", {"version": 1, "state": "paused"}).status_code == 302
    assert post("person-admit", {"person": manager.pk}).status_code == 302
    assert post("person-dismiss", {}, manager.pk).status_code == 302
    form = {name: getattr(program, name) for name in ("name", "goal", "starts_on", "due_on", "currency")}
    changed = post("program-change", form | {"version": 2, "manager": manager.pk, "units_planned": 5})
    assert changed.status_code == 302

    assert Milestone.objects.get().state == "done"
    assert Target.objects.count() == 1
    assert Program.objects.get().units_planned == 5
    assert client.get(reverse("programs:program-detail", args=[program.code])).status_code == 200


def test_a_manager_of_another_program_may_look_but_not_change(client, now):
    program = running(now)
    sign_in(client)

    assert client.get(reverse("programs:program-detail", args=[program.code])).status_code == 200
    answer = client.post(reverse("programs:program-state", args=[program.code]), {"state": "paused"})

    assert answer.status_code == 403
    assert Program.objects.get().state == "active"


def test_the_home_panels_are_parts_and_lead_home_by_themselves(client, now):
    manager = sign_in(client)
    running(now, name="Mine", manager=manager)
    htmx = {"hx-request": "true"}

    part = client.get(reverse("programs:program-mine"), headers=htmx).content.decode()

    assert "Mine" in part
    assert "<html" not in part
    assert client.get(reverse("programs:program-activity"), headers=htmx).status_code == 200
    alone = client.get(reverse("programs:program-mine"))
    assert alone["Location"] == reverse("programs:program-list")


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.PROGRAM_MANAGER])
def test_leadership_without_data_says_so(client, role):
    sign_in(client, role)

    page = client.get(reverse("programs:leadership")).content.decode()

    assert page.count("No data") >= 5
    assert "No program is under way." in page


def test_leadership_figures_link_to_their_rows(client, now, delivered):
    sign_in(client, Role.LEADERSHIP)
    program = running(now)
    delivered(program, [20, 0, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    programs.budget_line(program)

    page = client.get(reverse("programs:leadership")).content.decode()

    assert reverse("programs:leadership-rows", args=["first_pass"]) in page
    assert "$0.10" in page
    assert "100.0%" in page


@pytest.mark.parametrize("figure", ["acceptance", "unit_cost", "budget", "turnaround", "backlog"])
def test_behind_every_leadership_figure_are_its_rows(client, now, delivered, figure):
    sign_in(client, Role.LEADERSHIP)
    program = running(now, name="Measured one")
    delivered(program, [20] * 12, at=now)
    programs.budget_line(program)
    sent = {"submitted_at": now - dt.timedelta(days=3)}
    programs.submitted_request(title="Waiting one", **sent)
    programs.submitted_request(title="Declined one", state="declined", decided_at=now, **sent)

    page = client.get(reverse("programs:leadership-rows", args=[figure]))

    row = {"turnaround": "Declined one", "backlog": "Waiting one"}.get(figure, "Measured one")
    assert [found.name for found in page.context["behind"].rows] == [row]
    assert row in page.content.decode()


@pytest.mark.parametrize(
    ("figure", "columns", "values"),
    [
        ("acceptance", "Accepted share,Low,High,Units accepted,Units decided", "1.0,"),
        ("unit_cost", "Cost of one,Spent,Units accepted,Currency", "0.1,24.0,240,USD"),
        ("budget", "Ends at,Budget,Spent,Share over budget,Currency", ",24.0,"),
        ("turnaround", "State,Sent (UTC),Decided (UTC),Hours taken", "Declined,"),
        ("backlog", "Sent (UTC),Days waiting,Needed by", ",7,"),
    ],
)
def test_the_rows_behind_a_leadership_figure_leave_as_a_file(client, now, delivered, figure, columns, values):
    sign_in(client, Role.LEADERSHIP)
    program = running(now, name="Measured one")
    delivered(program, [20] * 12, at=now)
    programs.budget_line(program)
    sent = {"submitted_at": now - dt.timedelta(days=6, hours=14)}
    programs.submitted_request(title="Waiting one", **sent)
    programs.submitted_request(title="Declined one", state="declined", decided_at=now, **sent)
    address = reverse("programs:leadership-rows", args=[figure])

    page, file = client.get(address), client.get(address, {"format": "csv"})

    head, *rows = file.content.decode("utf-8-sig").splitlines()
    assert 'href="?format=csv"' in page.content.decode()
    assert head == f"Code,Name,{columns}"
    assert [row.split(",")[:2] for row in rows] == [[r.code, r.name] for r in page.context["behind"].rows]
    assert values in rows[0]


def test_how_long_decisions_take_is_told_with_its_interval(client, now):
    sign_in(client, Role.LEADERSHIP)
    running(now)
    for days in range(1, 21):
        sent = now - dt.timedelta(days=days)
        programs.submitted_request(state="declined", decided_at=now, submitted_at=sent)

    tiles = {tile.key: tile for tile in client.get(reverse("programs:leadership")).context["tiles"]}

    assert tiles["turnaround"].value == duration(10.5 * 86400)
    usual = f"{duration(6 * 86400)} to {duration(15 * 86400)}"
    assert tiles["turnaround"].detail == (
        f"median of 20 in 13 weeks, {usual}, P85 {duration(17.5 * 86400)}; none was delivered"
    )


def test_a_figure_that_is_none_has_no_rows(client):
    sign_in(client, Role.LEADERSHIP)

    assert client.get(reverse("programs:leadership-rows", args=["weather"])).status_code == 404


def test_what_programs_end_at_is_one_number_on_both_pages(client, now, delivered):
    sign_in(client, Role.LEADERSHIP)
    for cost in ("0.2", "0.3"):
        one = running(now, units_planned=500)
        delivered(one, [20] * 12, at=now)
        programs.budget_line(one, quantity=500, unit_cost=cost)
    programs.budget_line(running(now, state="planned"), quantity=9000)
    over = running(now, state="delivered")
    delivered(over, [20] * 12, at=now)
    programs.budget_line(over, quantity=1)

    totals = client.get(reverse("programs:program-list"), {"view": "running"}).context["totals"]
    tile = client.get(reverse("programs:leadership-rows", args=["budget"])).context["tile"]

    assert tile.detail.startswith(f"{totals.over_share:+.1%}".replace("-", "−"))
    assert (
        f"against {money_short(totals.ends_of)}"
        in client.get(reverse("programs:program-list"), {"view": "running"}).content.decode()
    )


def test_the_verdict_names_each_program_with_its_own_trouble(now):
    def line(name, key):
        program = programs.program(name=name)
        found = lines_of(Program.objects.filter(pk=program.pk), on=now.date())[0]
        return replace(found, status=Status(key, "Because."))

    said = portfolio.verdict([line("Late", "off_track"), line("Shaky", "at_risk"), line("Good", "on_track")])

    assert said.marked == "One program misses its date"
    assert said.after == ": Late. One more is at risk: Shaky. One holds its promises."


def test_only_what_is_late_misses_its_date(now):
    def line(name, dimension):
        program = programs.program(name=name)
        found = lines_of(Program.objects.filter(pk=program.pk), on=now.date())[0]
        standing = Standing(dimension, "off_track", (Cause("Because.", "/"),))
        return replace(found, status=Status("off_track", "Because.", standings=(standing,)))

    said = portfolio.verdict([line("Late", "schedule"), line("Dear", "cost")])
    dear = portfolio.verdict([line("Dear", "cost")])
    both = portfolio.verdict([line("Pairs, Q4", "cost"), line("Dear", "cost"), line("Late", "cost")])

    assert (said.marked, said.after) == (
        "Two programs are off track",
        ": Late and Dear. One of them misses its date.",
    )
    assert (dear.marked, dear.after) == ("One program is off track", ": Dear.")
    assert both.after == ": Pairs, Q4; Dear and Late."


def test_another_view_keeps_the_words_and_the_order(client, now):
    sign_in(client)
    running(now, name="Refund one")
    running(now, name="Other")

    asked = {"q": "Refund", "sort": "-due", "page": "1"}
    tabs = client.get(reverse("programs:program-list"), asked).context["tabs"]

    assert tabs[2]["url"] == "?q=Refund&sort=-due&view=attention"
    assert [tab["count"] for tab in tabs[:2]] == [1, 1]


def test_metrics_are_defined(client):
    sign_in(client, Role.REQUESTER)

    page = client.get(reverse("programs:metric-list")).content.decode()

    assert "Krippendorff" in page
    assert "P85 − due date" in page


def test_the_api_has_its_page(client):
    sign_in(client)

    answer = client.get(reverse("api-docs"))

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01"])
def test_a_day_nobody_means_is_not_taken(client, now, day):
    manager = sign_in(client)
    program = running(now, manager=manager)
    admit(program, manager, actor=manager)

    page = client.post(
        reverse("programs:milestone-plan", args=[program.code]), {"name": "Pilot", "due_on": day}
    )

    assert page.status_code == 422
    assert "Choose a day from 2000 to 2100." in page.content.decode()
    assert not Milestone.objects.exists()


def test_a_number_no_column_holds_is_not_taken(client, now):
    manager = sign_in(client)
    program = running(now, manager=manager)
    admit(program, manager, actor=manager)
    form = {"name": "Pilot", "due_on": "2026-05-01", "units": 2**31}

    assert client.post(reverse("programs:milestone-plan", args=[program.code]), form).status_code == 422
    assert not Milestone.objects.exists()
