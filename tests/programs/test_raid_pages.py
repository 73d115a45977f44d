"""The log on pages, as a file, on the home page, on the leadership page and by API."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.work.needs import Urgency
from programs.models import Program, RaidItem
from programs.operations.admission import admit
from programs.reports.raid import heat_of, raid_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(now):
    found = programs.program(code="PRG-300", starts_on=now.date(), due_on=now.date() + dt.timedelta(days=90))
    admit(found, found.manager, actor=found.manager)
    return found


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_filters_hold_on_the_screen_and_in_the_file(client, program):
    client.force_login(program.manager)
    programs.raid_item(program, statement="Rising rent", likelihood=5, impact=5)
    programs.raid_item(program, statement="Small thing", likelihood=1, impact=1)
    programs.raid_item(program, kind="issue", statement="Broken tool")
    programs.raid_item(program, statement="Long gone", state="closed", closed_reason="Over.")
    address = reverse("programs:raid-of-program", args=[program.code])

    page = client.get(address, {"kind": "risk", "state": "open"}).content.decode()
    file = rows(client.get(address, {"kind": "risk", "state": "open", "format": "csv"}))

    assert [row["Statement"] for row in file] == ["Rising rent", "Small thing"]
    assert "Rising rent" in page
    assert page.index("Rising rent") < page.index("Small thing")
    assert "Broken tool" not in page
    assert "Long gone" not in page
    assert '<option value="risk" selected>' in page
    assert "state=open" in page.replace("&amp;", "&")  # the heads that sort keep the filter
    assert "No entry fits" in client.get(address, {"kind": "assumption"}).content.decode()


def test_an_empty_log_says_what_it_is_for(client, program):
    client.force_login(program.manager)

    page = client.get(reverse("programs:raid-of-program", args=[program.code])).content.decode()

    assert "Nothing is written down yet" in page
    assert "Add the first risk" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_the_same_number_of_questions(client, program, count, django_assert_num_queries):
    client.force_login(program.manager)
    for _ in range(count):
        programs.raid_item(program)
        programs.raid_item(program, kind="dependency", counterparty="Legal", need_by=program.due_on)
    one = reverse("programs:raid-of-program", args=[program.code])
    client.get(one)

    with django_assert_num_queries(16):
        assert client.get(one).status_code == 200
    with django_assert_num_queries(14):
        assert client.get(reverse("programs:raid-list")).status_code == 200


def test_a_risk_from_the_form_to_the_issue(client, program):
    client.force_login(program.manager)
    words = {
        "statement": "The ramp stalls",
        "category": "capacity",
        "owner": program.manager_id,
        "likelihood": "4",
        "impact": "4",
        "treatment": "mitigate",
    }
    added = client.post(reverse("programs:raid-add-risk", args=[program.code]), words)
    item = RaidItem.objects.get()
    assert added.url == reverse("programs:raid-detail", args=[program.code, item.pk])
    happened = client.post(
        reverse("programs:raid-happened", args=[program.code, item.pk]), {"next_step": "Call them"}
    )
    page = client.get(happened.url).content.decode()
    assert "Came from the risk" in page
    assert "The ramp stalls" in client.get(added.url).content.decode()


def test_the_owner_reviews_and_does_no_more(client, program, now):
    owner = accounts.user(Role.REVIEWER)
    admit(program, owner, actor=program.manager)
    item = programs.raid_item(program, owner=owner)
    client.force_login(owner)
    review = reverse("programs:raid-review", args=[program.code, item.pk])

    answer = client.post(
        review, {"version": 1, "likelihood": 2, "impact": 2, "next_step": "Wait", "review_on": ""}
    )

    assert answer.status_code == 302
    assert RaidItem.objects.get().level.label == "low"
    assert client.get(reverse("programs:raid-close", args=[program.code, item.pk])).status_code == 403
    api = APIClient()
    api.force_authenticate(owner)
    words = {"version": 2, "likelihood": 3, "impact": 3, "next_step": "Wait", "review_on": None}
    by_api = api.post(reverse("api-raid-review", args=[program.code, item.pk]), words, format="json")
    assert (by_api.status_code, by_api.data["level"]) == (200, "medium")
    stranger = programs.raid_item(program)
    assert api.post(reverse("api-raid-review", args=[program.code, stranger.pk]), words).status_code == 403
    assert client.get(reverse("programs:raid-review", args=[program.code, stranger.pk])).status_code == 403


def test_the_owner_is_reminded(program, now):
    on, owner = now.date(), program.manager
    late = {"review_on": on - dt.timedelta(days=3)}
    programs.raid_item(program, statement="Late", **late)
    programs.raid_item(program, statement="Later", review_on=on + dt.timedelta(days=1))
    programs.raid_item(program, statement="Closed", state="closed", closed_reason="Over.", **late)
    programs.raid_item(
        program, statement="Lapsed", treatment="accept", accepted_until=on - dt.timedelta(days=1)
    )
    for statement, days in (("Soon", 7), ("Far", 8)):
        programs.raid_item(
            program,
            kind="dependency",
            statement=statement,
            counterparty="Legal",
            need_by=on + dt.timedelta(days=days),
        )

    needs = [(need.urgency, need.title) for need in raid_needs(owner, at=now)]

    assert needs == [
        (Urgency.LATE, "Review the risk: Late"),
        (Urgency.LATE, "Review the risk: Lapsed"),
        (Urgency.DUE, "Soon"),
    ]
    assert list(raid_needs(accounts.user(), at=now)) == []


def test_the_map_counts_visible_open_risks_and_leads_to_them(client, program):
    programs.raid_item(program, likelihood=4, impact=5)
    programs.raid_item(program, likelihood=4, impact=5)
    programs.raid_item(program, likelihood=1, impact=1, state="closed", closed_reason="Over.")
    programs.raid_item(likelihood=4, impact=5)  # of another program

    heat = heat_of(Program.objects.filter(pk=program.pk))

    assert [row.label for row in heat] == ["5 likely", "4", "3", "2", "1 rare"]
    assert [(cell.count, cell.word) for cell in heat[1].cells][4] == (2, "extreme")
    assert sum(cell.count for row in heat for cell in row.cells) == 2
    client.force_login(accounts.user(Role.LEADERSHIP))
    page = client.get(reverse("programs:leadership")).content.decode()
    assert heat[1].cells[4].url in page.replace("&amp;", "&")
    assert len(rows(client.get(heat[1].cells[4].url + "&format=csv"))) == 3


def test_the_log_by_api(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-raid-list", args=[program.code])
    words = {"statement": "Ramp", "category": "capacity", "owner": program.manager.email}

    made = api.post(
        address,
        words | {"kind": "risk", "likelihood": 4, "impact": 4, "treatment": "mitigate"},
        format="json",
    )
    foreign = api.post(address, words | {"kind": "issue", "likelihood": 4}, format="json")

    assert (made.status_code, made.data["level"], made.data["trend"]) == (201, "extreme", "new")
    assert (foreign.status_code, list(foreign.data)) == (400, ["likelihood"])
    one = [program.code, made.data["id"]]
    assert (
        api.patch(reverse("api-raid-detail", args=one), {"version": 1, "next_step": "Call"}).data["version"]
        == 2
    )
    assert (
        api.patch(reverse("api-raid-detail", args=one), {"version": 1, "next_step": "No"}).status_code == 412
    )
    review = {"version": 2, "likelihood": 2, "impact": 2, "next_step": "Wait", "review_on": None}
    reviewed = api.post(reverse("api-raid-review", args=one), review, format="json")
    assert (reviewed.status_code, reviewed.data["level"]) == (200, "low")
    issue = api.post(reverse("api-raid-happened", args=one), {"next_step": "Call them"})
    assert (issue.status_code, issue.data["came_from"]) == (201, made.data["id"])
    assert [row["state"] for row in api.get(address, {"kind": "risk"}).data["results"]] == ["closed"]
