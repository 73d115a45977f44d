"""The leadership page: filters that survive drilling and export, and figures that can be added up by hand."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from programs.operations.ask import answer_ask
from programs.operations.portfolio import group_program
from programs.reports.board import EIGHT, board_of, figures_of, vendors_of
from programs.reports.narrowing import narrowing_of
from programs.rules.week import week_of
from tests.factories import accounts, labeling, programs, quality, vendors
from tests.programs.conftest import accept_units
from vendors.choices import DeliveryState

pytestmark = pytest.mark.django_db
BY_HAND = Path(__file__).parents[2] / "docs" / "how-to" / "check-by-hand.md"


@pytest.fixture
def leader(client):
    user = accounts.user(Role.LEADERSHIP)
    client.force_login(user)
    return user


def running(now, **fields):
    day = now.date()
    dates = {"starts_on": day - dt.timedelta(days=100), "due_on": day + dt.timedelta(days=60)}
    return programs.program(**dates | fields)


def works_for(program, now, *, accepted: int, rejected: int, price="0.50", days_ago=2):
    """A vendor's order with one delivery accepted and one sent back."""
    at = now - dt.timedelta(days=days_ago)
    order = vendors.work_order(program_=program, unit_price=price)
    order.refresh_from_db()
    accept_units(order, accepted, at=at)
    vendors.delivery(order, units=rejected, delivered_at=at, decided_at=at, state=DeliveryState.REJECTED)
    return order


@pytest.fixture
def house(now):
    """Two programs of two vendors, in two portfolios, one of them with a request of its own."""
    one, two = running(now, name="Alpha"), running(now, name="Beta")
    orders = works_for(one, now, accepted=90, rejected=10), works_for(two, now, accepted=60, rejected=40)
    for program in (one, two):
        group_program(program, programs.portfolio(), actor=program.manager)
        program.refresh_from_db()
    sent = {"submitted_at": now - dt.timedelta(days=5), "decided_at": now - dt.timedelta(days=2)}
    programs.submitted_request(state="accepted", program=one, modality="audio", **sent)
    programs.submitted_request(submitted_at=now - dt.timedelta(days=5))
    return one, two, orders


def figures(user, now, **asked):
    return {one.key: one for one in figures_of(board_of(user, narrowing_of(asked), at=now))}


def test_eight_figures_with_what_they_were_made_from(leader, house, now):
    found = figures(leader, now)

    assert tuple(found) == EIGHT
    assert found["first_pass"].value == "75.0%"
    assert found["first_pass"].detail.endswith("of 200 in 2 programs")
    assert (found["unit_cost"].value, found["throughput"].value) == ("$0.50", "150")
    assert found["backlog"].value == "1"
    assert found["gold_accuracy"].value is None
    assert found["gold_accuracy"].detail == "Nothing was judged"


@pytest.mark.parametrize("name", ["portfolio", "vendor", "modality"])
def test_a_filter_narrows_page_rows_and_file_alike(client, leader, house, now, name):
    one, _, orders = house
    value = {"portfolio": one.portfolio_id, "vendor": orders[0].vendor_id, "modality": "audio"}[name]
    page = client.get(reverse("programs:leadership"), {name: value, "period": 13})

    text = page.content.decode().replace("&amp;", "&")
    tile = next(tile for tile in page.context["tiles"] if tile.key == "first_pass")
    assert tile.value == "90.0%"
    assert f"{name}={value}" in tile.url
    assert tile.url in text
    rows = client.get(tile.url).context["behind"].rows
    assert [row.name for row in rows] == ["Alpha"]
    assert ("with all their vendors" in text) == (name == "vendor")
    file = client.get(reverse("programs:leadership"), {name: value, "format": "csv"}).content.decode()
    assert "90.0%" in file
    assert "75.0%" not in file
    assert "-8-rows-" in client.get(reverse("programs:leadership"), {"format": "csv"})["Content-Disposition"]


def test_money_in_a_file_has_no_dust_of_sums_in_binary(client, leader, now):
    one = running(now)
    for units in (10, 20, 30):
        works_for(one, now, accepted=units, rejected=0, price="0.07")

    (row,) = client.get(reverse("programs:leadership-rows", args=["unit_cost"])).context["behind"].rows

    assert row.values[:3] == (0.07, 4.2, 60)


