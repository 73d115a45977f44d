"""Weeks are kept once, with what they were made from, and their sums over programs are right."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.database import STAFF, acting
from programs import tasks
from programs.models import MetricSnapshot
from programs.operations import portfolio as portfolios
from programs.operations.admission import admit
from programs.operations.metric import retire_metric
from programs.operations.snapshot import take_due, take_week
from programs.reports.trends import of_programs, trends_of
from programs.rules.week import week_of
from tests.factories import accounts, programs, vendors
from tests.programs.conftest import accept_units
from vendors.choices import DeliveryState

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(now):
    return now.date() - dt.timedelta(days=60)


@pytest.fixture
def last_week(now):
    return week_of(now.date()) - dt.timedelta(days=7)


def running(start):
    return programs.program(starts_on=start, due_on=start + dt.timedelta(days=900))


def noon(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def deliver(program, day, *, accepted: int, rejected: int = 0, price="0.10"):
    order = vendors.work_order(program_=program, unit_price=price)
    order.refresh_from_db()
    if accepted:
        accept_units(order, accepted, at=noon(day))
    if rejected:
        state = {"state": DeliveryState.REJECTED, "decided_at": noon(day)}
        vendors.delivery(order, units=rejected, delivered_at=noon(day), **state)
    return order


def kept(metric, **where):
    return MetricSnapshot.objects.get(metric__key=metric, **where)


def test_a_week_is_kept_of_programs_vendors_portfolio_and_house(start, last_week, now):
    one, two = (running(start) for _ in range(2))
    group = programs.portfolio()
    portfolios.group_program(one, group, actor=one.manager)
    order = deliver(one, last_week, accepted=90, rejected=10)
    deliver(two, last_week, accepted=100, rejected=300)

    take_week(last_week, at=now)

    of_one = kept("first_pass", program=one)
    assert (of_one.numerator, of_one.denominator, of_one.value, of_one.n) == (90, 100, 0.9, 100)
    assert of_one.low < 0.9 < of_one.high
    house = kept("first_pass", scope="house")
    assert (house.numerator, house.denominator) == (190, 500)
    assert kept("first_pass", portfolio=group).value == 0.9
    assert kept("unit_cost", organisation=order.vendor_id).value == pytest.approx(0.1)
    assert kept("throughput", program=two).value == 100
    nothing = kept("gold_accuracy", program=one)
    assert (nothing.value, nothing.reason) == (None, "Nothing was judged.")


def test_taken_twice_it_is_one_week_and_once_over_it_is_frozen(start, last_week, now):
    program = running(start)
    deliver(program, last_week, accepted=90)
    counts = set()
    for _ in range(2):
        take_week(last_week, at=now)
        counts.add(MetricSnapshot.objects.count())
    before = kept("throughput", program=program)

    deliver(program, last_week, accepted=50)
    take_week(last_week, at=now)

    assert len(counts) == 1
    assert kept("throughput", program=program).value == before.value == 90
    assert Event.objects.filter(verb="metric.week_frozen").count() == 1
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), acting(STAFF):
        MetricSnapshot.objects.filter(pk=before.pk).update(value=1)


def test_weeks_that_the_clock_missed_are_taken_later_and_none_twice(start, now):
    program = running(start)
    monday = week_of(now.date())
    take_week(monday - dt.timedelta(days=28), at=now)
    deliver(program, monday - dt.timedelta(days=14), accepted=40)

    taken = [take_due(at=now) for _ in range(2)]

    assert taken == [4, 1]
    weeks = MetricSnapshot.objects.filter(metric__key="throughput", program=program).order_by("week_on")
    assert [row.is_frozen for row in weeks] == [True, True, True, True, False]
    assert weeks[2].value == 40
    lost = kept("backlog", week_on=monday - dt.timedelta(days=14))
    assert (lost.value, lost.reason) == (None, "Nobody counted at the end of this week.")


def test_what_cannot_be_counted_later_stays_as_it_was_last_counted(start, now):
    running(start)
    programs.submitted_request(submitted_at=now - dt.timedelta(days=30))
    monday = week_of(now.date())
    take_week(monday, at=now)
    later = noon(monday + dt.timedelta(days=8))

    taken = take_due(at=later)

    assert taken == 2
    of_week = kept("backlog", week_on=monday)
    assert (of_week.value, of_week.is_frozen) == (1, True)
    assert kept("throughput", scope="house", week_on=monday).is_frozen


def test_the_clock_takes_them_once_in_its_stretch():
    program = running(dt.date(2026, 1, 1))

    for _ in range(2):
        tasks.take_snapshots()

    assert MetricSnapshot.objects.filter(metric__key="throughput", program=program).count() == 1


def test_a_trend_adds_numerators_and_denominators_and_takes_the_middle_agreement(today):
    one, two = programs.program(), programs.program()
    week = {"week_on": week_of(today), "scope": "program"}
    programs.snapshot("first_pass", program=one, numerator=90, denominator=100, value=0.9, **week)
    programs.snapshot("first_pass", program=two, numerator=100, denominator=400, value=0.25, **week)
    for program, alpha in ((one, 0.6), (two, 0.8)):
        programs.snapshot("agreement", program=program, value=alpha, **week)

    trends = trends_of(of_programs([one.pk, two.pk]), ["first_pass", "agreement"], on=today)

    assert trends["first_pass"].values[-1] == 190 / 500
    assert trends["agreement"].values[-1] == pytest.approx(0.7)
    assert trends["first_pass"].values[:-1] == (None,) * 12
    assert not trends["first_pass"].is_drawn


def test_a_retired_metric_is_kept_no_longer(start, last_week, now, today):
    program = running(start)
    deliver(program, last_week, accepted=90)
    retire_metric(programs.metric("throughput"), actor=program.manager, on=today)

    take_week(last_week, at=now)

    assert not MetricSnapshot.objects.filter(metric__key="throughput").exists()
    assert MetricSnapshot.objects.filter(metric__key="first_pass").exists()


def test_snapshots_by_api_and_on_the_page_of_the_metric(client, start, last_week, now):
    program = running(start)
    deliver(program, last_week, accepted=90, rejected=10)
    take_week(last_week, at=now)
    leader = accounts.user(Role.LEADERSHIP)
    client.force_login(leader)
    api = APIClient()
    api.force_authenticate(leader)

    rows = api.get(reverse("api-snapshot-list"), {"metric": "first_pass", "scope": "program"}).data["results"]
    page = client.get(reverse("programs:metric-detail", args=["first_pass"])).content.decode()

    assert [(row["program"], row["numerator"], row["denominator"]) for row in rows] == [
        (program.code, 90, 100)
    ]
    assert "90.0%" in page
    assert "90 / 100" in page


def test_portfolios_by_page_and_api(client, start):
    program = running(start)
    client.force_login(program.manager)
    portfolios.add_portfolio(name="Assistants", actor=program.manager)
    taken = client.post(reverse("programs:portfolio-add"), {"name": "Assistants", "note": "Other"})
    made = client.post(reverse("programs:portfolio-add"), {"name": "Vision"})
    api = APIClient()
    api.force_authenticate(program.manager)
    admit(program, program.manager, actor=None)
    one = api.get(reverse("api-portfolio-list")).data["results"][0]

    put = api.post(reverse("api-portfolio-program", args=[one["id"]]), {"program": program.code})
    listed = client.get(reverse("programs:portfolio-list")).content.decode()

    assert (taken.status_code, made.status_code) == (422, 302)
    assert put.status_code == 200
    program.refresh_from_db()
    assert program.portfolio.name == one["name"] == "Assistants"
    assert "No program under way" not in listed
    assert Event.objects.filter(verb="program.grouped").count() == 1
    gone = client.post(reverse("programs:portfolio-of-program", args=[program.code]), {"portfolio": 99999})
    assert gone.status_code == 422
    assert "no such portfolio any more" in gone.content.decode()


def test_vendors_roles_have_no_right_on_the_views_for_checking_by_hand():
    with connection.cursor() as cursor:
        cursor.execute(
            "select viewname, has_table_privilege(role, quote_ident(viewname), 'select'), role from pg_views,"
            " unnest(array['dataops_portal', 'dataops_portal_web', 'dataops_web', 'dataops_reader']) role"
            r" where viewname like 'read\_%'"
        )
        found = cursor.fetchall()

    assert len({name for name, _, _ in found}) == 7
    assert {role for _, may, role in found if may} == {"dataops_reader"}
