"""Another plan beside the present one: the same futures, nothing saved, all of it in the address."""

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.models import ChangeRequest, DayOff
from programs.operations.forecast import forecast_program
from programs.reports.today import today_of
from tests.factories import accounts, labeling, programs, vendors
from tests.programs.test_forecast import PACE, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(now, delivered):
    program = running(now, units_planned=500)
    delivered(program, PACE, at=now)
    return program


@pytest.fixture
def ask(client, program):
    client.force_login(accounts.user(role="administrator"))

    def asked(**query):
        return client.get(reverse("programs:what-if", args=[program.code]), query)

    return asked


def test_the_present_plan_says_what_is_kept(program, ask, now):
    assert ask().context["found"].now.p85_on == forecast_program(program, at=now).p85_on


@pytest.mark.parametrize(
    ("query", "sign"),
    [
        ({"overlap_now": "3", "overlap": "2"}, -1),
        ({"people": "150"}, -1),
        ({"people": "50%"}, 1),
        ({"rework": "40"}, 1),
        (
            {
                "days_off": ", ".join(
                    (timezone.now().date() + dt.timedelta(days=n)).isoformat() for n in range(1, 12)
                )
            },
            1,
        ),
    ],
)
def test_each_change_moves_the_date_the_way_it_should(ask, query, sign):
    found = ask(**query).context["found"]

    assert found.p85_days * sign > 0


def test_people_who_learn_help_later(ask):
    at_once, learning = (ask(people="200", weeks=weeks).context["found"].then.p85_on for weeks in ("0", "4"))

    assert at_once < learning


def test_fewer_labels_an_item_are_fewer_units_and_cost_less(ask):
    found = ask(overlap_now="3", overlap="2").context["found"]

    assert (found.now.remaining, found.then.remaining) == (270, 180)
    assert found.cost_more == found.then.cost - found.now.cost < 0


def test_more_review_costs_more_and_takes_longer(program, ask):
    programs.budget_line(program, category="labeling", quantity=500, unit_cost="0.10")
    programs.budget_line(program, category="review", quantity=50, unit_cost="0.05")

    found = ask(review="100").context["found"]

    assert found.today.review == 10
    assert found.p85_days > 0
    assert found.cost_more == Decimal("12.15")


def test_a_budget_with_two_reviews_a_unit_can_be_planned_otherwise(program, ask):
    programs.budget_line(program, category="review", quantity=1000, unit_cost="0.05")

    answer = ask(people="150")

    assert not answer.context["form"].errors
    assert answer.context["found"].today.review == 200
    assert answer.context["found"].p85_days < 0
    assert ask(review="201").context["form"].errors


def test_the_parts_of_the_houses_are_a_hundred_together(program, ask):
    slug = program.work_orders.get().vendor.slug

    wrong, right = ask(**{f"split_{slug}": "60"}), ask(**{f"split_{slug}": "100"})

    assert "100 together, not 60" in wrong.content.decode()
    assert right.context["found"].then.p85_on is not None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"people": "NaN"}, "Enter a number"),
        ({"people": "1e999"}, "no more than"),
        ({"rework": "100"}, "less than or equal to 95"),
        ({"days_off": "2026-13-01"}, "is not a date like"),
        ({"overlap": "2"}, "Say how many labels an item gets now"),
    ],
)
def test_what_cannot_be_is_explained_on_the_page(ask, query, words):
    answer = ask(**query)

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_nothing_is_saved_and_a_change_request_takes_the_words(client, ask):
    events = Event.objects.count()
    link = ask(overlap_now="3", overlap="2").context["change_url"]

    form = client.get(link).context["form"]

    assert form["units_planned"].value() == parse_qs(urlsplit(link).query)["units_planned"][0] == "410"
    assert "Labels an item then: 2" in form["reason"].value()
    assert (ChangeRequest.objects.count(), DayOff.objects.count(), Event.objects.count()) == (0, 0, events)


def test_the_api_compares_too(program):
    client = APIClient()
    client.force_authenticate(accounts.user(role="administrator"))
    address = f"/api/v1/programs/{program.code}/forecast/what-if/"

    assert client.get(address, {"people": "150"}).json()["p85_days"] < 0
    assert client.get(address, {"people": "many"}).status_code == 400


def test_it_begins_with_what_the_records_know_and_that_changes_nothing(program, ask):
    order = program.work_orders.get()
    labeling.project(program, judgements_per_item=3)
    for _ in range(4):
        vendors.worker(order.vendor)
    programs.budget_line(program, category="review", quantity=50, unit_cost="0.05")
    starting = ask().context["asked"].initial

    same = ask(**{name: str(value) for name, value in starting.items()})

    assert {name: str(value) for name, value in starting.items()} == {
        "overlap": "3", "review": "10", "rework": "0", "people": "100", f"split_{order.vendor.slug}": "100",
    }  # fmt: skip
    assert not same.context["is_asked"]
    assert "4" in [row.now for row in same.context["found"].settings]


def test_today_stands_beside_what_if_with_the_difference(program, ask):
    order = program.work_orders.get()
    project = labeling.project(program, judgements_per_item=3)
    vendors.worker(order.vendor)

    page = ask(overlap="2", people="200")

    found = page.context["found"]
    rows = {row.label: (row.now, row.then) for row in found.settings}
    assert (rows["Labels an item"], rows["People"]) == (("3", "2"), ("1", "2"))
    assert (found.now.remaining, found.then.remaining, found.units_more) == (270, 180, -90)
    assert f"{-found.p85_days} days earlier" in page.content.decode()
    assert reverse("labeling:project-detail", args=[project.slug]) in page.content.decode()
    assert page.context["asked"].words() == "Labels an item: 2 (now 3); People, % of now: 200 (now 100)"


def test_projects_that_differ_weigh_by_their_items(program, ask):
    for judgements, items in ((1, 30), (5, 10)):
        labeling.batch(labeling.project(program, judgements_per_item=judgements), items=items)

    assert ask().context["found"].today.overlap.value == 2


def test_parts_of_todays_houses_are_a_hundred_together(program):
    for units in (100, 100, 100):
        vendors.work_order(program_=program, units=units, state="accepted", sent_at=timezone.now())

    today = today_of(program, on=timezone.now().date(), with_money=True)

    assert sum(today.split.values()) == 100