def test_a_period_leaves_out_what_came_before(leader, house, now):
    works_for(house[0], now, accepted=500, rejected=500, days_ago=60)

    assert figures(leader, now)["first_pass"].measure.denominator == 1200
    assert figures(leader, now, period="4")["first_pass"].measure.denominator == 200


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"vendor": "99999999"}, "The vendor in this filter is not there any more"),
        ({"portfolio": "’; drop"}, "is no portfolio"),
        ({"period": "7"}, "“7” is no period"),
        ({"modality": "smell"}, "“smell” is no modality"),
    ],
)
def test_a_filter_that_is_nothing_is_named_and_counts_nothing(client, leader, house, asked, words):
    for address in (reverse("programs:leadership"), reverse("programs:leadership-rows", args=["first_pass"])):
        answer = client.get(address, asked)
        assert answer.status_code == 200
        assert words in answer.content.decode()
    tiles = client.get(reverse("programs:leadership"), asked).context["tiles"]
    assert {tile.value for tile in tiles} == {None}


def test_vendors_are_not_ranked_where_intervals_overlap(leader, house, now):
    found = vendors_of(board_of(leader, narrowing_of({}), at=now))

    assert len(found.points) == 2
    assert [point.partner.name for point in found.points] == sorted(p.partner.name for p in found.points)
    assert "Fewer than two vendors" in found.finding


def test_a_target_is_missed_only_beyond_doubt_and_trends_come_from_what_was_kept(leader, house, now):
    metric = programs.metric("first_pass")
    metric.target = "0.76"
    metric.save()
    for back in (1, 2):
        week = week_of(now.date()) - dt.timedelta(weeks=back)
        programs.snapshot("first_pass", scope="program", program=house[0], week_on=week)

    found = figures(leader, now)["first_pass"]

    assert (found.aim, found.kind) == ("target 76.0%, too close to call", "info")
    assert found.trend.known == [0.95, 0.95]


def test_a_retired_metric_says_so_on_its_tile_and_breaks_nothing(client, leader, house, today):
    metric = programs.metric("coverage")
    metric.retired_on = today
    metric.save()

    page = client.get(reverse("programs:leadership"))

    assert page.status_code == 200
    assert "Retired 4 Mar" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, leader, now, count, django_assert_num_queries):
    for _ in range(count):
        works_for(running(now), now, accepted=90, rejected=10)
    client.get(reverse("programs:leadership"))

    with django_assert_num_queries(54):
        page = client.get(reverse("programs:leadership"))
    assert page.context["count"] == count


def test_an_ask_waits_beside_decisions_until_it_is_answered(client, leader, house, now):
    one, two, _ = house
    ask = programs.ask(one, owner=leader, what="Four more raters")
    programs.ask(two, owner=leader, what="A longer lease")

    page = client.get(reverse("programs:leadership") + f"?portfolio={one.portfolio_id}")

    assert [(row.title, row.word) for row in page.context["waiting"]] == [("Four more raters", "Ask")]
    assert reverse("programs:ask-detail", args=[one.code, ask.pk]) in page.content.decode()
    answer_ask(ask, answer="They start on Monday.", actor=leader, at=now)
    page = client.get(reverse("programs:leadership") + f"?portfolio={one.portfolio_id}")
    assert page.context["waiting"] == []


def test_whatever_waits_leads_to_its_page(client, leader, house):
    one, _, _ = house
    programs.ask(one), programs.decision(one)
    programs.change_request(one, number=74)

    page = client.get(reverse("programs:leadership"))

    waiting = page.context["waiting"]
    assert sorted(row.word for row in waiting) == ["Ask", "Change", "Decision"]
    assert [client.get(row.url).status_code for row in waiting] == [200] * 3


def by_hand() -> dict[str, str]:
    """The example queries of the documentation, by the metric they are about."""
    found = re.findall(r"^## (\w+)\n(?:(?!^## ).)*?```sql\n(.*?)```", BY_HAND.read_text(), re.S | re.M)
    return dict(found)


@pytest.mark.parametrize("key", [key for key in EIGHT if key != "coverage"])
def test_the_documented_query_equals_the_page(leader, house, now, key):
    task = labeling.task(labeling.batch(labeling.project(house[0])))
    quality.gold_count(task.batch, judged=40, correct=37)
    quality.agreement_snapshot(task.batch.project, alpha=0.8125, at=now)
    for _ in range(2):
        programs.submitted_request(state="estimated", agreed_at=now)
    programs.submitted_request(snoozed_until=timezone.now().date() + dt.timedelta(days=9))
    query = by_hand()[key]

    with connection.cursor() as cursor:
        cursor.execute(query)
        (answer,) = cursor.fetchone()

    figure = figures(leader, now)[key]
    assert figure.measure.value is not None
    assert float(answer) == pytest.approx(figure.measure.value)
