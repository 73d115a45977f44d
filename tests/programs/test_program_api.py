import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from programs.models import Milestone, Program, StatusReport
from programs.operations.admission import admit
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def program(now, delivered):
    day = now.date()
    found = programs.program(
        code="PRG-100", starts_on=day - dt.timedelta(days=40), due_on=day + dt.timedelta(days=60)
    )
    admit(found, found.manager, actor=found.manager)
    delivered(found, [20] * 12, at=now)
    programs.budget_line(found)
    return found


@pytest.fixture
def as_manager(api, program):
    api.force_authenticate(accounts.User.objects.get(pk=program.manager_id))
    return api


def test_the_chain_by_api(as_manager, program, now):
    manager = program.manager
    made = as_manager.post(
        reverse("api-program-list"),
        {
            "name": "By API",
            "goal": "Better.",
            "manager": manager.email,
            "starts_on": "2026-01-01",
            "due_on": "2027-01-01",
            "units_planned": 100,
        },
    )
    assert made.status_code == 201
    code = made.data["code"]
    renamed = as_manager.patch(reverse("api-program-detail", args=[code]), {"version": 1, "name": "Renamed"})
    assert (renamed.data["name"], renamed.data["version"]) == ("Renamed", 2)
    milestones = reverse("api-milestone-list", args=[code])
    planned = as_manager.post(milestones, {"name": "Pilot", "due_on": "2026-05-01"})
    assert planned.status_code == 201
    moved = as_manager.post(
        reverse("api-milestone-move", args=[code, planned.data["id"]]),
        {"version": 1, "due_on": "2026-06-01", "reason": "Ill."},
    )
    assert moved.data["slip_days"] == 31
    finish = reverse("api-milestone-finish", args=[code, planned.data["id"]])
    assert as_manager.post(finish, {"on": "2026-06-02"}).data["state"] == "done"
    refused = as_manager.post(
        reverse("api-milestone-drop", args=[code, planned.data["id"]]), {"reason": "No."}
    )
    assert (refused.status_code, refused.data) == (409, {"reason": "Pilot is done already."})
    target = {"metric": "agreement", "value": "0.7"}
    assert as_manager.post(reverse("api-target-list", args=[code]), target).status_code == 201
    line = {"category": "labeling", "quantity": 10, "unit_cost": "0.5"}
    added = as_manager.post(reverse("api-budget-line-list", args=[code]), line)
    assert added.data["amount"] == "5.0000"
    changed = as_manager.patch(
        reverse("api-budget-line-detail", args=[code, added.data["id"]]),
        {"version": 1, "quantity": 4, "unit_cost": "0.5"},
    )
    assert changed.data["quantity"] == 4
    person = {"person": accounts.user(Role.REQUESTER).email}
    assert as_manager.post(reverse("api-program-admit", args=[code]), person).status_code == 204
    assert as_manager.post(reverse("api-program-dismiss", args=[code]), person).status_code == 204
    state = as_manager.post(reverse("api-program-state", args=[code]), {"state": "paused", "version": 2})
    assert state.data["status"]["key"] == "paused"


def test_a_report_by_api(as_manager, program):
    drafted = as_manager.post(reverse("api-report-list"), {"program": program.code})
    assert drafted.status_code == 201
    report = drafted.data["id"]
    address = reverse("api-report-detail", args=[report])
    assert as_manager.patch(address, {"version": 1, "summary": "Fine."}).data["version"] == 2
    assert as_manager.patch(address, {"version": 1, "summary": "Mine."}).status_code == 412
    override = reverse("api-report-override", args=[report])
    assert as_manager.post(override, {"version": 2, "rag": "at_risk"}).status_code == 409
    risk = {"version": 2, "rag": "at_risk", "reason": "Rain."}
    assert [as_manager.post(override, risk).data["status"] for _ in range(2)] == ["at_risk"] * 2
    assert as_manager.post(override, risk | {"rag": "off_track"}).status_code == 412
    assert as_manager.get(address).data["rag_override"] == "at_risk"
    assert as_manager.post(reverse("api-report-renew", args=[report])).status_code == 200
    publish, read = reverse("api-report-publish", args=[report]), as_manager.get(address).data["version"]
    assert as_manager.post(publish).status_code == 400
    assert as_manager.post(publish, {"version": 2}).status_code == 412
    assert as_manager.post(publish, {"version": read}).data["state"] == "published"
    assert as_manager.patch(address, {"version": 2, "summary": "Late."}).status_code == 409
    assert StatusReport.objects.get().summary == "Fine."


