"""Estimates beside outcomes: every agreed quote with what came of it, and how often quotes held."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from programs.models import Program
from programs.reports.line import line_of
from programs.reports.promised import promised_of
from programs.reports.quotes import quotes_of
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def over(delivered):
    """A program delivered yesterday at 0.10 a unit, quoted to be done on the given days from today."""

    def make(p50=-2, p85=2, *, units=2000, state="delivered", **fields):
        now = timezone.now()
        program = programs.program(state=state, units_planned=units)
        request = programs.submitted_request(state="accepted", program=program)
        delivered(program, [100] * 20, at=now)
        today = now.date()
        figures = {"starts_on": today - 40 * DAY, "p50_on": today + p50 * DAY, "p85_on": today + p85 * DAY}
        figures |= {"cost_p50": Decimal(150), "cost_p85": Decimal(250), "state": "agreed"}
        return programs.estimate(request, quoted_at=now - 40 * DAY, **figures | fields)

    return make


def found():
    return quotes_of(Program.objects.all(), on=timezone.now().date())


def test_each_quote_stands_beside_what_came_of_it(over):
    over()
    over(p50=-9, p85=-8, cost_p85=Decimal(160))
    over(units=9000)

    rows = found().rows

    assert sorted((row.date_fate, row.cost_fate) for row in rows) == [
        ("Beyond P85", "Beyond P85"),
        ("Delivered incomplete", "Delivered incomplete"),
        ("Within P85", "Within P85"),
    ]
    assert {row.cost for row in rows} == {Decimal("200.0")}


def test_a_quote_in_another_money_compares_days_alone(over):
    over(currency="EUR")

    row = found().rows[0]

    assert (row.date_fate, row.cost_fate, row.has_cost) == ("Within P85", "Another currency", False)


def test_who_still_runs_after_the_day_counts_as_late_and_not_by_its_cost(over):
    over(p50=-5, p85=-3, units=9000, state="active")

    result = found()

    assert [(row.date_fate, row.cost_fate) for row in result.rows] == [("Beyond P85", "To come")]
    assert [share.kept.share.n for share in result.shares] == [1, 1, 0, 0]


def test_what_joined_a_program_is_not_held_against_all_of_its_work(over):
    quote = over(p50=-9, p85=-8, cost_p85=Decimal(160))
    quote.request.decided_at = timezone.now()
    quote.request.save()

    result = found()
    promise = promised_of(line_of(quote.request.program_id, on=result.on), user=quote.request.requester)[0]

    assert result.rows[0].date_fate == result.rows[0].cost_fate == "Part of a program with other work"
    assert [share.kept.share.n for share in result.shares] == [0, 0, 0, 0]
    assert (promise.cost_kind, promise.cost_words) == (
        "idle",
        "The program has other work too: the two do not compare",
    )


def test_ten_quotes_have_a_share_with_its_interval(over):
    for _ in range(9):
        over()
    over(p50=-9, p85=-8)

    p85 = found().dates[1]

    # The P85 day of nine is still to come; too few are judged.
    assert (p85.kept.share.n, p85.why) == (1, "Too few to say: 1 of the 10 that are needed.")
    cost = found().costs[1]
    assert (cost.kept.share.estimate, cost.kept.share.n) == (1.0, 10)
    assert cost.kept.share.ci_low == pytest.approx(0.7225, abs=1e-4)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, over, rows, django_assert_num_queries):
    for _ in range(rows):
        over()
    client.force_login(accounts.user(Role.LEADERSHIP))
    client.get(reverse("programs:quotes"))

    with django_assert_num_queries(28):
        page = client.get(reverse("programs:quotes"))

    assert page.content.decode().count("Within P85") == 2 * rows


def test_the_file_and_the_api_say_what_the_page_says(client, over):
    quote = over()
    client.force_login(accounts.user(Role.PROGRAM_MANAGER))

    file = client.get(reverse("programs:quotes"), {"format": "csv"}).content.decode()
    answer = client.get(reverse("api-quotes-list")).json()

    assert f"{quote.request.number},1," in file
    assert answer["rows"][0]["cost_held"] == "Within P85"
    assert answer["shares"][3]["n"] == 1
