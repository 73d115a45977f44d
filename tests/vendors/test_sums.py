"""Sums kept beside deliveries and the ledger are what the rows add up to, whatever was done to them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import ProgrammingError
from django.utils import timezone

from dataops.base import rollups
from dataops.base.database import STAFF, acting
from programs.sockets import accepted_of, facts_of
from tests.factories import vendors
from tests.security.doors import as_web_login
from vendors.models import Delivery, DeliveryMonth, LedgerMonth, LedgerTotal
from vendors.operations.delivery import decide_delivery
from vendors.operations.ledger import reverse_entry
from vendors.reports.measures import program_measures
from vendors.reports.sums import DECISIONS, LEDGER, Stretch, added_up

pytestmark = pytest.mark.django_db

DAYS = (3, 9, 31, 40, 64, 64, 95, 140, 200)


def kept_and_summed():
    """Of each rollup its rows, and what its source adds up to now."""
    for table, rollup in rollups.rollups().items():
        columns = ", ".join((*rollup.keys, *rollup.columns))
        yield (
            read(f"select {columns} from ({rollups.sums(rollup, (rollup.of._meta.db_table, ''))}) s"),
            read(
                f"select {columns} from {table} where "
                + " or ".join(f"{column} <> 0" for column in rollup.columns)
            ),
        )


def read(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(cursor.fetchall())


@pytest.fixture
def history():
    """Two orders of one program over seven months: accepted, rejected, waiting, and taken back."""
    now = timezone.now()
    first = vendors.work_order(units=5_000)
    second = vendors.work_order(program_=first.program, units=5_000)
    for order in (first, second):
        for back, day in enumerate(DAYS):
            came = now - dt.timedelta(days=day)
            one = vendors.delivery(
                order, batch_ref=f"B-{day}-{back}", units=100 + day, delivered_at=came, due_on=came.date()
            )
            if back % 3 < 2:
                decide_delivery(
                    one,
                    is_accepted=back % 3 == 0,
                    reason="Too many errors.",
                    actor=None,
                    at=came + dt.timedelta(days=1),
                )
    taken_in = first.ledger.earliest("entered_at")
    reverse_entry(taken_in, reason="Wrong batch.", actor=None, at=now - dt.timedelta(days=2))
    return first, second, now


def test_sums_follow_every_operation(history):
    for summed, kept in kept_and_summed():
        assert kept == summed
        assert kept


def test_sums_follow_rows_that_are_changed_and_removed_in_bulk(history):
    first, second, _ = history
    waiting = Delivery.objects.waiting()

    waiting.filter(work_order=first).update(units=7, delivered_at=first.sent_at)
    waiting.filter(work_order=second).delete()

    for summed, kept in kept_and_summed():
        assert kept == summed


def test_what_was_there_before_is_added_up_once(history):
    before = [kept for _, kept in kept_and_summed()]
    with connection.cursor() as cursor:
        for table, rollup in rollups.rollups().items():
            cursor.execute(
                f"delete from {table}; {rollups.fill(table, rollup)}; {rollups.fill(table, rollup)}"
            )

    assert [kept for _, kept in kept_and_summed()] == before


@pytest.mark.parametrize(
    ("back", "until"), [(None, -1), (None, 50), (None, 4), (210, -1), (150, 20), (33, -1), (95, 70)]
)
def test_a_stretch_of_months_and_days_equals_its_rows(history, back, until):
    first, _, now = history
    stretch = Stretch(None if back is None else now - dt.timedelta(days=back), now - dt.timedelta(days=until))
    orders = Q(work_order__program=first.program_id)

    for book in (DECISIONS, LEDGER):
        moments = Q(**{f"{book.at}__lt": stretch.hi})
        if stretch.lo:
            moments &= Q(**{f"{book.at}__gte": stretch.lo})
        rows = book.rows.filter(orders & moments)
        expected = rows.aggregate(**{f"{column}_sum": summed for column, summed in book.sums.items()})
        found = added_up(book, stretch, orders, by=("work_order__program_id",))

        assert rows.exists()
        assert list(found[first.program_id,].values()) == list(expected.values())


def test_facts_added_up_by_one_end_are_those_of_each(history):
    first, _, now = history

    def total(by):
        facts = facts_of([first.program_id], since=None, until=now.date(), by=by)
        return sorted((fact.metric, fact.currency, fact.numerator, fact.denominator) for fact in facts)

    each = facts_of([first.program_id], since=None, until=now.date())
    accepted = sum(fact.numerator for fact in each if fact.metric == "throughput")

    assert {fact.vendor_id for fact in each} == {order.vendor_id for order in history[:2]}
    assert [row[2] for row in total(("program",)) if row[0] == "throughput"] == [accepted]
    assert sum(row[2] for row in total(("vendor",)) if row[0] == "throughput") == accepted
    one = facts_of([first.program_id], since=None, until=now.date(), vendor_id=first.vendor_id)
    assert {fact.vendor_id for fact in one} == {first.vendor_id}


def test_days_before_a_day_stand_in_one_sum(history):
    first, _, now = history
    whole = accepted_of([first.program_id])[first.program_id]
    since = now.date() - dt.timedelta(days=60)

    short = accepted_of([first.program_id], since=since)[first.program_id]

    assert sum(short.values()) == sum(whole.values())
    assert {day: units for day, units in whole.items() if day >= since} == {
        day: units for day, units in short.items() if day >= since
    }
    assert [day for day in short if day < since] == [since - dt.timedelta(days=1)]


def test_punctual_is_cut_in_utc_whatever_the_clocks_in_force():
    """The evening of the due day is the next morning in Auckland, whole months and the days around them alike."""
    order = vendors.work_order()
    for came in (
        dt.datetime(2026, 1, 20, 23, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC),
    ):
        vendors.delivery(order, delivered_at=came, due_on=came.date())

    with timezone.override(ZoneInfo("Pacific/Auckland")):
        measures = program_measures([order.program_id], on=dt.date(2026, 3, 10))[order.program_id]

    punctual = next(one for one in measures if one.metric == "on_time")
    assert (punctual.numerator, punctual.denominator) == (2, 2)


def test_nobody_writes_a_sum_by_hand(history):
    with as_web_login(), acting(STAFF):
        for model in (DeliveryMonth, LedgerMonth, LedgerTotal):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.all().delete()