def test_a_line_says_what_the_page_says(as_manager, program):
    line = as_manager.get(reverse("api-program-detail", args=[program.code])).data

    assert line["progress"]["accepted"] == 240
    assert line["money"]["spent"] == 24.0
    assert line["status"]["key"] == "no_data"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(as_manager, program, count, django_assert_num_queries):
    for _ in range(count - 1):
        programs.budget_line(programs.program())

    as_manager.get(reverse("api-program-list"))

    with django_assert_num_queries(23):
        assert as_manager.get(reverse("api-program-list")).data["count"] == count


def test_measures_of_one_program(as_manager, program):
    programs.program()

    rows = as_manager.get(reverse("api-measure-list"), {"program": program.code}).data["results"]

    assert {row["program"] for row in rows} == {program.code}
    assert {row["metric"] for row in rows} >= {"acceptance", "on_time", "unit_cost"}


def test_reviewers_read_no_costs(api, program):
    api.force_authenticate(accounts.user(Role.REVIEWER))

    assert api.get(reverse("api-program-detail", args=[program.code])).data["money"] is None
    assert api.get(reverse("api-budget-line-list", args=[program.code])).status_code == 403
    rows = api.get(reverse("api-measure-list")).data["results"]
    assert "money" not in {row["unit"] for row in rows}


def test_a_stranger_changes_nothing(api, program):
    api.force_authenticate(accounts.user(Role.PROGRAM_MANAGER))

    denied = api.patch(reverse("api-program-detail", args=[program.code]), {"name": "Taken"})
    plan = api.post(reverse("api-milestone-list", args=[program.code]), {"name": "X", "due_on": "2026-05-01"})
    draft = api.post(reverse("api-report-list"), {"program": program.code})

    assert (denied.status_code, plan.status_code, draft.status_code) == (403, 403, 403)
    assert Program.objects.get().name == program.name
    assert Milestone.objects.count() == StatusReport.objects.count() == 0


def test_a_requester_finds_no_program_of_others(api, program):
    requester = accounts.user(Role.REQUESTER)
    admit(programs.program(), requester, actor=None)
    api.force_authenticate(requester)

    assert api.get(reverse("api-program-list")).status_code == 403
    assert api.get(reverse("api-program-detail", args=[program.code])).status_code == 404
    assert api.get(reverse("api-milestone-list", args=[program.code])).status_code == 404


def test_an_unknown_filter_is_an_error(as_manager):
    assert as_manager.get(reverse("api-program-list"), {"color": "red"}).status_code == 400


def test_sent_twice_is_started_once(as_manager, program):
    body = {
        "name": "Once",
        "goal": "Better.",
        "manager": program.manager.email,
        "starts_on": "2026-01-01",
        "due_on": "2027-01-01",
        "units_planned": 100,
    }

    first, second = (
        as_manager.post(reverse("api-program-list"), body, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    )

    assert first.data["code"] == second.data["code"]
    assert Program.objects.filter(name="Once").count() == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_nobody_means_is_a_400(as_manager, program, day):
    drafted = as_manager.post(reverse("api-report-list"), {"program": program.code, "week_on": day})
    planned = as_manager.post(
        reverse("api-milestone-list", args=[program.code]), {"name": "Pilot", "due_on": day}
    )

    assert drafted.data == {"week_on": ["Choose a day from 2000 to 2100."]}
    assert planned.data == {"due_on": ["Choose a day from 2000 to 2100."]}
    assert not StatusReport.objects.exists()
    assert not Milestone.objects.exists()
