"""The feed of a program says what happened, and what things cost only to those who may know it."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.audit.models import Event
from programs.choices import Metric
from programs.operations.admission import admit
from programs.operations.ahead import add_crew_change
from programs.operations.budget import add_budget_line, change_budget_line
from programs.operations.target import set_target
from programs.reports.feed import sentence_of
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Its budget was changed, and both kinds of targets were set twice."""
    program = programs.program()
    manager = program.manager
    line = add_budget_line(program, category="labeling", quantity=100, unit_cost="13.57", actor=manager)
    change_budget_line(line, quantity=100, unit_cost="24.68", actor=manager)
    for cost, agreement in (("1.357", "0.71"), ("2.468", "0.72")):
        set_target(program, Metric.UNIT_COST, value=cost, actor=manager)
        set_target(program, Metric.AGREEMENT, value=agreement, actor=manager)
    return program


MONEY = ("1,357", "2,468", "1.357", "2.468", "Budget", "Cost per")


def feeds(client, program) -> list[str]:
    addresses = [
        reverse("programs:program-detail", args=[program.code]),
        reverse("programs:program-activity"),
    ]
    return [client.get(address, headers={"HX-Request": "true"}).content.decode() for address in addresses]


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.REVIEWER, Role.COMPLIANCE_OFFICER])
def test_the_feed_tells_no_cost_to_who_may_not_see_money(client, program, role):
    person = accounts.user(role)
    admit(program, person, actor=program.manager)
    client.force_login(person)

    for text in feeds(client, program):
        assert "from .71 to .72" in text
        assert [amount for amount in MONEY if amount in text] == []


def test_the_feed_tells_the_manager_what_changed_in_money(client, program):
    client.force_login(program.manager)

    for text in feeds(client, program):
        assert "from 1,357 to 2,468" in text
        assert "from 1.357 to 2.468" in text


def test_the_api_lists_the_target_of_cost_only_to_who_may_see_money(program):
    def metrics(person: User) -> list[str]:
        api = APIClient()
        api.force_authenticate(person)
        listed = api.get(reverse("api-target-list", args=[program.code]))
        return [target["metric"] for target in listed.data["results"]]

    assert metrics(accounts.user(Role.REVIEWER)) == ["agreement"]
    assert metrics(program.manager) == ["agreement", "unit_cost"]


@pytest.mark.parametrize(
    ("metric", "first", "then", "words"),
    [
        ("gold_accuracy", ("0.9", "0"), ("0.95", "0"), "from 90.0% to 95.0%"),
        ("agreement", ("0.6", "0"), ("0.7", "0"), "from .60 to .70"),
        ("gold_accuracy", ("0.9", "0"), ("0.90", "0.05"), "tolerance 5.0%"),
    ],
)
def test_a_target_is_written_as_its_measure_is_everywhere(metric, first, then, words):
    program = programs.program()
    for value, tolerance in (first, then):
        set_target(program, metric, value=value, tolerance=tolerance, actor=program.manager)

    said = sentence_of([Event.objects.order_by("-pk").first()])

    assert words in said
    assert "from 0.9" not in said


def test_a_day_in_a_name_reads_as_a_day(client, program, now):
    manager = program.manager
    admit(program, manager, actor=manager)
    add_crew_change(
        program, from_on=date(2031, 11, 27), people_before=4, people_added=2, actor=manager, at=now
    )
    client.force_login(manager)

    shown = "".join(feeds(client, program))

    assert "27 Nov 2031" in shown
    assert "2031-11-27" not in shown


def test_the_file_has_every_event_however_many_are_read_at_a_time(client, program, monkeypatch):
    monkeypatch.setattr("programs.views.feed.AT_ONCE", 2)
    client.force_login(program.manager)
    address = reverse("programs:feed-of-program", args=[program.code])

    page = client.get(address).content.decode()
    lines = client.get(address, {"format": "csv"}).content.decode().splitlines()

    assert len(lines) - 1 == page.count("<time ") > 4
